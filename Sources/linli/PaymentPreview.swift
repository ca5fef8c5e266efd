import ArgumentParser
import Core
import Fees
import Registry

extension PaymentCommand {
    struct Preview: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "看这笔款会抵哪些欠费；不写金额则列出欠费")

        @OptionGroup var who: PayerOptions
        @Option(help: "金额（元），最多两位小数") var amount: String?
        @Option(name: .customLong("for"), help: "只抵这个账期，可写多次") var months: [String] = []
        @Option(name: .customLong("item"), help: "只抵这个收费项目（例如 物业费），可写多次") var items: [String] = []
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(who.place.compound)
            let found = try await PreviewPayment(database: house.database).perform(
                PreviewPayment.Input(
                    scope: compound.scope, payer: try who.payer(),
                    amount: try amount.map { try Money(entry: $0) },
                    months: try months.map { try BillingMonth(entry: $0) },
                    items: try items.map { try FeeItemCode(typed: $0) }),
                by: house.actor, on: house.today)
            show(found.json) { words(found, in: compound) }
        }

        private func words(_ found: PreviewPayment.Outcome, in compound: Compound) -> String {
            var lines = [
                "\(compound.name) \(found.household)  \(TextTable.printable(found.payer))  "
                    + "欠费 \(found.open.grouped) 元"
                    + (found.credit > .zero ? "，预存 \(found.credit.grouped) 元" : "")
            ]
            if !found.lines.isEmpty {
                var table = TextTable([
                    ("账期", .left), ("项目", .left), ("未缴", .right), ("将抵", .right), ("应缴日", .left),
                ])
                for line in found.lines {
                    table.add([
                        line.month.description,
                        line.itemName + (line.stall.map { " \($0)" } ?? ""), line.open.grouped,
                        amount == nil ? "" : line.settled.grouped, line.dueOn.description,
                    ])
                }
                lines.append(table.text)
            }
            if found.rest > .zero { lines.append("余 \(found.rest.grouped) 元将作预存。") }
            for month in found.monthsWithoutDebt { lines.append("注意：\(month) 没有欠费。") }
            return lines.joined(separator: "\n")
        }
    }
}
