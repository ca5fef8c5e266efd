import Access
import Core
import Postgres

/// The compounds that somebody may look at, a page at a time.
public struct ListCompounds: Sendable {
    public enum Sort: String, Sendable, CaseIterable {
        /// As a Chinese dictionary orders it.
        case name
        /// In the order in which they were registered.
        case added
    }

    public struct Input: Sendable {
        /// Part of a name; nil or blank for all.
        public let search: String?
        /// Those in this region and below it; nil for all.
        public let region: RegionID?
        public let sort: Sort
        public let descending: Bool
        public let limit: Int
        public let offset: Int

        public init(
            search: String? = nil, region: RegionID? = nil, sort: Sort = .name,
            descending: Bool = false, limit: Int = 50, offset: Int = 0
        ) {
            self.search = search?.searched
            self.region = region
            self.sort = sort
            self.descending = descending
            self.limit = PageLimits.limit(limit)
            self.offset = max(0, offset)
        }
    }

    public struct Row: Sendable, Equatable {
        public let compound: Compound
        public let households: Int
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
        let reach = try actor.requireReach(for: .readRegister)
        return try await CompoundListStore.read(input, reach: reach, in: database)
    }
}

/// The limits of lists.
public enum PageLimits {
    /// Rows on one page: what a command prints at once; a page shows far fewer.
    public static let mostRows = 10_000
    /// Characters of a search that are looked for: longer than any name or address.
    public static let longestSearch = 100

    static func limit(_ asked: Int) -> Int { min(max(1, asked), mostRows) }
}

extension String {
    /// What a person typed into a search field, as it is looked for; nil where that is nothing.
    var searched: String? {
        let text = trimmed
        return text.isEmpty ? nil : String(text.prefix(PageLimits.longestSearch))
    }
}

extension ListCompounds.Row: JSONConvertible {
    public var json: JSON {
        [
            "id": JSON(compound.scope), "name": .string(compound.name),
            "region": .array(compound.region.map(JSON.string)), "households": JSON(households),
            "stalls": JSON(stalls),
        ]
    }
}

extension ListCompounds.Outcome: JSONConvertible {
    public var json: JSON { ["total": JSON(total), "compounds": JSON(rows)] }
}
