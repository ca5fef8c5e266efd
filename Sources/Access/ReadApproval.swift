import Core
import Postgres

/// One request for a second person, with what exactly was asked.
public struct ReadApproval: Sendable {
    public struct Outcome: Sendable {
        public let approval: Approval
        /// As the operation will be given it: amounts in fen.
        public let input: JSON
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `ApprovalRefusal.unknownApproval`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ id: ApprovalID, in scope: ScopeID, by actor: Actor
    ) async throws -> Outcome {
        try actor.require(.correctFees, in: scope)
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            guard let approval = try await ApprovalStore.find(id, in: scope, on: connection),
                let input = try await ApprovalStore.input(id, in: scope, on: connection)
            else { throw ApprovalRefusal.unknownApproval(id) }
            return Outcome(approval: approval, input: try JSON(parsing: Array(input.utf8)))
        }
    }
}
