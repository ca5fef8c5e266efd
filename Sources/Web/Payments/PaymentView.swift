import Core
import Fees
import Registry

/// The form of a payment, with what is owed beside it.
struct PaymentView: Sendable {
    let frame: CompoundFrame
    let address: String
    let payer: String
    let back: String
    let action: String
    let failure: String?
    let amount: FieldView
    let channel: FieldView
    let received: FieldView
    let month: FieldView
    let note: FieldView
    let hidden: [Hidden]
    let open: String
    let lines: [PaymentLineView]
    let hasLines: Bool
    let credit: String?

    init(
        _ found: PreviewPayment.Outcome, _ entries: Entries, _ frame: CompoundFrame, _ desk: Desk
    ) {
        self.frame = frame
        address = found.household.chinese
        payer = found.payer
        back = desk.compound.household(found.household)
        action = "\(back)/payment"
        failure = entries.failure
        amount = entries.field(
            "amount", "金额（元）", .money,
            hint: found.open > .zero ? "欠费合计 \(found.open.grouped)" : "没有欠费，收到的款作预存。")
        channel = entries.select(
            "channel", "收款方式",
            [("", "请选择")] + PaymentChannel.choices.map { ($0.word, $0.chinese) })
        received = entries.field("received", "收款日期", .date, hint: "钱实际收到的日子。")
        var months: [BillingMonth] = []
        for line in found.lines where months.last != line.month { months.append(line.month) }
        month = entries.select(
            "month", "抵哪个账期",
            [("", "从最早的欠费起")] + months.map { ($0.description, "只抵 \($0.chinese)") },
            isRequired: false)
        note = entries.field("note", "备注", .text(longest: 500), isRequired: false)
        hidden = Hidden.all(["tenure", FormKey.field], of: entries.form)
        open = found.open.grouped
        lines = found.lines.map { PaymentLineView($0, on: desk.today) }
        hasLines = !lines.isEmpty
        credit = found.credit > .zero ? found.credit.grouped : nil
    }
}

/// One open charge.
struct PaymentLineView: Sendable {
    let month: String
    let item: String
    let open: String
    /// What the payment settles of it; nil where nothing.
    let settled: String?
    let due: String
    let isLate: Bool

    init(_ line: PreviewPayment.Line, on today: CivilDate) {
        month = line.month.description
        item = line.itemName + (line.stall.map { " \($0)" } ?? "")
        open = line.open.grouped
        settled = line.settled > .zero ? line.settled.grouped : nil
        due = line.dueOn.description
        isLate = line.dueOn < today
    }
}

/// What a payment would settle, to be confirmed.
struct PaymentCheckView: Sendable {
    let frame: CompoundFrame
    let address: String
    let payer: String
    let action: String
    let amount: String
    let capitals: String
    let channel: String
    let received: String
    let note: String?
    /// What it settles.
    let lines: [PaymentLineView]
    let hasLines: Bool
    /// What is left of it, and waits as credit.
    let rest: String?
    /// What stays owed.
    let left: String?
    let warnings: [String]
    let hidden: [Hidden]

    init(
        _ found: PreviewPayment.Outcome, _ request: PaymentEntry.Request, said: String?,
        _ frame: CompoundFrame, _ desk: Desk
    ) {
        let paid = request.amount ?? .zero
        self.frame = frame
        address = found.household.chinese
        payer = found.payer
        action = "\(desk.compound.household(found.household))/payment"
        amount = paid.grouped
        capitals = ChineseCapitals.of(paid)
        channel = request.channel.chinese
        received = (request.receivedOn ?? desk.today).chinese
        note = request.note
        lines = found.lines.filter { $0.settled > .zero }.map {
            PaymentLineView($0, on: desk.today)
        }
        hasLines = !lines.isEmpty
        rest = found.rest > .zero ? found.rest.grouped : nil
        let owed = found.open - found.lines.reduce(Money.zero) { $0 + $1.settled }
        left = owed > .zero ? owed.grouped : nil
        warnings =
            [said].compactMap(\.self)
            + found.monthsWithoutDebt.map { "\($0.chinese)没有欠费，这笔款不会抵该月。" }
        hidden =
            Hidden.all(PaymentEntry.names, of: desk.form)
            + [Hidden(name: "rest", value: found.rest.description)]
    }
}
