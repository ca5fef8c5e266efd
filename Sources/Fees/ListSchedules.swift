import Access
import Core
import Postgres
import Registry

/// What is charged in a compound, from when to when, and on whose decision.
public struct ListSchedules: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        /// Only what is in force in this month; nil for every version.
        public let month: BillingMonth?

        public init(scope: ScopeID, month: BillingMonth? = nil) {
            self.scope = scope
            self.month = month
        }
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `PermissionRefusal`, `PostgresError`.
    public func perform(_ input: Input, by actor: Actor) async throws -> [ListedSchedule] {
        try actor.require(.readFees, in: input.scope)
        return try await database.withConnection { connection in
            try await ScheduleStore.list(in: input.scope, month: input.month, on: connection)
        }
    }
}
