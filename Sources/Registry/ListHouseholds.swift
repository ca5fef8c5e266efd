import Access
import Core
import Postgres
import Tables

/// A compound's households, a page at a time.
public struct ListHouseholds: Sendable {
    public enum Sort: String, Sendable, CaseIterable {
        /// As one walks: building, entrance, room, by number.
        case address
        /// By the present owners' names, as a Chinese dictionary orders them.
        case owner
        case area
    }

    public struct Input: Sendable {
        public let scope: ScopeID
        /// Part of an address or of a present owner's name, or the last four or more digits of a
        /// present owner's phone; nil or blank for all.
        public let search: String?
        public let kind: HouseholdKind?
        public let building: String?
        public let sort: Sort
        public let descending: Bool
        public let limit: Int
        public let offset: Int

        public init(
            scope: ScopeID, search: String? = nil, kind: HouseholdKind? = nil,
            building: String? = nil, sort: Sort = .address, descending: Bool = false,
            limit: Int = 50, offset: Int = 0
        ) {
            self.scope = scope
            self.search = search?.searched
            self.kind = kind
            self.building = building?.searched
            self.sort = sort
            self.descending = descending
            self.limit = PageLimits.limit(limit)
            self.offset = max(0, offset)
        }
    }

    public struct Row: Sendable, Equatable {
        public let household: Household
        /// Nil where nobody answers for it now.
        public let tenure: TenureID?
        public let obligor: Obligor?
        /// `张三、李四`; empty where nobody is known.
        public let owners: String
        /// The first owner's, masked.
        public let phone: String?
        /// Stalls that the tenure leases now.
        public let stalls: Int
    }

    public struct Outcome: Sendable, Equatable {
        /// Over all that match, whatever page is shown.
        public let total: Int
        public let rows: [Row]
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `PermissionRefusal`, `PostgresError`.
    public func perform(_ input: Input, by actor: Actor) async throws -> Outcome {
        try actor.require(.readRegister, in: input.scope)
        return try await HouseholdListStore.read(input, in: database)
    }
}

/// What a search for a household may mean.
struct HouseholdSearch: Sendable, Equatable {
    /// Fewer digits are part of a room's number far more often than the end of a phone.
    static let shortestPhoneTail = 4

    /// Part of an address or a name, as a LIKE pattern.
    let pattern: String
    /// A whole address, however it was written: `3号楼2单元501`.
    let address: String?
    /// The end of a phone, as a LIKE pattern.
    let phone: String?

    init(_ text: String) {
        pattern = "%\(escaped(text))%"
        address = HouseholdCode(spoken: text)?.description
        let digits = TextNormaliser.compact(text)
        let isTail =
            digits.utf8.count >= HouseholdSearch.shortestPhoneTail
            && digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        phone = isTail ? "%\(digits)" : nil
    }
}

extension ListHouseholds.Row: JSONConvertible {
    public var json: JSON {
        [
            "household": JSON(household.code), "kind": .string(household.kind.rawValue),
            "area": JSON(household.area?.description), "owners": .string(owners),
            "phone": JSON(phone), "obligor": JSON(obligor?.rawValue), "tenure": JSON(tenure),
            "stalls": JSON(stalls),
        ]
    }
}
