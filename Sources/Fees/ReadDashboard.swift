import Access
import Core
import Postgres
import Registry

/// Reads how collection stands in one compound: totals by month and building, without households.
public struct ReadDashboard: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        /// The last month; nil is the last one that was billed, else today's.
        public let until: BillingMonth?
        /// How many months, 1 to `mostMonths`.
        public let months: Int
        /// What happened after this day does not count; nil is today.
        public let asOf: CivilDate?

        public init(
            scope: ScopeID, until: BillingMonth? = nil, months: Int = ReadDashboard.usualMonths,
            asOf: CivilDate? = nil
        ) {
            self.scope = scope
            self.until = until
            self.months = min(max(1, months), ReadDashboard.mostMonths)
            self.asOf = asOf
        }
    }

    /// A year: one season beside the same of the year before would need two.
    public static let usualMonths = 12
    /// Three years: what still can be told apart in one picture.
    public static let mostMonths = 36

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `CompoundRefusal`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ input: Input, by actor: Actor, on today: CivilDate
    ) async throws -> CollectionDashboard {
        try actor.require(.readReports, in: input.scope)
        let day = input.asOf ?? today
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            var last = input.until
            if last == nil {
                last = try await DashboardStore.lastMonth(of: input.scope, by: day, on: connection)
            }
            let until = last ?? BillingMonth(containing: day)
            let period = ReadCollection.Input(
                scope: input.scope, from: until.adding(months: 1 - input.months), until: until)
            let report = try await CollectionStore.read(period, asOf: day, on: connection)
            return try await DashboardStore.read(report, in: input.scope, on: connection)
        }
    }
}
