import Access
import Accounts
import Core
import Fees
import Postgres

/// 审批: a second person has it carried out, in the same transaction, or declines with a reason.
/// Carried out, it stands in the log as done by who asked, under the approval of who decided.
public struct DecideApproval: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        public let approval: ApprovalID
        public let approves: Bool
        /// Needed to decline.
        public let reason: String?

        public init(scope: ScopeID, approval: ApprovalID, approves: Bool, reason: String? = nil) {
            self.scope = scope
            self.approval = approval
            self.approves = approves
            self.reason = reason
        }
    }

    public struct Outcome: Sendable {
        public let approval: Approval
        /// What the operation answered; nil where it was declined.
        public let result: JSON?
    }

    private let database: Database
    private let policy: Policy

    public init(database: Database, policy: Policy = Policy()) {
        self.database = database
        self.policy = policy
    }

    /// - Throws: `ApprovalRefusal`, `PermissionRefusal`, what the operation refuses, `PostgresError`.
    ///   Then nothing was done, and the request still waits.
    public func perform(
        _ input: Input, by actor: Actor, at now: Timestamp, on today: CivilDate
    ) async throws -> Outcome {
        try actor.require(.approveCorrections, in: input.scope)
        return try await RecordRefusal(database: database).watching(
            "DecideApproval", in: input.scope, by: actor
        ) {
            try await decide(input, by: actor, at: now, on: today)
        }
    }

    private func decide(
        _ input: Input, by actor: Actor, at now: Timestamp, on today: CivilDate
    ) async throws -> Outcome {
        try await database.withTransaction { connection in
            guard
                let found = try await ApprovalStore.lock(
                    input.approval, in: input.scope, on: connection)
            else { throw ApprovalRefusal.unknownApproval(input.approval) }
            let reason = try ApprovalRules.check(
                found, approves: input.approves, reason: input.reason, by: actor, at: now)
            var result: JSON?
            if input.approves {
                let asker = try await asker(of: found, on: today, connection)
                result = try await carryOut(found, by: asker, on: today, connection)
            }
            try await write(
                found, approves: input.approves, reason: reason, by: actor, at: now,
                on: connection)
            let decided = try await ApprovalStore.find(found.id, in: found.scope, on: connection)
            return Outcome(approval: decided ?? found, result: result)
        }
    }

    /// Who asked, as they may act today: somebody who left does nothing any more.
    private func asker(
        of approval: Approval, on today: CivilDate, _ connection: Connection
    ) async throws -> Actor {
        let asker = try await AccountStore.actor(approval.askedBy, on: today, connection)
        guard let asker, (try? asker.require(.correctFees, in: approval.scope)) != nil else {
            throw ApprovalRefusal.askerMayNoMore(approval.askedByName)
        }
        return asker.acting(on: .correctFees, in: approval.scope).under(approval)
    }

    private func carryOut(
        _ approval: Approval, by asker: Actor, on today: CivilDate, _ connection: Connection
    ) async throws -> JSON {
        func run<Act: TwoPersonAct>(_ act: Act) async throws -> JSON {
            let input = try await Act.input(of: approval, on: connection)
            return JSON(try await act.perform(input, by: asker, on: today, connection))
        }
        switch approval.action {
        case .refundPayment: return try await run(RefundPayment(database: database))
        case .waiveCharge:
            return try await run(
                WaiveCharge(database: database, aloneUpTo: policy.waiverLimit))
        case .withdrawBills: return try await run(WithdrawBills(database: database))
        case .reversePayment: return try await run(ReversePayment(database: database))
        }
    }

    private func write(
        _ approval: Approval, approves: Bool, reason: String?, by actor: Actor, at now: Timestamp,
        on connection: Connection
    ) async throws {
        let entry = try await AuditStore.draw(on: connection)
        let fact = try await ApprovalStore.close(
            approval, as: approves ? .approved : .declined, reason: reason, by: actor, at: now,
            entry: entry, on: connection)
        try await AuditStore.append(
            AuditEntry(
                scope: approval.scope, entry: entry, actor: actor, action: "DecideApproval",
                subject: "approval:\(approval.id)",
                detail: [
                    "action": .string(approval.action.rawValue),
                    "outcome": approves ? "approved" : "declined", "reason": JSON(reason),
                    "askedBy": JSON(approval.askedBy),
                ],
                facts: .lines([fact])),
            on: connection)
    }
}
