import Core
import Postgres

/// Answers under idempotency keys, in the database.
enum AnswerStore {
    /// Takes the key for this request: where it is new, or where who had it has not finished in
    /// time.
    ///
    /// - Returns: whether it was taken.
    static func take(
        _ request: AnswerOnce.Request, at now: Timestamp, abandonedBefore: Timestamp,
        on connection: Connection
    ) async throws -> Bool {
        let rows = try await connection.query(
            """
            insert into access.api_answer as a (scope_id, account_id, idempotency_key,
                request_digest, begun_at)
            values (\(request.scope), \(request.account), \(request.key), \(request.digest), \(now))
            on conflict (scope_id, account_id, idempotency_key) do update
                set begun_at = excluded.begun_at
                where a.status is null and a.begun_at < \(abandonedBefore)
                    and a.request_digest = excluded.request_digest
            returning 1
            """)
        return !rows.isEmpty
    }

    struct Kept: Sendable {
        let digest: [UInt8]
        /// Nil while it is under way.
        let answer: AnswerOnce.Answer?
    }

    static func find(
        _ request: AnswerOnce.Request, on connection: Connection
    ) async throws -> Kept? {
        let rows = try await connection.query(
            """
            select request_digest, status, answer from access.api_answer
            where scope_id = \(request.scope) and account_id = \(request.account)
                and idempotency_key = \(request.key)
            """)
        guard let row = rows.first else { return nil }
        let (digest, status, body) = try row.decode([UInt8].self, Int16?.self, String?.self)
        return Kept(
            digest: digest,
            answer: status.flatMap { status in
                body.map { AnswerOnce.Answer(status: Int(status), body: $0) }
            })
    }

    static func finish(
        _ request: AnswerOnce.Request, with answer: AnswerOnce.Answer, on connection: Connection
    ) async throws {
        try await connection.execute(
            """
            update access.api_answer set status = \(Int16(answer.status)), answer = \(answer.body)
            where scope_id = \(request.scope) and account_id = \(request.account)
                and idempotency_key = \(request.key) and status is null
            """)
    }

    /// Lets whoever comes next take the key at once.
    static func release(
        _ request: AnswerOnce.Request, on connection: Connection
    ) async throws {
        try await connection.execute(
            """
            update access.api_answer set begun_at = '-infinity'
            where scope_id = \(request.scope) and account_id = \(request.account)
                and idempotency_key = \(request.key) and status is null
            """)
    }
}
