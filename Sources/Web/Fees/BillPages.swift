import Access
import Core
import Fees
import Hummingbird
import Registry

/// 出账: what was billed, what a month would come to, billing it, and taking it back.
struct BillPages {
    let desk: BillingDesk

    func add(to site: inout Site) {
        let path = "/compounds/{scope}/bills"
        site.page(.get, path, needs: .readFees, in: .path) { _, desk in try await list(desk) }
        site.page(.get, "\(path)/preview", needs: .readFees, in: .path) { _, desk in
            try await preview(desk)
        }
        site.page(.post, path, needs: .bill, in: .path) { _, desk in try start(desk) }
        site.page(.get, "\(path)/progress/{key}", needs: .readFees, in: .path) { _, desk in
            try await progress(desk)
        }
        site.page(.get, "\(path)/withdraw", needs: .correctFees, in: .path) { _, desk in
            let entries = Entries(beginning: ["month": desk.query["month"]])
            return try await withdrawForm(entries, desk)
        }
        site.page(.post, "\(path)/withdraw", needs: .correctFees, in: .path) { _, desk in
            try await withdraw(desk)
        }
        site.page(.get, "\(path)/{run}", needs: .readFees, in: .path) { _, desk in
            try await show(desk)
        }
    }

    private func list(_ desk: Desk) async throws -> Response {
        let state = ListState(desk.query, RunListView.plan(desk.compound))
        let runs = try await ListRuns(database: desk.database).perform(
            ListRuns.Input(
                scope: desk.scope, month: BillingMonth(state.filter("month")), limit: state.size,
                offset: state.offset),
            by: desk.actor)
        return try desk.page("fees/runs", RunListView(runs, try await desk.frame(), state, desk))
    }

    private func show(_ desk: Desk) async throws -> Response {
        let id: RunID = try desk.number("run")
        let state = ListState(
            desk.query, ListState.Plan(path: desk.compound.run(id), sorts: ["reason"]))
        do {
            let sheet = try await ReadRun(database: desk.database).perform(
                ReadRun.Input(
                    scope: desk.scope, run: id, limit: state.size, offset: state.offset),
                by: desk.actor)
            return try desk.page("fees/run", RunView(sheet, state, desk))
        } catch is ReadRun.Failure {
            throw WebError.notFound
        }
    }

    // MARK: Billing a month

    private func preview(_ desk: Desk) async throws -> Response {
        var entries = Entries(Form(fields: ["month": [desk.query["month"]]]))
        let month = entries.value("month", missing: "请填写账期。") { try BillingMonth(entry: $0) }
        let frame = try await desk.frame()
        guard entries.areFine, let month else {
            return try desk.page(
                "fees/preview", BillPreviewView(entries, nil, frame, desk),
                status: .unprocessableContent)
        }
        do {
            let outcome = try await PreviewBills(database: desk.database).perform(
                IssueBills.Input(month: month, scope: desk.scope), by: desk.actor, on: desk.today)
            return try desk.page("fees/preview", BillPreviewView(entries, outcome, frame, desk))
        } catch let refusal as BillingRefusal {
            entries.refuse("month", PageWords.plain(refusal.sentence))
            return try desk.page(
                "fees/preview", BillPreviewView(entries, nil, frame, desk),
                status: .unprocessableContent)
        }
    }

    /// Only starts it: the answer is the page that shows how it goes on.
    private func start(_ desk: Desk) throws -> Response {
        var entries = Entries(desk.form)
        let month = entries.value("month", missing: "请填写账期。") { try BillingMonth(entry: $0) }
        let key = entries.text(FormKey.field, missing: "没有键。", longest: 60)
        guard entries.areFine, let month else {
            throw WebError.refused(code: "malformedForm", sentence: "表单不完整：请重新预览这个账期，再出账。")
        }
        guard
            let job = self.desk.start(
                key: key, scope: desk.scope, month: month, by: desk.actor, at: desk.now)
        else {
            throw WebError.refused(code: "billingBusy", sentence: "正在出账的小区太多，没有开始：请稍后再试。")
        }
        return desk.redirect(to: desk.compound.billing(job.key))
    }

    private func progress(_ desk: Desk) async throws -> Response {
        guard let job = self.desk.job(try desk.parameter("key"), in: desk.scope) else {
            return desk.redirect(
                to: desk.compound.bills,
                notice: Notice("没有这次出账的进度：它可能早已完成，请看下面的批次。", tone: .warning))
        }
        var run: RunID?
        if case .done(let outcome) = job.state, outcome.charges > 0 {
            run = try await ListRuns(database: desk.database).perform(
                ListRuns.Input(scope: desk.scope, month: job.month, limit: 1), by: desk.actor
            ).rows.first?.id
        }
        let view = BillProgressView(job, run: run, try await desk.frame(), desk)
        var response = try desk.page("fees/progress", view)
        if view.isRunning { response.headers[.refresh] = "1" }
        return response
    }

    // MARK: Taking a month back

    private func withdraw(_ desk: Desk) async throws -> Response {
        var entries = Entries(desk.form)
        let month = entries.value("month", missing: "请填写账期。") { try BillingMonth(entry: $0) }
        let reason = entries.lines("reason", missing: "请写明原因。", longest: 500)
        if entries.areFine, let month {
            do {
                let outcome = try await RequestApproval(
                    database: desk.database, act: WithdrawBills(database: desk.database)
                ).perform(
                    WithdrawBills.Input(scope: desk.scope, month: month, reason: reason),
                    by: desk.actor, at: desk.now, on: desk.today)
                return desk.redirect(
                    to: desk.compound.bills, notice: BillPages.words(outcome, desk.now))
            } catch let refusal as WithdrawBills.Failure {
                entries.refuse(refusal)
            } catch let refusal as PaymentRefusal {
                entries.refuse(
                    refusal, fields: ["textUnreadable": "reason", "textTooLong": "reason"])
            }
        }
        return try await withdrawForm(entries, desk, isRefused: true)
    }

    private static func words(
        _ outcome: RequestApproval<WithdrawBills>.Outcome, _ now: Timestamp
    ) -> Notice {
        switch outcome {
        case .waiting(let approval, let repeated):
            ApprovalWords.waiting(approval, repeated: repeated, at: now)
        case .done(let done) where done.charges == 0: Notice("\(done.month.chinese)没有可撤回的账单。")
        case .done(let done):
            Notice(
                "已撤回\(done.month.chinese)的应收 \(done.charges) 笔，合计 \(done.total.grouped) 元；可以重新出账。")
        }
    }

    private func withdrawForm(
        _ entries: Entries, _ desk: Desk, isRefused: Bool = false
    ) async throws -> Response {
        try desk.page(
            "fees/withdraw", WithdrawView(entries, try await desk.frame(), desk),
            status: isRefused ? .unprocessableContent : .ok)
    }
}
