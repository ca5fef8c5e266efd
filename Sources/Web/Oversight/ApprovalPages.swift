import Access
import Application
import Core
import Fees
import Hummingbird

/// 审批: what needs a second person. Who asks and who decides see the same pages.
struct ApprovalPages {
    static let path = "/approvals"

    static func path(of approval: ApprovalID, in scope: ScopeID) -> String {
        "\(CompoundPath(scope: scope))/approvals/\(approval)"
    }

    func add(to site: inout Site) {
        site.page(.get, ApprovalPages.path, needs: .correctFees, in: .anywhere) { _, desk in
            try await list(desk)
        }
        let one = "/compounds/{scope}/approvals/{approval}"
        site.page(.get, one, needs: .correctFees, in: .path) { _, desk in
            try await show(Entries(), desk)
        }
        site.page(.post, "\(one)/approve", needs: .approveCorrections, in: .path) { _, desk in
            try await decide(approves: true, desk)
        }
        site.page(.post, "\(one)/decline", needs: .approveCorrections, in: .path) { _, desk in
            try await decide(approves: false, desk)
        }
        site.page(.post, "\(one)/cancel", needs: .correctFees, in: .path) { _, desk in
            try await cancel(desk)
        }
    }

    private func list(_ desk: Desk) async throws -> Response {
        let state = ListState(
            desk.query,
            ListState.Plan(
                path: ApprovalPages.path, sorts: ["asked"], direction: .descending,
                filters: ["part", "action"]))
        // who decides comes for what waits; who only asks, for what they asked
        let first: ListApprovals.Part = desk.may(.approveCorrections) ? .waiting : .mine
        let part = ListApprovals.Part(rawValue: state.filter("part")) ?? first
        let found = try await ListApprovals(database: desk.database).perform(
            ListApprovals.Input(
                limit: state.size, offset: state.offset, part: part,
                action: Approval.Action(rawValue: state.filter("action"))),
            by: desk.actor, at: desk.now)
        return try desk.page("desk/list", ApprovalViews.list(found, part, state))
    }

    private func show(
        _ entries: Entries, _ desk: Desk, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let found: ReadApproval.Outcome
        do {
            found = try await ReadApproval(database: desk.database).perform(
                try desk.number("approval"), in: desk.scope, by: desk.actor(for: .correctFees))
        } catch ApprovalRefusal.unknownApproval {
            throw WebError.notFound
        }
        let frame = try await desk.frame()
        let receipt = try await receipt(found, desk)
        return try desk.page(
            "desk/record", ApprovalViews.record(found, receipt, frame.name, entries, desk),
            status: status)
    }

    /// Of the payment that is to be reversed.
    private func receipt(_ found: ReadApproval.Outcome, _ desk: Desk) async throws -> Receipt? {
        guard let payment = found.input["payment"]?.integer else { return nil }
        do {
            return try await ReadReceipt(database: desk.database).perform(
                .payment(PaymentID(payment)), in: desk.scope, by: desk.actor(for: .readFees))
        } catch is PaymentRefusal {
            return nil
        }
    }

    private func decide(approves: Bool, _ desk: Desk) async throws -> Response {
        var entries = Entries(desk.form)
        let reason = entries.lines(
            "reason", missing: approves ? nil : "不批准时必须写明原因。", longest: 500)
        if entries.areFine {
            do {
                let outcome = try await DecideApproval(
                    database: desk.database, policy: desk.context.installation.policy
                ).perform(
                    DecideApproval.Input(
                        scope: desk.scope, approval: try desk.number("approval"),
                        approves: approves, reason: reason),
                    by: desk.actor, at: desk.now, on: desk.today)
                let what = outcome.approval.action.chinese
                return desk.redirect(
                    to: ApprovalPages.path(of: outcome.approval.id, in: desk.scope),
                    notice: approves ? "已批准，\(what)已经办理。" : "已决定不批准这项\(what)，没有办理。")
            } catch ApprovalRefusal.unknownApproval {
                throw WebError.notFound
            } catch let refusal as any Refusal where ApprovalPages.isAboutTheRequest(refusal) {
                entries.refuse(
                    refusal, fields: ["reasonMissing": "reason", "reasonTooLong": "reason"])
            }
        }
        return try await show(entries, desk, status: .unprocessableContent)
    }

    private func cancel(_ desk: Desk) async throws -> Response {
        var entries = Entries()
        do {
            let approval = try await CancelApproval(database: desk.database).perform(
                try desk.number("approval"), in: desk.scope, by: desk.actor, at: desk.now)
            return desk.redirect(
                to: ApprovalPages.path(of: approval.id, in: desk.scope), notice: "已撤回申请，没有办理。")
        } catch ApprovalRefusal.unknownApproval {
            throw WebError.notFound
        } catch let refusal as ApprovalRefusal {
            entries.refuse(refusal)
        }
        return try await show(entries, desk, status: .unprocessableContent)
    }

    private static func isAboutTheRequest(_ refusal: any Refusal) -> Bool {
        !(refusal is PermissionRefusal) && !(refusal is WebError)
    }
}
