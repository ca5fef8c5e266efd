import Access
import Core
import Postgres
import Registry

/// Lists the billing runs and withdrawals of a compound, the newest first.
public struct ListRuns: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        /// Nil for all.
        public let month: BillingMonth?
        public let limit: Int
        public let offset: Int

        public init(
            scope: ScopeID, month: BillingMonth? = nil, limit: Int = ListRuns.mostRows,
            offset: Int = 0
        ) {
            self.scope = scope
            self.month = month
            self.limit = limit
            self.offset = offset
        }
    }

    public struct Outcome: Sendable, Equatable {
        /// Over all that match, whatever page is shown.
        public let count: Int
        public let rows: [RunSummary]
    }

    /// Rows on one page: a compound has a few runs a month.
    public static let mostRows = 10_000

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `PermissionRefusal`, `PostgresError`.
    public func perform(_ input: Input, by actor: Actor) async throws -> Outcome {
        try actor.require(.readFees, in: input.scope)
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            try await RunStore.list(input, on: connection)
        }
    }
}

extension ListRuns.Outcome: JSONConvertible {
    public var json: JSON { ["count": JSON(count), "runs": JSON(rows)] }
}
