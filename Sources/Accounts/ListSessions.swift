import Access
import Core
import Postgres

/// One's own sessions, the newest first: where one is signed in, and was of late. Needs no
/// permission beyond being signed in.
public struct ListSessions: Sendable {
    public struct Row: Sendable, Equatable {
        public let id: SessionID
        /// Where the sign-in came from, as far as throttling cares.
        public let address: String
        public let createdAt: Timestamp
        /// At most a minute older than the last use.
        public let seenAt: Timestamp
        /// Neither ended nor run out.
        public let isOpen: Bool
        /// The one that asks.
        public let isCurrent: Bool

        public init(
            id: SessionID, address: String, createdAt: Timestamp, seenAt: Timestamp,
            isOpen: Bool, isCurrent: Bool
        ) {
            self.id = id
            self.address = address
            self.createdAt = createdAt
            self.seenAt = seenAt
            self.isOpen = isOpen
            self.isCurrent = isCurrent
        }
    }

    /// Rows: a fortnight of working days, each with a break.
    public static let mostRows = 30

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Parameter token: of the session that asks.
    /// - Throws: `AccountRefusal.notSignedIn`, `PostgresError`.
    public func perform(
        token: String, by actor: Actor, at now: Timestamp, limit: Int = ListSessions.mostRows
    ) async throws -> [Row] {
        let id = try actor.signedIn()
        return try await database.query(
            SessionStore.listing(
                of: id, token: token, limit: min(max(1, limit), ListSessions.mostRows), at: now)
        ).map { row in
            Row(
                id: try row.get("session_id"), address: try row.get("address"),
                createdAt: try row.get("created_at"), seenAt: try row.get("seen_at"),
                isOpen: try row.get("is_open"), isCurrent: try row.get("is_current"))
        }
    }
}
