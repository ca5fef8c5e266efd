import Access
import Core
import Postgres
import Registry

/// What `IssueBills` would charge now, from the same query, not written.
public struct PreviewBills: Sendable {
    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `BillingRefusal`, `CompoundRefusal`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ input: IssueBills.Input, by actor: Actor, on today: CivilDate,
        progress: IssueBills.Progress? = nil
    ) async throws -> BillingOutcome {
        try actor.require(.readFees, in: input.scope ?? .installation)
        let database = database
        return try await BillingPass(
            database: database, month: input.month, today: today,
            connections: input.connections, progress: progress
        ).run(over: input.scope) { scopes in
            try await database.withConnection { connection in
                try await BillingStore.preview(scopes, month: input.month, on: connection)
            }
        }
    }
}
