import Access
import Core
import Postgres
import Registry

/// Reads what was taken, reversed and given back on one day in a compound.
public struct ReadCashierDay: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        public let day: CivilDate
        public let limit: Int
        public let offset: Int

        public init(
            scope: ScopeID, day: CivilDate, limit: Int = ReadCashierDay.mostRows, offset: Int = 0
        ) {
            self.scope = scope
            self.day = day
            self.limit = limit
            self.offset = offset
        }
    }

    /// Entries on one page: many times what one desk enters in a day.
    public static let mostRows = 10_000

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `CompoundRefusal`, `PermissionRefusal`, `PostgresError`.
    public func perform(_ input: Input, by actor: Actor) async throws -> CashierDay {
        try actor.require(.readFees, in: input.scope)
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            try await CashierStore.read(input, on: connection)
        }
    }
}
