import ArgumentParser
import Core
import Fees
import Registry
import Secrets

/// Who pays or owes: a household's present tenure, or an earlier one by its number.
struct PayerOptions: ParsableArguments {
    @Argument(help: "房号，例如 3-2-501") var household: String
    @OptionGroup var place: CompoundOption
    @Option(help: "任期编号：办原业主的事时填写（household show 可查）") var tenure: Int64?

    func payer() throws -> Payer {
        Payer(household: try HouseholdCode(entry: household), tenure: tenure.map(TenureID.init))
    }
}

/// What makes a command safe to send twice.
struct KeyOption: ParsableArguments {
    @Option(help: "防重复的键：同一个键只办一次；不写则每次都是新的一笔") var key: String?

    var value: String { key ?? "cli-\(Hex.encode(Random.bytes(16)))" }
}

struct PaymentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "payment", abstract: "缴费：预览、收款、冲正、退款、列出",
        subcommands: [Preview.self, Take.self, Reverse.self, Refund.self, List.self])

    struct Take: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "收款：先抵最早的欠费，余下的作预存")

        @OptionGroup var who: PayerOptions
        @Option(help: "金额（元），最多两位小数") var amount: String
        @Option(help: "方式：\(PaymentChannel.words)")
        var channel: String
        @Option(help: "收款日期（默认今天）") var receivedOn: String?
        @Option(help: "收据日期（默认今天）") var receiptOn: String?
        @Option(name: .customLong("for"), help: "只抵这个账期，可写多次") var months: [String] = []
        @Option(name: .customLong("item"), help: "只抵这个收费项目（例如 物业费），可写多次") var items: [String] = []
        @Option(help: "备注") var note: String?
        @OptionGroup var key: KeyOption
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(who.place.compound)
            let outcome = try await TakePayment(database: house.database).perform(
                TakePayment.Input(
                    scope: compound.scope, payer: try who.payer(),
                    amount: try Money(entry: amount), channel: try PaymentChannel(typed: channel),
                    receivedOn: try CivilDate(optional: receivedOn),
                    receiptOn: try CivilDate(optional: receiptOn), key: key.value,
                    months: try months.map { try BillingMonth(entry: $0) },
                    items: try items.map { try FeeItemCode(typed: $0) }, note: note),
                by: house.actor, on: house.today)
            show(outcome.json) {
                var lines = [
                    (outcome.repeated ? "这笔款此前已收过，没有再收：" : "已收款：")
                        + "\(compound.name) \(outcome.household)  \(outcome.amount.grouped) 元"
                        + "（\(ChineseCapitals.of(outcome.amount))），\(outcome.channel.chinese)，收据 \(outcome.receipt)"
                ]
                for line in outcome.allocations {
                    lines.append("  抵 \(line.month) \(line.item.chinese)  \(line.amount.grouped) 元")
                }
                if outcome.credit > .zero { lines.append("  预存 \(outcome.credit.grouped) 元") }
                if outcome.reversed { lines.append("  注意：这笔款后来已冲正。") }
                for month in outcome.monthsWithoutDebt {
                    lines.append("  注意：\(month) 没有欠费，未抵该月。")
                }
                return lines.joined(separator: "\n")
            }
        }
    }

    struct Reverse: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "冲正：这笔款没有收到；收据作废但保留编号")

        @Argument(help: "缴费编号或收据号，例如 12 或 2021-000003") var payment: String
        @OptionGroup var place: CompoundOption
        @Option(help: "原因") var reason: String
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let input = ReversePayment.Input(
                scope: compound.scope, payment: try PaymentReference(entry: payment),
                reason: reason)
            try await correct(ReversePayment(database: house.database), input, in: house) {
                outcome in
                (outcome.repeated ? "这笔款此前已冲正" : "已冲正")
                    + "：\(outcome.amount.grouped) 元"
                    + (outcome.receipt.map { "，收据 \($0) 作废" } ?? "")
                    + "；原因：\(outcome.reason)"
            }
        }
    }

    struct Refund: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "退款：从预存中退还")

        @OptionGroup var who: PayerOptions
        @Option(help: "金额（元）") var amount: String
        @Option(help: "方式：\(PaymentChannel.words)")
        var channel: String
        @Option(help: "原因") var reason: String
        @OptionGroup var key: KeyOption
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(who.place.compound)
            let input = RefundPayment.Input(
                scope: compound.scope, payer: try who.payer(), amount: try Money(entry: amount),
                channel: try PaymentChannel(typed: channel), reason: reason, key: key.value)
            try await correct(RefundPayment(database: house.database), input, in: house) {
                outcome in
                (outcome.repeated ? "这笔退款此前已办过，没有再退：" : "已退款：")
                    + "\(outcome.household)  \(outcome.amount.grouped) 元，\(outcome.channel.chinese)"
                    + (outcome.creditLeft.map { "；预存余 \($0.grouped) 元" } ?? "")
            }
        }
    }
}

