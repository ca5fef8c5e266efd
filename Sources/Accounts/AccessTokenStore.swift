import Access
import Core
import Postgres

/// Personal access tokens in the database.
enum AccessTokenStore {
    static func insert(
        _ request: IssueAccessToken.Input, name: String, of account: AccountID, token: String,
        at now: Timestamp, until: Timestamp, entry: EntryID, on connection: Connection
    ) async throws -> (id: AccessTokenID, fact: String) {
        let permissions = Set(request.permissions).map(\.rawValue).sorted()
        let scopes = request.scopes.map { Set($0).sorted() }
        return try await connection.query(
            """
            insert into accounts.access_token as r (account_id, name, token_sha256, permissions,
                scopes, issued_at, expires_at, entry_id)
            values (\(account), \(name), \(Token.digest(token)), \(permissions), \(scopes), \(now),
                \(until), \(entry))
            returning token_id, accounts.fact(r)
            """
        ).only().decode(AccessTokenID.self, String.self)
    }

    /// How many of an account's tokens are in force.
    static func count(
        of account: AccountID, at now: Timestamp, on connection: Connection
    ) async throws -> Int {
        try await connection.query(
            """
            select count(*) from accounts.access_token
            where scope_id = 1 and account_id = \(account) and revoked_at is null
                and expires_at > \(now)
            """
        ).only().decode(Int.self)
    }

    /// Revokes what is not revoked of an account's tokens.
    ///
    /// - Parameter id: only this one; nil for all.
    /// - Returns: the fact lines.
    static func revoke(
        _ id: AccessTokenID? = nil, of account: AccountID, at now: Timestamp, entry: EntryID,
        on connection: Connection
    ) async throws -> [String] {
        try await connection.query(
            """
            update accounts.access_token r set revoked_at = \(now), revoked_entry_id = \(entry)
            where scope_id = 1 and account_id = \(account) and revoked_at is null
                and (\(id)::bigint is null or token_id = \(id))
            returning accounts.closing_fact(r)
            """
        ).map { try $0.decode(String.self) }
    }

    static func touch(
        _ id: AccessTokenID, at now: Timestamp, on connection: Connection
    ) async throws {
        try await connection.execute(
            """
            update accounts.access_token set last_used_at = \(now)
            where scope_id = 1 and token_id = \(id)
                and (last_used_at is null or last_used_at < \(now))
            """)
    }

    /// The tokens of an account, the newest first.
    static func list(
        of account: AccountID, limit: Int, on connection: Connection
    ) async throws -> [AccessToken] {
        try await connection.query(
            """
            select t.token_id, a.account_id, a.name as account_name, a.display_name, t.name,
                t.permissions, t.scopes, t.issued_at, t.expires_at, t.last_used_at, t.revoked_at
            from accounts.access_token t
            join accounts.account a on a.scope_id = 1 and a.account_id = t.account_id
            where t.scope_id = 1 and t.account_id = \(account)
            order by t.token_id desc limit \(limit)
            """
        ).map(token)
    }

    static func find(
        _ id: AccessTokenID, on connection: Connection
    ) async throws -> AccessToken? {
        try await connection.query(
            """
            select t.token_id, a.account_id, a.name as account_name, a.display_name, t.name,
                t.permissions, t.scopes, t.issued_at, t.expires_at, t.last_used_at, t.revoked_at
            from accounts.access_token t
            join accounts.account a on a.scope_id = 1 and a.account_id = t.account_id
            where t.scope_id = 1 and t.token_id = \(id)
            """
        ).first.map(token)
    }

    private static func token(_ row: Row) throws -> AccessToken {
        AccessToken(
            id: try row.get("token_id"),
            account: Account(
                id: try row.get("account_id"), name: try row.get("account_name"),
                displayName: try row.get("display_name")),
            name: try row.get("name"),
            permissions: permissions(try row.get("permissions", as: [String].self)),
            scopes: try row.get("scopes", as: [ScopeID]?.self),
            issuedAt: try row.get("issued_at"), expiresAt: try row.get("expires_at"),
            lastUsedAt: try row.get("last_used_at"), revokedAt: try row.get("revoked_at"))
    }

    /// Those that this version still knows.
    static func permissions(_ names: [String]) -> [Permission] {
        names.compactMap { Permission(rawValue: $0) }
    }

    /// The one read that a program's request costs; as `SessionStore.reading`.
    static func reading(_ token: String, at now: Timestamp, on today: CivilDate) -> Query {
        """
        select t.token_id, t.permissions, t.scopes as limited_to, t.expires_at, t.last_used_at,
            a.account_id, a.name, a.display_name, g.appointment_id, g.role, g.body_name, g.scopes
        from accounts.access_token t
        join accounts.account a on a.scope_id = 1 and a.account_id = t.account_id
        left join lateral accounts.grants(t.account_id, \(today)) g on true
        where t.scope_id = 1 and t.token_sha256 = \(Token.digest(token)) and t.revoked_at is null
            and t.expires_at > \(now)
            and not exists (select from accounts.disabling d
                where d.scope_id = 1 and d.account_id = t.account_id and d.ended_at is null)
        """
    }
}
