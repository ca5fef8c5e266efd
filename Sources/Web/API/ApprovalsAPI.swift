import Access
import Application
import Core

/// What waits for a second person.
enum ApprovalsAPI {
    private static let tag = "审批"

    static let approval = Schema.named(
        "Approval",
        .record([
            ("approval", .number), ("scope", .number),
            ("action", .words(of: Approval.Action.self)), ("subject", .string),
            ("summary", .string), ("state", .words(of: Approval.State.self)),
            ("askedBy", .number), ("askedByName", .string), ("askedAt", .moment),
            ("expiresAt", .moment), ("decidedBy", .nullable(.number)),
            ("decidedByName", .nullable(.string)), ("decidedAt", .nullable(.moment)),
            ("reason", .nullable(.string)),
        ]))

    private static let decided = Schema.record([
        ("approval", approval),
        (
            "result",
            .nullable(
                .either([
                    CorrectionsAPI.reversal, CorrectionsAPI.refund, CorrectionsAPI.waiver,
                    CorrectionsAPI.withdrawal,
                ]))
        ),
    ])

    static let routes: [APIRoute] = [
        .get(
            "/approvals", needs: .correctFees, in: .anywhere, tag, "列出待批和已批的事项",
            query: APIPage.parameters + [
                .optional("compound", .number),
                .optional("state", .words(of: Approval.State.self)),
            ], answers: .page(of: approval)
        ) { call in
            let found = try await ListApprovals(database: call.database).perform(
                ListApprovals.Input(
                    scope: call.query.number("compound"), state: call.query.word("state"),
                    limit: call.page.size, offset: call.page.offset),
                by: call.actor, at: call.now)
            return call.page.json(
                total: found.count, found.approvals.map { $0.json(at: found.now) })
        },
        .post(
            "/compounds/{scope}/approvals/{approval}/approve", needs: .approveCorrections,
            in: .path, tag, "批准并立即办理", body: [.optional("reason", .nullable(.text(0...500)))],
            answers: decided
        ) { call in try await decide(call, approves: true) },
        .post(
            "/compounds/{scope}/approvals/{approval}/decline", needs: .approveCorrections,
            in: .path, tag, "不批准", body: [.required("reason", .words(500))], answers: decided
        ) { call in try await decide(call, approves: false) },
        .post(
            "/compounds/{scope}/approvals/{approval}/cancel", needs: .correctFees, in: .path, tag,
            "撤回自己的申请", answers: approval
        ) { call in
            try await CancelApproval(database: call.database).perform(
                call.number("approval"), in: call.scope, by: call.actor, at: call.now
            ).json(at: call.now)
        },
    ]

    private static func decide(_ call: APICall, approves: Bool) async throws -> JSON {
        let outcome = try await DecideApproval(
            database: call.database, policy: call.context.installation.policy
        ).perform(
            DecideApproval.Input(
                scope: call.scope, approval: call.number("approval"), approves: approves,
                reason: call.body.text("reason")),
            by: call.actor, at: call.now, on: call.today)
        return [
            "approval": outcome.approval.json(at: call.now), "result": outcome.result ?? .null,
        ]
    }
}