struct ReceiptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt", abstract: "收据：查看", subcommands: [Show.self])

    struct Show: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "查看一张收据")

        @Argument(help: "收据号或缴费编号，例如 2021-000003") var receipt: String
        @OptionGroup var place: CompoundOption
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let receipt = try await ReadReceipt(database: house.database).perform(
                try PaymentReference(entry: receipt), in: compound.scope, by: house.actor)
            show(receipt.json) { ReceiptShown.words(receipt) }
        }
    }
}

struct ChargeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "charge", abstract: "应收：减免", subcommands: [Waive.self])

    struct Waive: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "减免一笔应收")

        @OptionGroup var who: PayerOptions
        @Option(help: "账期，例如 2021-11") var month: String
        @Option(help: "收费项目，例如 物业费、停车费，或它的代码") var item: String
        @Option(help: "车位号：同月有几个车位时填写") var stall: String?
        @Option(help: "金额（元）；不写则减免全部未缴部分") var amount: String?
        @Option(help: "原因") var reason: String
        @OptionGroup var key: KeyOption
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(who.place.compound)
            let input = WaiveCharge.Input(
                scope: compound.scope, payer: try who.payer(),
                month: try BillingMonth(entry: month), item: try FeeItemCode(typed: item),
                stall: stall, amount: try amount.map { try Money(entry: $0) }, reason: reason,
                key: key.value)
            let act = WaiveCharge(
                database: house.database, aloneUpTo: house.installation.policy.waiverLimit)
            try await correct(act, input, in: house) { outcome in
                (outcome.repeated ? "这笔减免此前已办过，没有再减：" : "已减免：")
                    + "\(outcome.household) \(outcome.month) \(outcome.item.chinese)  \(outcome.amount.grouped) 元"
                    + (outcome.open.map { "；该笔尚欠 \($0.grouped) 元" } ?? "")
            }
        }
    }
}

/// A receipt on a terminal.
enum ReceiptShown {
    static func words(_ receipt: Receipt) -> String {
        var lines = [
            "\(receipt.compound) 收据  \(receipt.number)" + (receipt.void == nil ? "" : "（已作废）"),
            "缴费人：\(TextTable.printable(receipt.payer))（\(receipt.household)）  收款日期：\(receipt.receivedOn)  "
                + "方式：\(receipt.channel.chinese)",
        ]
        var table = TextTable([("项目", .left), ("账期", .left), ("金额（元）", .right)])
        for line in receipt.lines {
            table.add([
                line.itemName + (line.stall.map { " \($0)" } ?? ""), line.month.description,
                line.amount.grouped,
            ])
        }
        if receipt.credit > .zero { table.add(["预存", "", receipt.credit.grouped]) }
        lines.append(table.text)
        lines.append("合计：\(receipt.amount.grouped) 元  大写：\(ChineseCapitals.of(receipt.amount))")
        for share in receipt.shares {
            guard let payee = share.payee else { continue }
            lines.append("收款单位：\(payee.name)  \(share.amount.grouped) 元")
        }
        lines.append("开票日期：\(receipt.issuedOn)  经手：\(receipt.cashier)")
        if let note = receipt.note { lines.append("备注：\(TextTable.printable(note))") }
        if let void = receipt.void {
            lines.append("作废：\(void.on) 冲正，\(TextTable.printable(void.reason))")
        }
        lines.append(Receipt.disclaimer)
        return lines.joined(separator: "\n")
    }
}
