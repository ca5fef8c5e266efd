import Access
import Core
import Postgres
import Registry

/// Reads who owes how much in a compound, with its age, as of any day.
public struct ReadArrears: Sendable {
    public enum Order: String, Sendable, CaseIterable {
        /// By building, entrance, room.
        case address
        /// The largest debt first.
        case largest
        /// The oldest month first.
        case oldest
    }

    public struct Input: Sendable {
        public let scope: ScopeID
        /// What happened after this day does not count; nil is today.
        public let asOf: CivilDate?
        /// Only this building; nil for all.
        public let building: String?
        /// Part of a household's code or of an owner's name; nil for all.
        public let search: String?
        /// Only who has a debt of this age or older; nil for all.
        public let age: AgeBucket?
        public let order: Order
        /// The other way round.
        public let isReversed: Bool
        public let limit: Int
        public let offset: Int

        public init(
            scope: ScopeID, asOf: CivilDate? = nil, building: String? = nil,
            search: String? = nil, age: AgeBucket? = nil, order: Order = .address,
            isReversed: Bool = false, limit: Int = ReadArrears.mostRows, offset: Int = 0
        ) {
            self.scope = scope
            self.asOf = asOf
            self.building = building
            self.search = search
            self.age = age
            self.order = order
            self.isReversed = isReversed
            self.limit = limit
            self.offset = offset
        }
    }

    /// Rows on one page: more than the households of any compound in the source; the totals are over
    /// all in any case.
    public static let mostRows = 10_000

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `CompoundRefusal`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ input: Input, by actor: Actor, on today: CivilDate
    ) async throws -> Arrears {
        try actor.require(.readFees, in: input.scope)
        return try await database.withConnection { connection in
            try await ArrearsStore.read(input, asOf: input.asOf ?? today, on: connection)
        }
    }
}
