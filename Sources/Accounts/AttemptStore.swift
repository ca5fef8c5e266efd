import Access
import Core
import Postgres

/// Failures to sign in, in the database.
enum AttemptStore {
    /// Counts an attempt as a failure before it is made, so that many at once have no more tries
    /// than one after the other; or says how long to wait.
    ///
    /// - Returns: the seconds to wait, or 0 with how many failures now stand against the subject.
    static func begin(
        _ subject: String, under throttle: SignInThrottle, at now: Timestamp,
        on connection: Connection
    ) async throws -> (wait: Int, failures: Int) {
        try await connection.execute(
            """
            insert into accounts.attempt (subject, failures, last_at) values (\(subject), 0, \(now))
            on conflict do nothing
            """)
        let (failures, lastAt) = try await connection.query(
            """
            select failures, last_at from accounts.attempt
            where scope_id = 1 and subject = \(subject) for no key update
            """
        ).only().decode(Int.self, Timestamp.self)
        let record = SignInThrottle.Record(failures: failures, lastAt: lastAt)
        let wait = throttle.wait(after: record, at: now)
        let counted = throttle.failures(of: record, at: now)
        guard wait == 0 else { return (wait, counted) }
        try await connection.execute(
            """
            update accounts.attempt set failures = \(Int32(counted + 1)), last_at = \(now)
            where scope_id = 1 and subject = \(subject)
            """)
        return (0, counted + 1)
    }

    /// A subject that has proved itself.
    static func forget(_ subject: String, on connection: Connection) async throws {
        try await connection.execute(
            """
            update accounts.attempt set failures = 0 where scope_id = 1 and subject = \(subject)
            """)
    }

    /// Takes back the one failure that was none.
    static func forgive(_ subject: String, on connection: Connection) async throws {
        try await connection.execute(
            """
            update accounts.attempt set failures = greatest(0, failures - 1)
            where scope_id = 1 and subject = \(subject)
            """)
    }
}
