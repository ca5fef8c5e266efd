import Access
import Core
import Postgres

/// Who a request's token belongs to, and what they may do today: one bounded read in the pipelined
/// lane, and at most once a minute a note that the session was used. Needs no permission: the
/// token is the proof.
public struct ReadSession: Sendable {
    private let database: Database
    private let passwordDays: Int?

    /// - Parameter passwordDays: after how many days a password is to be changed; nil for never
    ///   (等保 may ask for one).
    public init(database: Database, passwordDays: Int? = nil) {
        self.database = database
        self.passwordDays = passwordDays
    }

    /// - Returns: nil where nobody is signed in by this token: ended, expired, disabled, unknown.
    /// - Throws: `PostgresError`.
    public func perform(
        token: String, at now: Timestamp, today: CivilDate
    ) async throws -> Session? {
        guard !token.isEmpty, token.utf8.count <= Token.longest else { return nil }
        let rows = try await database.query(SessionStore.reading(token, at: now, on: today))
        guard let row = rows.first else { return nil }
        let session = try session(row, token: token, grants: GrantRows.grants(rows), at: now)
        let seenAt = try row.get("seen_at", as: Timestamp.self)
        if seenAt < SessionLimits.before(now, seconds: SessionLimits.touch) {
            try await database.withConnection {
                try await SessionStore.touch(session.id, at: now, on: $0)
            }
        }
        return session
    }

    private func session(
        _ row: Row, token: String, grants: [Grant], at now: Timestamp
    ) throws -> Session {
        let account = try row.get("account_id", as: AccountID.self)
        let displayName = try row.get("display_name", as: String.self)
        let setAt = try row.get("set_at", as: Timestamp.self)
        let isOld = passwordDays.map { days in
            setAt < SessionLimits.before(now, seconds: Int64(days) * 86_400)
        }
        return Session(
            id: try row.get("session_id"), account: account, name: try row.get("name"),
            displayName: displayName,
            actor: .account(account, name: displayName, grants: grants),
            csrfSeed: Token.csrfSeed(token),
            mustChangePassword: try row.get("must_change", as: Bool.self) || isOld ?? false)
    }
}
