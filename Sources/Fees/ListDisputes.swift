import Access
import Core
import Postgres
import Registry

/// Lists the disputes of a compound.
public struct ListDisputes: Sendable {
    public enum State: String, Sendable, CaseIterable {
        /// Waiting for an answer.
        case open
        case answered
    }

    public enum Order: String, Sendable, CaseIterable {
        case newest
        case oldest
    }

    public struct Input: Sendable {
        public let scope: ScopeID
        /// Nil for all.
        public let state: State?
        /// Part of a household's code or of an owner's name; nil for all.
        public let search: String?
        public let order: Order
        public let limit: Int
        public let offset: Int

        public init(
            scope: ScopeID, state: State? = nil, search: String? = nil, order: Order = .newest,
            limit: Int = ListDisputes.mostRows, offset: Int = 0
        ) {
            self.scope = scope
            self.state = state
            self.search = search
            self.order = order
            self.limit = limit
            self.offset = offset
        }
    }

    public struct Outcome: Sendable, Equatable {
        /// Over all that match, whatever page is shown.
        public let count: Int
        /// Waiting for an answer, of all in the compound.
        public let open: Int
        public let rows: [Dispute]
    }

    /// Rows on one page: more than a compound raises in years.
    public static let mostRows = 10_000

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `PermissionRefusal`, `PostgresError`.
    public func perform(_ input: Input, by actor: Actor) async throws -> Outcome {
        try actor.require(.readFees, in: input.scope)
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            try await DisputeListStore.read(input, on: connection)
        }
    }
}

extension ListDisputes.Outcome: JSONConvertible {
    public var json: JSON {
        ["count": JSON(count), "open": JSON(open), "disputes": JSON(rows)]
    }
}
