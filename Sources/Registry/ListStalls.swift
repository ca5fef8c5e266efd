import Access
import Core
import Postgres

/// A compound's stalls, a page at a time.
public struct ListStalls: Sendable {
    public enum Sort: String, Sendable, CaseIterable {
        case code
        /// By the household that leases it; those that nobody leases last.
        case household
        /// By the first month of the lease.
        case from
    }

    public struct Input: Sendable {
        public let scope: ScopeID
        /// Part of a stall's code, of a plate or of the lessee's address; nil or blank for all.
        public let search: String?
        public let title: StallTitle?
        /// Nil for both those that are leased now and those that are not.
        public let isLeased: Bool?
        public let sort: Sort
        public let descending: Bool
        public let limit: Int
        public let offset: Int

        public init(
            scope: ScopeID, search: String? = nil, title: StallTitle? = nil,
            isLeased: Bool? = nil, sort: Sort = .code, descending: Bool = false, limit: Int = 50,
            offset: Int = 0
        ) {
            self.scope = scope
            self.search = search?.searched
            self.title = title
            self.isLeased = isLeased
            self.sort = sort
            self.descending = descending
            self.limit = PageLimits.limit(limit)
            self.offset = max(0, offset)
        }
    }

    public struct Outcome: Sendable, Equatable {
        /// Over all that match, whatever page is shown.
        public let total: Int
        public let stalls: [Stall]
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `PermissionRefusal`, `PostgresError`.
    public func perform(_ input: Input, by actor: Actor) async throws -> Outcome {
        try actor.require(.readRegister, in: input.scope)
        return try await StallListStore.read(input, in: database)
    }
}
