import Access
import Core
import Postgres

/// The organisations that are registered, by name, a page at a time.
public struct ListOrganisations: Sendable {
    public struct Input: Sendable {
        /// Part of a name; nil or blank for all.
        public let search: String?
        public let kind: Organisation.Kind?
        public let descending: Bool
        public let limit: Int
        public let offset: Int

        public init(
            search: String? = nil, kind: Organisation.Kind? = nil, descending: Bool = false,
            limit: Int = 50, offset: Int = 0
        ) {
            self.search = search?.searched
            self.kind = kind
            self.descending = descending
            self.limit = PageLimits.limit(limit)
            self.offset = max(0, offset)
        }
    }

    public struct Outcome: Sendable, Equatable {
        /// Over all that match, whatever page is shown.
        public let total: Int
        public let organisations: [Organisation]
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `PermissionRefusal`, `PostgresError`.
    public func perform(_ input: Input = Input(), by actor: Actor) async throws -> Outcome {
        try actor.require(.manageInstallation, in: .installation)
        let rows = try await database.query(OrganisationStore.page(input))
        return Outcome(
            total: try rows.first?.get("total", as: Int.self) ?? 0,
            organisations: try rows.compactMap(OrganisationStore.row))
    }
}
