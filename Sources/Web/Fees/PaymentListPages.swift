import Core
import Fees
import Hummingbird
import Registry

/// The payments of a compound.
struct PaymentListPages {
    func add(to site: inout Site) {
        site.page(.get, "/compounds/{scope}/payments", needs: .readFees, in: .path) { _, desk in
            try await list(desk)
        }
    }

    private func list(_ desk: Desk) async throws -> Response {
        let state = ListState(desk.query, PaymentListView.plan(desk.compound))
        var entries = Entries(desk.query)
        let from = entries.value("from") { try CivilDate(entry: $0) }
        let until = entries.value("until") { try CivilDate(entry: $0) }
        let search = state.filter("search")
        let found = try await ListPayments(database: desk.database).perform(
            ListPayments.Input(
                scope: desk.scope, from: from, until: until,
                channel: PaymentChannel.choices.first { $0.word == state.filter("channel") },
                search: search.isEmpty ? nil : search, order: PaymentListView.order(state),
                limit: state.size, offset: state.offset),
            by: desk.actor, on: desk.today)
        return try desk.page(
            "fees/payments",
            PaymentListView(found, entries, try await desk.frame(), state, desk))
    }
}

/// `/compounds/{scope}/payments`.
struct PaymentListView: Sendable {
    let frame: CompoundFrame
    let action: String
    let search: FieldView
    let from: FieldView
    let until: FieldView
    let channel: FieldView
    let received: SortView
    let amount: SortView
    /// Over all that match, not over the page.
    let paid: String
    let refunded: String?
    let count: String
    let rows: [Row]
    let pager: PagerView
    let isEmpty: Bool
    let nothing: String
    let all: String?

    struct Row: Sendable {
        let day: String
        let receipt: String?
        let receiptPath: String
        let household: String
        let householdPath: String
        let payer: String
        let channel: String
        let amount: String
        let isVoid: Bool
        /// `2021-12-01 冲正`.
        let remark: String?
        let note: String?
    }

    static func plan(_ path: CompoundPath) -> ListState.Plan {
        ListState.Plan(
            path: path.payments, sorts: ["received", "amount"], direction: .descending,
            falling: ["received", "amount"], filters: ["search", "from", "until", "channel"])
    }

    static func order(_ state: ListState) -> ListPayments.Order {
        let isDescending = state.direction == .descending
        if state.sort == "amount" { return isDescending ? .largest : .smallest }
        return isDescending ? .newest : .oldest
    }

    init(
        _ found: ListPayments.Outcome, _ entries: Entries, _ frame: CompoundFrame,
        _ state: ListState, _ desk: Desk
    ) {
        let path = desk.compound
        self.frame = frame
        action = path.payments
        search = FieldView(
            "search", "房号、缴费人或收据号", value: state.filter("search"), .text("search"),
            isRequired: false)
        from = entries.field("from", "收款日从", .date, isRequired: false)
        until = entries.field("until", "到", .date, isRequired: false)
        channel = FieldView(
            "channel", "方式",
            .select(
                [("", "全部方式")] + PaymentChannel.choices.map { ($0.word, $0.chinese) },
                chosen: state.filter("channel")), isRequired: false)
        received = SortView("收款日", by: "received", state)
        amount = SortView("金额（元）", by: "amount", state, isAmount: true)
        paid = found.paid.grouped
        refunded = found.refunded > .zero ? found.refunded.grouped : nil
        count = String(found.count)
        rows = found.rows.map { Row($0, path) }
        pager = PagerView(state, total: found.count, unit: "笔")
        isEmpty = found.rows.isEmpty
        nothing =
            state.isFiltered
            ? "没有符合条件的缴费：请换几个条件，或查看全部。" : "还没有收过款：请从住户页“收款”。"
        all = state.isFiltered ? path.payments : nil
    }
}

extension PaymentListView.Row {
    init(_ row: ListPayments.Row, _ path: CompoundPath) {
        let payment = row.payment
        day = payment.receivedOn.description
        receipt = payment.receipt?.description
        receiptPath = payment.receipt.map(path.receipt) ?? ""
        household = row.household.description
        householdPath = path.household(row.household)
        payer = row.obligor
        channel = payment.channel.chinese
        amount = payment.amount.grouped
        isVoid = payment.reversedOn != nil
        remark =
            payment.reversedOn.map { "\($0) 冲正作废" }
            ?? (payment.refunded > .zero ? "已退 \(payment.refunded.grouped)" : nil)
        note = row.note
    }
}
