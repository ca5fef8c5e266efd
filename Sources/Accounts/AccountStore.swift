import Access
import Core
import Postgres

/// Accounts, their passwords and their disablings in the database.
public enum AccountStore {
    /// The account of a name for logging in.
    ///
    /// - Throws: `AccountRefusal.unknownAccount`.
    public static func find(_ name: String, on connection: Connection) async throws -> Account {
        // what no account can be called is not asked for
        guard let folded = try? AccountText.name(name) else {
            throw AccountRefusal.unknownAccount(name)
        }
        let rows = try await connection.query(
            """
            select account_id, name, display_name from accounts.account
            where scope_id = 1 and name = \(folded)
            """)
        guard let row = rows.first else { throw AccountRefusal.unknownAccount(name) }
        return try account(row)
    }

    /// - Throws: `AccountRefusal.unknownAccount`.
    static func find(_ id: AccountID, on connection: Connection) async throws -> Account {
        let rows = try await connection.query(
            """
            select account_id, name, display_name from accounts.account
            where scope_id = 1 and account_id = \(id)
            """)
        guard let row = rows.first else { throw AccountRefusal.unknownAccount("\(id)") }
        return try account(row)
    }

    private static func account(_ row: Row) throws -> Account {
        let (id, name, displayName) = try row.decode(AccountID.self, String.self, String.self)
        return Account(id: id, name: name, displayName: displayName)
    }

    static func insert(
        name: String, displayName: String, entry: EntryID, on connection: Connection
    ) async throws -> (id: AccountID, fact: String) {
        try await connection.query(
            """
            insert into accounts.account as r (name, display_name, entry_id)
            values (\(name), \(displayName), \(entry))
            returning account_id, accounts.fact(r)
            """
        ).only().decode(AccountID.self, String.self)
    }

    /// An account as it may act today; nil where it is disabled or there is none.
    public static func actor(
        _ id: AccountID, on today: CivilDate, _ connection: Connection
    ) async throws -> Actor? {
        let rows = try await connection.query(
            """
            select a.display_name, g.appointment_id, g.role, g.body_name, g.scopes
            from accounts.account a
            left join lateral accounts.grants(a.account_id, \(today)) g on true
            where a.scope_id = 1 and a.account_id = \(id)
                and not exists (select from accounts.disabling d
                    where d.scope_id = 1 and d.account_id = a.account_id and d.ended_at is null)
            """)
        guard let row = rows.first else { return nil }
        return .account(
            id, name: try row.get("display_name"), grants: try GrantRows.grants(rows))
    }

    // MARK: Passwords

    /// What is needed to tell whether somebody may sign in.
    struct Credential: Sendable {
        let account: Account
        let hash: String
        /// Of the password that counts.
        let number: Int32
        let mustChange: Bool
        let isDisabled: Bool
        let hasSecondFactor: Bool
    }

    /// - Parameter typed: whatever somebody typed.
    static func credential(
        of typed: String, on connection: Connection
    ) async throws -> Credential? {
        guard let name = try? AccountText.name(typed) else { return nil }
        return try await connection.query(
            """
            select a.account_id, a.name, a.display_name, p.hash, p.number, p.must_change,
                exists (select from accounts.disabling d
                    where d.scope_id = 1 and d.account_id = a.account_id and d.ended_at is null),
                exists (select from accounts.second_factor f
                    where f.scope_id = 1 and f.account_id = a.account_id
                        and f.confirmed_at is not null and f.ended_at is null)
            from accounts.account a
            join lateral (
                select hash, number, must_change from accounts.password p
                where p.scope_id = 1 and p.account_id = a.account_id
                order by number desc limit 1
            ) p on true
            where a.scope_id = 1 and a.name = \(name)
            """
        ).first.map { row in
            let (id, name, displayName, hash, number, mustChange, isDisabled, hasFactor) =
                try row.decode(
                    AccountID.self, String.self, String.self, String.self, Int32.self, Bool.self,
                    Bool.self, Bool.self)
            return Credential(
                account: Account(id: id, name: name, displayName: displayName), hash: hash,
                number: number, mustChange: mustChange, isDisabled: isDisabled,
                hasSecondFactor: hasFactor)
        }
    }

    /// Sets a password; under the installation's ledger, so that its number is the next.
    ///
    /// - Returns: the fact line.
    static func insert(
        password hash: String, of account: AccountID, mustChange: Bool, at now: Timestamp,
        entry: EntryID, on connection: Connection
    ) async throws -> String {
        try await connection.query(
            """
            insert into accounts.password as r (account_id, number, hash, must_change, set_at,
                entry_id)
            select \(account), coalesce(max(number), 0) + 1, \(hash), \(mustChange), \(now),
                \(entry)
            from accounts.password where scope_id = 1 and account_id = \(account)
            returning accounts.fact(r)
            """
        ).only().decode(String.self)
    }

    /// The names of the bodies that an account is appointed to: no part of its password.
    static func bodies(
        of account: AccountID, on connection: Connection
    ) async throws -> [String] {
        try await connection.query(
            """
            select coalesce(o.name, c.name) from accounts.appointment a
            left join registry.organisation o on o.scope_id = a.body
            left join registry.compound c on c.scope_id = a.body
            where a.scope_id = 1 and a.account_id = \(account) and a.ended_on is null
            """
        ).compactMap { try $0.decode(String?.self) }
    }

    /// Whether the password that counts was given by that administrator, and its owner has not
    /// chosen one since.
    static func wasGiven(
        passwordOf account: AccountID, by administrator: AccountID, on connection: Connection
    ) async throws -> Bool {
        try await !connection.query(
            """
            select 1 from (
                select must_change, entry_id from accounts.password
                where scope_id = 1 and account_id = \(account)
                order by number desc limit 1
            ) p
            join access.audit_entry e on e.scope_id = 1 and e.entry_id = p.entry_id
            where p.must_change and e.account_id = \(administrator)
            """
        ).isEmpty
    }

    // MARK: Disabling

    static func isDisabled(_ account: AccountID, on connection: Connection) async throws -> Bool {
        try await !connection.query(
            """
            select 1 from accounts.disabling
            where scope_id = 1 and account_id = \(account) and ended_at is null
            """
        ).isEmpty
    }

    /// - Returns: the fact line.
    static func disable(
        _ account: AccountID, reason: String, at now: Timestamp, entry: EntryID,
        on connection: Connection
    ) async throws -> String {
        try await connection.query(
            """
            insert into accounts.disabling as r (account_id, reason, disabled_at, entry_id)
            values (\(account), \(reason), \(now), \(entry))
            returning accounts.fact(r)
            """
        ).only().decode(String.self)
    }

    /// - Returns: the fact line.
    static func enable(
        _ account: AccountID, at now: Timestamp, entry: EntryID, on connection: Connection
    ) async throws -> String {
        try await connection.query(
            """
            update accounts.disabling r set ended_at = \(now), ended_entry_id = \(entry)
            where scope_id = 1 and account_id = \(account) and ended_at is null
            returning accounts.closing_fact(r)
            """
        ).only().decode(String.self)
    }
}
