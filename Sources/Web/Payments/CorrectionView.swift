import Core
import Fees
import Registry

/// The form of a reversal, a refund or a waiver.
struct CorrectionView: Sendable {
    let frame: CompoundFrame
    let title: String
    let lead: String
    /// What it is about, as names and values.
    let facts: [Fact]
    let action: String
    let back: String
    let verb: String
    let failure: String?
    let fields: [FieldView]
    let hidden: [Hidden]

    struct Fact: Sendable {
        let name: String
        let value: String
    }
}

extension CorrectionView {
    private static func reason(_ entries: Entries) -> FieldView {
        entries.field(
            "reason", "原因", .area(rows: 3, longest: 500), hint: "写清楚为什么，批准的人和以后查账的人都会看到。")
    }

    private static func amount(_ entries: Entries, hint: String) -> FieldView {
        entries.field("amount", "金额（元）", .money, hint: hint)
    }

    init(reversing receipt: Receipt, _ entries: Entries, _ desk: Desk) {
        let path = desk.compound.receipt(receipt.number)
        frame = CompoundFrame(desk, name: receipt.compound)
        title = "冲正：收据 \(receipt.number)"
        lead = "用于这笔款并没有收到或记错了户：它抵的账单重新欠缴，收据作废但保留编号。钱确实收到而要退的，请办退款。"
        facts = [
            Fact(name: "房号", value: receipt.household.chinese),
            Fact(name: "缴费人", value: receipt.payer),
            Fact(name: "金额", value: "\(receipt.amount.grouped) 元，\(receipt.channel.chinese)"),
            Fact(name: "收款日期", value: receipt.receivedOn.chinese),
        ]
        action = "\(path)/reversal"
        back = path
        verb = "提交冲正"
        failure = entries.failure
        fields = [Self.reason(entries)]
        hidden = []
    }

    init(
        refunding credit: Money, of tenure: Tenure, in found: ReadHousehold.Outcome,
        _ entries: Entries, _ desk: Desk
    ) {
        let path = desk.compound.household(found.household.code)
        frame = CompoundFrame(desk, name: found.compound)
        title = "退款：\(found.household.code.chinese)"
        lead = "只能退还没有抵扣账单的预存；已抵的钱须先冲正那笔缴费。"
        facts = [
            Fact(name: "退给", value: tenure.ownerNames),
            Fact(name: "可退预存", value: "\(credit.grouped) 元"),
        ]
        action = "\(path)/refund"
        back = path
        verb = "提交退款"
        failure = entries.failure
        fields = [
            Self.amount(entries, hint: "最多 \(credit.grouped)。"),
            entries.select(
                "channel", "退款方式",
                [("", "请选择")] + PaymentChannel.choices.map { ($0.word, $0.chinese) }),
            Self.reason(entries),
        ]
        hidden = Hidden.all([FormKey.field, "tenure"], of: entries.form)
    }

    init(
        waiving line: Statement.Line, of item: String, for tenure: Tenure,
        in found: ReadHousehold.Outcome,
        _ entries: Entries, _ desk: Desk
    ) {
        let path = desk.compound.household(found.household.code)
        frame = CompoundFrame(desk, name: found.compound)
        title = "减免：\(found.household.code.chinese)"
        lead = "减免的部分不再向业主收取，也不能再收回。"
        facts = [
            Fact(name: "缴费人", value: tenure.ownerNames),
            Fact(
                name: "账单",
                value: "\(line.month.chinese) \(item)"
                    + (line.stall.map { " \($0)" } ?? "")),
            Fact(name: "未缴", value: "\(line.open.grouped) 元"),
        ]
        action = "\(path)/waiver"
        back = path
        verb = "提交减免"
        failure = entries.failure
        fields = [
            Self.amount(
                entries,
                hint: "最多 \(line.open.grouped)；一笔账单减免超过 "
                    + "\(desk.context.installation.policy.waiverLimit.grouped) 元须由另一人批准。"),
            Self.reason(entries),
        ]
        hidden = Hidden.all(
            [FormKey.field, "tenure", "month", "item", "stall"], of: entries.form)
    }
}
