import Core
import Fees
import Registry

/// `/compounds/{scope}/bills`: the runs, and the way to the next one.
struct RunListView: Sendable {
    let frame: CompoundFrame
    let action: String
    let month: FieldView
    /// The form that leads to the preview.
    let preview: String
    let next: FieldView
    let rows: [Row]
    let pager: PagerView
    let isEmpty: Bool
    let nothing: String
    let all: String?
    let withdrawing: String?

    struct Row: Sendable {
        let day: String
        let path: String
        let kind: String
        let isWithdrawal: Bool
        let month: String
        let charges: String
        let total: String
        let skipped: String
        let actor: String
        let reason: String?
    }

    static func plan(_ path: CompoundPath) -> ListState.Plan {
        ListState.Plan(
            path: path.bills, sorts: ["run"], direction: .descending, filters: ["month"])
    }

    init(_ runs: ListRuns.Outcome, _ frame: CompoundFrame, _ state: ListState, _ desk: Desk) {
        self.frame = frame
        let path = desk.compound
        action = path.bills
        month = FieldView(
            "month", "账期", value: state.filter("month"), .month, isRequired: false,
            id: "filter-month")
        preview = "\(path.bills)/preview"
        let last = runs.rows.filter { $0.kind == .billing }.map(\.month).max()
        let today = BillingMonth(containing: desk.today)
        next = FieldView(
            "month", "账期",
            value: max(last.map { $0.adding(months: 1) } ?? today, today).description,
            .month)
        rows = runs.rows.map { run in
            Row(
                day: run.day.description, path: path.run(run.id), kind: run.kind.chinese,
                isWithdrawal: run.kind == .withdrawal, month: run.month.description,
                charges: String(run.charges), total: run.total.grouped,
                skipped: run.skipped == 0 ? "" : String(run.skipped), actor: run.actor,
                reason: run.reason)
        }
        pager = PagerView(state, total: runs.count, unit: "批")
        isEmpty = runs.rows.isEmpty
        nothing = state.isFiltered ? "这个账期没有出过账。" : "还没有出过账：请在上面选一个账期，先预览，再出账。"
        all = state.isFiltered ? path.bills : nil
        withdrawing =
            !runs.rows.isEmpty && desk.may(.correctFees, in: desk.scope)
            ? "\(path.bills)/withdraw" : nil
    }
}

/// `/compounds/{scope}/bills/{run}`.
struct RunView: Sendable {
    let frame: CompoundFrame
    let title: String
    /// `2021-11-01，经办 王芳`.
    let done: String
    let reason: String?
    let total: String
    let charges: String
    let parts: [Part]
    let reasons: [Reason]
    let hasSkipped: Bool
    let skipped: [Skipped]
    let pager: PagerView
    let withdrawing: String?
    /// The bills on paper.
    let printing: String?
    /// Said where some of it was taken back later.
    let withdrawn: String?

    struct Part: Sendable {
        let name: String
        let charges: String
        let total: String
    }

    struct Reason: Sendable {
        let words: String
        let count: String
    }

    struct Skipped: Sendable {
        let door: String
        /// Where it is mended; nil for who may not look there.
        let path: String
        let item: String
        let reason: String
    }

    init(_ sheet: RunSheet, _ state: ListState, _ desk: Desk) {
        let run = sheet.run
        let path = desk.compound
        frame = CompoundFrame(desk, name: sheet.compound)
        title = "\(run.month.chinese)\(run.kind.chinese)"
        done = "\(run.day.chinese)，经办 \(run.actor)"
        reason = run.reason
        total = run.total.grouped
        charges = String(run.charges)
        parts = sheet.parts.map {
            Part(name: $0.name, charges: String($0.charges), total: $0.total.grouped)
        }
        reasons = sheet.reasons.map { Reason(words: $0.reason.chinese, count: String($0.count)) }
        hasSkipped = run.skipped > 0
        skipped = sheet.skipped.map { skipped in
            Skipped(
                door: skipped.household?.description ?? skipped.stall ?? "",
                path: skipped.household.map(path.household) ?? path.stall(skipped.stall ?? ""),
                item: skipped.name, reason: skipped.reason.chinese)
        }
        pager = PagerView(state, total: run.skipped, unit: "项")
        let taken = sheet.parts.reduce(0) { $0 + $1.withdrawn }
        withdrawn = taken > 0 ? "其中 \(taken) 笔后来已撤回。" : nil
        withdrawing =
            run.kind == .billing && taken < run.charges && desk.may(.correctFees, in: desk.scope)
            ? path.withdrawal(run.month) : nil
        printing =
            run.kind == .billing && taken < run.charges && desk.may(.bill, in: desk.scope)
            ? path.billPapers(run.month) : nil
    }
}
