import Core
import Postgres

/// 撤回申请: by who asked, while nobody has decided.
public struct CancelApproval: Sendable {
    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `ApprovalRefusal`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ id: ApprovalID, in scope: ScopeID, by actor: Actor, at now: Timestamp
    ) async throws -> Approval {
        try actor.require(.correctFees, in: scope)
        return try await RecordRefusal(database: database).watching(
            "CancelApproval", in: scope, by: actor
        ) {
            try await cancel(id, in: scope, by: actor, at: now)
        }
    }

    private func cancel(
        _ id: ApprovalID, in scope: ScopeID, by actor: Actor, at now: Timestamp
    ) async throws -> Approval {
        try await database.withTransaction { connection in
            guard let found = try await ApprovalStore.lock(id, in: scope, on: connection) else {
                throw ApprovalRefusal.unknownApproval(id)
            }
            guard actor.kind == .terminal || actor.account == found.askedBy else {
                throw ApprovalRefusal.notYourRequest
            }
            try ApprovalRules.stillOpen(found, at: now)
            let entry = try await AuditStore.draw(on: connection)
            let fact = try await ApprovalStore.close(
                found, as: .cancelled, reason: nil, by: actor, at: now, entry: entry,
                on: connection)
            try await AuditStore.append(
                AuditEntry(
                    scope: scope, entry: entry, actor: actor, action: "CancelApproval",
                    subject: "approval:\(id)",
                    detail: ["action": .string(found.action.rawValue)], facts: .lines([fact])),
                on: connection)
            return try await ApprovalStore.find(id, in: scope, on: connection) ?? found
        }
    }
}
