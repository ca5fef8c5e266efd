import Core
import Fees
import Hummingbird
import Registry

/// 收款日报: a day's money by clerk and channel.
struct CashierPages {
    func add(to site: inout Site) {
        site.page(.get, "/compounds/{scope}/cashier", needs: .readFees, in: .path) { _, desk in
            try await show(desk)
        }
    }

    private func show(_ desk: Desk) async throws -> Response {
        let state = ListState(
            desk.query,
            ListState.Plan(path: desk.compound.cashier, sorts: ["entry"], filters: ["day"]))
        var entries = Entries(
            desk.query["day"].isEmpty
                ? Form(fields: ["day": [desk.today.description]]) : desk.query)
        let day = entries.value("day") { try CivilDate(entry: $0) }
        let report = try await ReadCashierDay(database: desk.database).perform(
            ReadCashierDay.Input(
                scope: desk.scope, day: day ?? desk.today, limit: state.size,
                offset: state.offset),
            by: desk.actor)
        return try desk.page(
            "fees/cashier", CashierView(report, entries, state, desk),
            status: entries.areFine ? .ok : .unprocessableContent)
    }
}

/// `/compounds/{scope}/cashier`.
struct CashierView: Sendable {
    let frame: CompoundFrame
    let action: String
    let day: FieldView
    /// `2021年12月8日`.
    let title: String
    let before: String
    let after: String?
    let received: String
    let reversed: String
    let refunded: String
    let net: String
    let isEmpty: Bool
    let parts: [Line]
    let channels: [Line]
    /// Whether sums by channel say anything new.
    let hasChannels: Bool
    let total: Line
    let receipts: String?
    let late: String?
    let entries: [Entry]
    let pager: PagerView

    struct Line: Sendable {
        let clerk: String
        let channel: String
        let payments: String
        let received: String
        let reversed: String
        let refunded: String
        let net: String
    }

    struct Entry: Sendable {
        let kind: String
        let style: String
        let receipt: String?
        let receiptPath: String
        let household: String
        let householdPath: String
        let channel: String
        /// With its sign: what leaves the till is negative.
        let amount: String
        let clerk: String
        /// `收款日 2021-11-30`, where it was entered late; a reason.
        let remark: String?
    }

    init(_ report: CashierDay, _ entries: Entries, _ state: ListState, _ desk: Desk) {
        let path = desk.compound
        frame = CompoundFrame(desk, name: report.compound)
        action = path.cashier
        day = entries.field("day", "日期", .date)
        title = report.day.chinese
        before = path.cashier + URLText.query([("day", report.day.adding(days: -1).description)])
        after =
            report.day < desk.today
            ? path.cashier + URLText.query([("day", report.day.adding(days: 1).description)]) : nil
        let sum = report.total
        received = sum.received.grouped
        reversed = sum.reversed.grouped
        refunded = sum.refunded.grouped
        net = sum.net.grouped
        isEmpty = sum == CashierDay.Figures()
        parts = report.parts.map { Line($0.clerk, $0.channel.chinese, $0.figures) }
        channels = report.channels.map { Line("小计", $0.channel.chinese, $0.figures) }
        hasChannels = report.clerks.count > 1
        total = Line("合计", "", sum)
        receipts = report.receipts.map {
            $0.lowerBound == $0.upperBound
                ? "收据 \($0.lowerBound)" : "收据 \($0.lowerBound) 至 \($0.upperBound)"
        }
        late =
            report.late > 0
            ? "其中补记以前收到的 \(report.late) 笔，\(report.lateAmount.grouped) 元。" : nil
        self.entries = report.entries.map { Entry($0, on: report.day, path) }
        pager = PagerView(state, total: report.entryCount, unit: "笔")
    }
}

extension CashierView.Line {
    init(_ clerk: String, _ channel: String, _ figures: CashierDay.Figures) {
        self.clerk = clerk
        self.channel = channel
        payments = String(figures.payments)
        received = figures.received.grouped
        reversed = figures.reversed == .zero ? "" : figures.reversed.grouped
        refunded = figures.refunded == .zero ? "" : figures.refunded.grouped
        net = figures.net.grouped
    }
}

extension CashierView.Entry {
    init(_ entry: CashierDay.Entry, on day: CivilDate, _ path: CompoundPath) {
        kind = entry.kind.chinese
        style = entry.kind == .payment ? "settled" : "overdue"
        receipt = entry.receipt?.description
        receiptPath = entry.receipt.map(path.receipt) ?? ""
        household = entry.household.description
        householdPath = path.household(entry.household)
        channel = entry.channel.chinese
        amount = (entry.kind == .payment ? entry.amount : -entry.amount).grouped
        clerk = entry.clerk
        remark =
            entry.reason
            ?? (entry.kind == .payment && entry.receivedOn < day
                ? "收款日 \(entry.receivedOn)" : nil)
    }
}
