import Access
import Core
import Postgres

/// Who a program's token belongs to, and what it may do today: one bounded read in the pipelined
/// lane, and at most once a minute a note that it was used. Needs no permission: the token is the
/// proof.
public struct ReadAccessToken: Sendable {
    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Returns: nil for a token that is none, is over, or whose owner is disabled.
    /// - Throws: `PostgresError`.
    public func perform(
        token: String, at now: Timestamp, today: CivilDate
    ) async throws -> AccessTokenHolder? {
        guard token.hasPrefix(IssueAccessToken.prefix), token.utf8.count <= Token.longest else {
            return nil
        }
        let rows = try await database.query(AccessTokenStore.reading(token, at: now, on: today))
        guard let row = rows.first else { return nil }
        let id = try row.get("token_id", as: AccessTokenID.self)
        let used = try row.get("last_used_at", as: Timestamp?.self)
        if used.map({ $0 < SessionLimits.before(now, seconds: SessionLimits.touch) }) ?? true {
            try await database.withConnection {
                try await AccessTokenStore.touch(id, at: now, on: $0)
            }
        }
        let permissions = AccessTokenStore.permissions(
            try row.get("permissions", as: [String].self))
        let scopes = try row.get("limited_to", as: [ScopeID]?.self)
        let grants = try GrantRows.grants(rows).map {
            $0.limited(to: Set(permissions), in: scopes)
        }
        let account = try row.get("account_id", as: AccountID.self)
        let displayName = try row.get("display_name", as: String.self)
        return AccessTokenHolder(
            accessToken: id, account: account, name: try row.get("name"),
            displayName: displayName,
            actor: .account(account, name: displayName, grants: grants, accessToken: id),
            expiresAt: try row.get("expires_at"))
    }
}
