import Core
import Postgres
import Registry

/// Years of runs in a crowd, and every charge asked about, answered and put right: what makes a
/// table grow. Written behind the program's back, as the crowd is.
public func addHistory(_ database: Database, in scopes: [ScopeID]) async throws {
    try await asSuperuser(database) { connection in
        try await connection.execute("set session_replication_role = replica")
        for statement in history(in: scopes) { try await connection.execute(statement) }
    }
}

private func history(in scopes: [ScopeID]) -> [Query] {
    [
        """
        insert into fees.run (scope_id, kind, month, on_day, charge_count, total_fen,
            charges_digest, entry_id)
        select s, 'billing', m, m, 200, 1000000, sha256(''), 0
        from unnest(\(scopes)) s, generate_series('1990-01-01'::timestamp, '2021-12-01',
            '1 month') m
        """,
        """
        insert into fees.skipped (scope_id, run_id, subject_id, item, reason)
        select scope_id, run_id, n, 'parking', 'notLeased'
        from fees.run, generate_series(1, 5) n
        """,
        """
        insert into fees.dispute (scope_id, tenure_id, month, item, subject_id, revision,
            raised_through, words, raised_on, entry_id, answered_entry_id)
        select scope_id, tenure_id, month, item, subject_id, revision, 'link', '多收了',
            month, 0, 1
        from fees.charge
        """,
        """
        insert into fees.answer (scope_id, dispute_id, outcome, words, answered_on,
            entry_id)
        select scope_id, dispute_id, 'explained', '已说明', raised_on, 1 from fees.dispute
        """,
        """
        insert into fees.reversal (scope_id, payment_id, on_day, reason, entry_id)
        select scope_id, payment_id, received_on, '记错', 0 from fees.payment
        """,
        """
        insert into fees.refund (scope_id, payment_id, amount_fen, channel, on_day, reason,
            idempotency_key, request_digest, entry_id)
        select scope_id, payment_id, 1, 'cash', received_on, '多缴', payment_id::text,
            sha256(''), 0
        from fees.payment
        """,
        """
        insert into fees.waiver (scope_id, tenure_id, month, item, subject_id, revision,
            amount_fen, on_day, reason, idempotency_key, request_digest, entry_id)
        select scope_id, tenure_id, month, item, subject_id, revision, 1, month, '困难',
            tenure_id || ' ' || month, sha256(''), 0
        from fees.charge
        """,
        """
        insert into fees.correction (scope_id, dispute_id, waiver_id, entry_id)
        select d.scope_id, d.dispute_id, w.waiver_id, 0
        from fees.dispute d
        join fees.waiver w using (scope_id, tenure_id, month, item, subject_id, revision)
        """,
        """
        insert into fees.month_tally (scope_id, month, charged_fen, waived_fen,
            settled_fen, households, households_paid, taken_open_fen)
        select s, m, 1, 0, 0, 1, 0, 0
        from unnest(\(scopes)) s, generate_series('1990-01-01'::timestamp, '2021-12-01',
            '1 month') m
        """, "analyze",
    ]
}
