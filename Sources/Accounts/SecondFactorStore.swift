import Access
import Core
import Postgres
import Secrets

public enum SecondFactorTag {}
public typealias SecondFactorID = Identifier<SecondFactorTag>

/// Second factors, their recovery codes, and sign-ins that wait for a code, in the database.
enum SecondFactorStore {
    struct Found: Sendable {
        let id: SecondFactorID
        let sealed: [UInt8]
        let enrolledAt: Timestamp
        let confirmedAt: Timestamp?
        let lastStep: Int64
        let codesLeft: Int
    }

    /// The one of an account that has not ended.
    static func find(
        of account: AccountID, on connection: Connection
    ) async throws -> Found? {
        try await connection.query(
            """
            select f.factor_id, f.secret_sealed, f.enrolled_at, f.confirmed_at, f.last_step, (
                select count(*) from accounts.recovery_code c
                where c.scope_id = 1 and c.factor_id = f.factor_id and c.used_at is null)
            from accounts.second_factor f
            where f.scope_id = 1 and f.account_id = \(account) and f.ended_at is null
            """
        ).first.map { row in
            let (id, sealed, enrolledAt, confirmedAt, lastStep, codesLeft) = try row.decode(
                SecondFactorID.self, [UInt8].self, Timestamp.self, Timestamp?.self, Int64.self,
                Int.self)
            return Found(
                id: id, sealed: sealed, enrolledAt: enrolledAt, confirmedAt: confirmedAt,
                lastStep: lastStep, codesLeft: codesLeft)
        }
    }

    /// - Returns: the fact line.
    static func enrol(
        _ sealed: [UInt8], of account: AccountID, at now: Timestamp, entry: EntryID,
        on connection: Connection
    ) async throws -> (id: SecondFactorID, fact: String) {
        try await connection.query(
            """
            insert into accounts.second_factor as r (account_id, secret_sealed, enrolled_at,
                entry_id)
            values (\(account), \(sealed), \(now), \(entry))
            returning factor_id, accounts.fact(r)
            """
        ).only().decode(SecondFactorID.self, String.self)
    }

    /// - Returns: the fact lines of the confirmation and of the recovery codes.
    static func confirm(
        _ id: SecondFactorID, codes: [[UInt8]], at now: Timestamp, entry: EntryID,
        on connection: Connection
    ) async throws -> [String] {
        let results = try await connection.pipeline([
            """
            update accounts.second_factor r set confirmed_at = \(now),
                confirmed_entry_id = \(entry)
            where scope_id = 1 and factor_id = \(id)
            returning accounts.confirming_fact(r)
            """,
            """
            insert into accounts.recovery_code as r (factor_id, code_sha256, entry_id)
            select \(id), code, \(entry) from unnest(\(codes)) as code
            returning accounts.fact(r)
            """,
        ])
        return try results.flatMap { rows in try rows.map { try $0.decode(String.self) } }
    }

    /// - Returns: the fact line.
    static func end(
        _ id: SecondFactorID, at now: Timestamp, entry: EntryID, on connection: Connection
    ) async throws -> String {
        try await connection.query(
            """
            update accounts.second_factor r set ended_at = \(now), ended_entry_id = \(entry)
            where scope_id = 1 and factor_id = \(id)
            returning accounts.closing_fact(r)
            """
        ).only().decode(String.self)
    }

    /// Takes a step, so that no code of it or before it is taken again.
    static func take(
        _ step: Int64, of id: SecondFactorID, on connection: Connection
    ) async throws {
        try await connection.execute(
            """
            update accounts.second_factor set last_step = \(step)
            where scope_id = 1 and factor_id = \(id) and last_step < \(step)
            """)
    }

    /// Takes a recovery code that was not taken.
    ///
    /// - Returns: the fact line; nil where there is none such.
    static func take(
        recoveryCode digest: [UInt8], of id: SecondFactorID, at now: Timestamp, entry: EntryID,
        on connection: Connection
    ) async throws -> String? {
        try await connection.query(
            """
            update accounts.recovery_code r set used_at = \(now), used_entry_id = \(entry)
            where scope_id = 1 and factor_id = \(id) and code_sha256 = \(digest)
                and used_at is null
            returning accounts.closing_fact(r)
            """
        ).first.map { try $0.decode(String.self) }
    }

    /// Whether that administrator ended the account's last one, and nobody has signed in to the
    /// account since.
    static func wasEnded(
        of account: AccountID, by administrator: AccountID, on connection: Connection
    ) async throws -> Bool {
        try await !connection.query(
            """
            select 1 from (
                select ended_at, ended_entry_id from accounts.second_factor
                where scope_id = 1 and account_id = \(account)
                order by factor_id desc limit 1
            ) f
            join access.audit_entry e on e.scope_id = 1 and e.entry_id = f.ended_entry_id
            where e.account_id = \(administrator) and e.action = 'ResetSecondFactor'
                and not exists (select from accounts.session s
                    where s.scope_id = 1 and s.account_id = \(account)
                        and s.created_at > f.ended_at)
            """
        ).isEmpty
    }

    // MARK: Sign-ins that wait

    static func wait(
        for token: String, _ credential: AccountStore.Credential, address: String,
        at now: Timestamp, on connection: Connection
    ) async throws {
        try await connection.execute(
            """
            insert into accounts.pending_sign_in (token_sha256, account_id, password_number,
                address, created_at)
            values (\(Token.digest(token)), \(credential.account.id), \(credential.number),
                \(address), \(now))
            """)
    }

    struct Pending: Sendable {
        let name: String
        let passwordNumber: Int32
        let address: String
    }

    /// The sign-in that waits under a token, held until the transaction ends.
    static func pending(
        _ token: String, at now: Timestamp, on connection: Connection
    ) async throws -> Pending? {
        try await connection.query(
            """
            select a.name, p.password_number, p.address
            from accounts.pending_sign_in p
            join accounts.account a on a.scope_id = 1 and a.account_id = p.account_id
            where p.scope_id = 1 and p.token_sha256 = \(Token.digest(token))
                and p.used_at is null
                and p.created_at > \(SessionLimits.before(now, seconds: SessionLimits.pending))
            for no key update of p
            """
        ).first.map { row in
            let (name, number, address) = try row.decode(String.self, Int32.self, String.self)
            return Pending(name: name, passwordNumber: number, address: address)
        }
    }

    static func use(
        _ token: String, at now: Timestamp, on connection: Connection
    ) async throws {
        try await connection.execute(
            """
            update accounts.pending_sign_in set used_at = \(now)
            where scope_id = 1 and token_sha256 = \(Token.digest(token))
            """)
    }
}
