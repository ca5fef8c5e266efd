import ArgumentParser
import Core
import Fees
import Registry

extension PaymentCommand {
    struct List: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "列出小区或一户的缴费，新的在前")

        @OptionGroup var place: CompoundOption
        @Option(help: "只列这一户，例如 3-2-501") var household: String?
        @Option(help: "收款日期从这一天起") var from: String?
        @Option(help: "到这一天止") var until: String?
        @Option(help: "方式：\(PaymentChannel.words)") var channel: String?
        @Option(help: "每页行数（1 至 10000）") var limit = 50
        @Option(help: "第几页，从 1 起") var page = 1
        @OptionGroup var options: GlobalOptions

        private var pages: PageOptions {
            var pages = PageOptions()
            (pages.limit, pages.page) = (limit, page)
            return pages
        }

        func validate() throws { try pages.validate() }

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let listed = try await ListPayments(database: house.database).perform(
                ListPayments.Input(
                    scope: compound.scope,
                    payer: try household.map { Payer(household: try HouseholdCode(entry: $0)) },
                    from: try CivilDate(optional: from), until: try CivilDate(optional: until),
                    channel: try channel.map { try PaymentChannel(typed: $0) }, limit: limit,
                    offset: pages.offset),
                by: house.actor, on: house.today)
            show(listed.json) {
                guard listed.count > 0 else { return "“\(compound.name)”没有符合条件的缴费。" }
                var table = TextTable([
                    ("编号", .right), ("收款日", .left), ("收据", .left), ("房号", .left),
                    ("缴费人", .left), ("方式", .left), ("金额", .right), ("说明", .left),
                ])
                for row in listed.rows {
                    let payment = row.payment
                    let remark =
                        payment.reversedOn.map { "\($0) 冲正" }
                        ?? (payment.refunded > .zero ? "已退 \(payment.refunded.grouped)" : "")
                    table.add([
                        payment.payment.description, payment.receivedOn.description,
                        payment.receipt?.description ?? "", row.household.description,
                        row.obligor, payment.channel.chinese, payment.amount.grouped, remark,
                    ])
                }
                return table.text + "\n" + pages.footer(total: listed.count, unit: "笔")
                    + "；已缴 \(listed.paid.grouped) 元"
                    + (listed.refunded > .zero ? "，已退 \(listed.refunded.grouped) 元" : "")
            }
        }
    }
}
