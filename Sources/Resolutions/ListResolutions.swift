import Access
import Core
import Postgres

/// A compound's resolutions, the newest first, a page at a time.
public struct ListResolutions: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        /// Part of a title; nil or blank for all.
        public let search: String?
        public let kind: Resolution.Kind?
        public let limit: Int
        public let offset: Int

        public init(
            scope: ScopeID, search: String? = nil, kind: Resolution.Kind? = nil,
            limit: Int = 50, offset: Int = 0
        ) {
            let text = search?.trimmed ?? ""
            self.scope = scope
            self.search = text.isEmpty ? nil : String(text.prefix(200))
            self.kind = kind
            self.limit = min(max(1, limit), ListResolutions.mostRows)
            self.offset = max(0, offset)
        }
    }

    /// As a list shows it: without its words.
    public struct Row: Sendable, Equatable {
        public let id: ResolutionID
        public let kind: Resolution.Kind
        public let body: Resolution.Body
        public let title: String
        public let adoptedOn: CivilDate
        public let source: String?
        public let hasText: Bool
        public let hasFile: Bool
        public let digest: [UInt8]
    }

    public struct Outcome: Sendable, Equatable {
        /// Over all that match, whatever page is shown.
        public let total: Int
        public let rows: [Row]
    }

    /// Rows on one page.
    public static let mostRows = 1_000

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `PermissionRefusal`, `PostgresError`.
    public func perform(_ input: Input, by actor: Actor) async throws -> Outcome {
        try actor.require(.readRegister, in: input.scope)
        let rows = try await database.query(ResolutionStore.page(input))
        return Outcome(
            total: try rows.first?.get("total", as: Int.self) ?? 0,
            rows: try rows.compactMap(ResolutionStore.row))
    }
}
