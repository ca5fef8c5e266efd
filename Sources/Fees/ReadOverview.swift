import Access
import Core
import Postgres
import Registry

/// Reads how collection stands over the compounds that the actor reaches, a page at a time; totals
/// over all of them.
public struct ReadOverview: Sendable {
    public enum Order: String, Sendable, CaseIterable {
        /// By region and name.
        case name
        /// The lowest rate first; compounds of which nothing is asked last.
        case rate
        /// The largest debt first.
        case open
    }

    public struct Input: Sendable {
        /// Nil is the last one that was billed anywhere in reach, else today's.
        public let month: BillingMonth?
        /// Part of a compound's name or of its region's; nil for all.
        public let search: String?
        public let order: Order
        /// The other way round; compounds of which nothing is asked stay last.
        public let isReversed: Bool
        public let limit: Int
        public let offset: Int

        public init(
            month: BillingMonth? = nil, search: String? = nil, order: Order = .name,
            isReversed: Bool = false, limit: Int = 50, offset: Int = 0
        ) {
            self.month = month
            self.search = search
            self.order = order
            self.isReversed = isReversed
            self.limit = limit
            self.offset = offset
        }
    }

    /// Months in the trend.
    static let months = 12
    /// Compounds counted again before an answer: some 20 ms each at a thousand households; the
    /// server counts the others in the background.
    static let mostCounted = 20

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ input: Input, by actor: Actor, on today: CivilDate
    ) async throws -> CollectionOverview {
        let reach = try actor.requireReach(for: .readReports)
        _ = try await CountMonths(database: database).perform(
            in: reach, atMost: ReadOverview.mostCounted)
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            try await OverviewStore.read(input, reach: reach, on: today, connection)
        }
    }
}
