import Access
import Core
import Postgres
import Secrets

/// Sessions in the database.
enum SessionStore {
    /// - Returns: the fact line.
    static func insert(
        _ token: String, of account: AccountID, address: String, at now: Timestamp, entry: EntryID,
        on connection: Connection
    ) async throws -> (session: SessionID, fact: String) {
        try await connection.query(
            """
            insert into accounts.session as r (account_id, token_sha256, address, created_at,
                seen_at, entry_id)
            values (\(account), \(Token.digest(token)), \(address), \(now), \(now), \(entry))
            returning session_id, accounts.fact(r)
            """
        ).only().decode(SessionID.self, String.self)
    }

    /// Ends sessions of an account that have not ended.
    ///
    /// - Parameter token: only the one of this token; nil for all.
    /// - Returns: the fact lines.
    static func end(
        of account: AccountID, token: String? = nil, at now: Timestamp, entry: EntryID,
        on connection: Connection
    ) async throws -> [String] {
        let digest = token.map { Token.digest($0) }
        return try await connection.query(
            """
            update accounts.session r set ended_at = \(now), ended_entry_id = \(entry)
            where scope_id = 1 and account_id = \(account) and ended_at is null
                and (\(digest)::bytea is null or token_sha256 = \(digest))
                and seen_at > \(SessionLimits.before(now, seconds: SessionLimits.idle))
                and created_at > \(SessionLimits.before(now, seconds: SessionLimits.absolute))
            returning accounts.closing_fact(r)
            """
        ).map { try $0.decode(String.self) }
    }

    /// The address of the session that a token opens.
    static func address(
        of token: String, account: AccountID, at now: Timestamp, on connection: Connection
    ) async throws -> String? {
        try await connection.query(
            """
            select address from accounts.session
            where scope_id = 1 and token_sha256 = \(Token.digest(token))
                and account_id = \(account) and ended_at is null
                and seen_at > \(SessionLimits.before(now, seconds: SessionLimits.idle))
                and created_at > \(SessionLimits.before(now, seconds: SessionLimits.absolute))
            """
        ).first.map { try $0.decode(String.self) }
    }

    /// Whether an account signed in from an address within these seconds.
    static func isKnown(
        _ address: String, to account: AccountID, within seconds: Int64, at now: Timestamp,
        on connection: Connection
    ) async throws -> Bool {
        try await !connection.query(
            """
            select 1 from accounts.session
            where scope_id = 1 and account_id = \(account)
                and created_at > \(SessionLimits.before(now, seconds: seconds))
                and address = \(address)
            limit 1
            """
        ).isEmpty
    }

    /// The newest first, by the index of an account's sessions.
    static func listing(
        of account: AccountID, token: String, limit: Int, at now: Timestamp
    ) -> Query {
        """
        select session_id, address, created_at, seen_at,
            ended_at is null
                and seen_at > \(SessionLimits.before(now, seconds: SessionLimits.idle))
                and created_at > \(SessionLimits.before(now, seconds: SessionLimits.absolute))
                as is_open,
            token_sha256 = \(Token.digest(token)) as is_current
        from accounts.session
        where scope_id = 1 and account_id = \(account)
        order by created_at desc, session_id desc
        limit \(limit)
        """
    }

    /// When an account was signed in to, the newest first.
    static func visits(
        of account: AccountID, limit: Int, at now: Timestamp, on connection: Connection
    ) async throws -> [ReadAccount.Visit] {
        try await connection.query(
            """
            select created_at, seen_at, ended_at is null
                and seen_at > \(SessionLimits.before(now, seconds: SessionLimits.idle))
                and created_at > \(SessionLimits.before(now, seconds: SessionLimits.absolute))
            from accounts.session where scope_id = 1 and account_id = \(account)
            order by created_at desc limit \(limit)
            """
        ).map { row in
            let (signedInAt, seenAt, isOpen) = try row.decode(
                Timestamp.self, Timestamp.self, Bool.self)
            return ReadAccount.Visit(signedInAt: signedInAt, seenAt: seenAt, isOpen: isOpen)
        }
    }

    static func touch(
        _ session: SessionID, at now: Timestamp, on connection: Connection
    ) async throws {
        try await connection.execute(
            """
            update accounts.session set seen_at = \(now)
            where scope_id = 1 and session_id = \(session) and ended_at is null
                and seen_at < \(now)
            """)
    }

    /// The one read that a request costs: the session of a token, whose it is, and a row for each
    /// grant in force, or one row without any.
    static func reading(_ token: String, at now: Timestamp, on today: CivilDate) -> Query {
        """
        select s.session_id, s.seen_at, a.account_id, a.name, a.display_name, p.must_change,
            p.set_at, g.appointment_id, g.role, g.body_name, g.scopes
        from accounts.session s
        join accounts.account a on a.scope_id = 1 and a.account_id = s.account_id
        join lateral (
            select must_change, set_at from accounts.password p
            where p.scope_id = 1 and p.account_id = s.account_id
            order by number desc limit 1
        ) p on true
        left join lateral accounts.grants(s.account_id, \(today)) g on true
        where s.scope_id = 1 and s.token_sha256 = \(Token.digest(token)) and s.ended_at is null
            and s.seen_at > \(SessionLimits.before(now, seconds: SessionLimits.idle))
            and s.created_at > \(SessionLimits.before(now, seconds: SessionLimits.absolute))
            and not exists (select from accounts.disabling d
                where d.scope_id = 1 and d.account_id = s.account_id and d.ended_at is null)
        """
    }
}

/// Rows of `accounts.grants`, as sessions and access tokens read them beside their own columns.
enum GrantRows {
    /// - Throws: `PostgresError` where a row does not fit.
    static func grants(_ rows: Rows) throws -> [Grant] {
        try rows.compactMap { row in
            guard let appointment = try row.get("appointment_id", as: AppointmentID?.self),
                let role = Role(rawValue: try row.get("role"))
            else { return nil }
            let scopes = try row.get("scopes", as: [ScopeID]?.self)
            return Grant(
                appointment: appointment, role: role,
                body: try row.get("body_name", as: String?.self) ?? Body.installationName,
                reach: scopes.map { .scopes($0) } ?? .everywhere)
        }
    }
}
