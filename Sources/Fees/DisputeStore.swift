import Access
import Core
import Postgres
import Registry

/// Disputes in the database: what is written, and what has to be known before.
enum DisputeStore {
    /// The tenure that a household's link in force is for; nil where there is none.
    static func tenure(
        ofLink digest: [UInt8], in scope: ScopeID, on connection: Connection
    ) async throws -> TenureID? {
        try await connection.query(
            """
            select tenure_id from registry.resident_link
            where scope_id = \(scope) and token_sha256 = \(digest) and revoked_at is null
            """
        ).first.map { try $0.decode(TenureID.self) }
    }

    struct Known: Sendable {
        let charges: [DisputeRules.Candidate]
        /// How many disputes of the tenure wait for an answer, and were raised on the day.
        let open: Int
        let today: Int
    }

    /// The charges in force of the month and item asked for, in the statement after the one that
    /// locked the ledger.
    static func charges(
        _ input: RaiseDispute.Input, of tenure: TenureID, on today: CivilDate,
        _ connection: Connection
    ) async throws -> Known {
        let results = try await connection.pipeline([
            """
            select c.subject_id, c.revision, s.code, d.dispute_id, d.words, d.raised_on
            from fees.charge c
            left join registry.stall s on s.scope_id = c.scope_id and s.stall_id = c.stall_id
            left join fees.dispute d on d.scope_id = c.scope_id and d.tenure_id = c.tenure_id
                and d.month = c.month and d.item = c.item and d.subject_id = c.subject_id
                and d.revision = c.revision and d.answered_entry_id is null
            where c.scope_id = \(input.scope) and c.tenure_id = \(tenure)
                and c.month = \(input.month) and c.item = \(input.item)
                and c.withdrawn_run is null
            order by c.subject_id
            """,
            """
            select count(*) filter (where answered_entry_id is null),
                count(*) filter (where raised_on = \(today))
            from fees.dispute where scope_id = \(input.scope) and tenure_id = \(tenure)
            """,
        ])
        let charges = try results[0].map { row in
            let (subject, revision, stall, dispute, words, raisedOn) = try row.decode(
                SubjectID.self, Int16.self, String?.self, DisputeID?.self, String?.self,
                CivilDate?.self)
            var open: DisputeRules.Open?
            if let dispute, let words, let raisedOn {
                open = DisputeRules.Open(id: dispute, words: words, raisedOn: raisedOn)
            }
            return DisputeRules.Candidate(
                key: ChargeKey(
                    tenure: tenure, month: input.month, item: input.item, subject: subject,
                    revision: revision),
                stall: stall, open: open)
        }
        let (open, raised) = try results[1].only().decode(Int.self, Int.self)
        return Known(charges: charges, open: open, today: raised)
    }

    /// - Returns: the number and the fact line.
    static func insert(
        _ key: ChargeKey, words: String, through channel: Dispute.Channel, in scope: ScopeID,
        entry: EntryID, on today: CivilDate, _ connection: Connection
    ) async throws -> (DisputeID, String) {
        try await connection.query(
            """
            insert into fees.dispute as r (scope_id, tenure_id, month, item, subject_id, revision,
                raised_through, words, raised_on, entry_id)
            values (\(scope), \(key.tenure), \(key.month), \(key.item), \(key.subject),
                \(key.revision), \(channel.rawValue), \(words), \(today), \(entry))
            returning dispute_id, fees.fact(r)
            """
        ).only().decode(DisputeID.self, String.self)
    }

    /// Locks the scope's ledger, then reads what is known about the dispute.
    ///
    /// - Throws: `DisputeRefusal.unknownDispute`, `CompoundRefusal.unknownCompound`.
    static func lockAndRead(
        _ dispute: DisputeID, in scope: ScopeID, on connection: Connection
    ) async throws -> DisputeRules.Standing {
        guard try await LedgerStore.lock(scope, on: connection) else {
            throw CompoundRefusal.unknownCompound(scope.description)
        }
        guard let known = try await DisputeListStore.read(dispute, in: scope, on: connection)
        else { throw DisputeRefusal.unknownDispute(dispute) }
        return DisputeRules.Standing(
            raisedOn: known.raisedOn, answer: known.answer,
            corrections: known.corrections.map(\.reference),
            remedies: try await remedies(of: dispute, in: scope, on: connection))
    }

    /// The waivers and the withdrawal of a dispute's charge, the oldest first.
    static func remedies(
        of dispute: DisputeID, in scope: ScopeID, on connection: Connection
    ) async throws -> [DisputeRules.Remedy] {
        try await connection.query(
            """
            select w.waiver_id, null::bigint, w.amount_fen, w.on_day as day, k.dispute_id
            from fees.dispute d
            join fees.waiver w on w.scope_id = d.scope_id and w.tenure_id = d.tenure_id
                and w.month = d.month and w.item = d.item and w.subject_id = d.subject_id
                and w.revision = d.revision
            left join fees.correction k on k.scope_id = w.scope_id
                and k.waiver_id = w.waiver_id and k.dispute_id <> d.dispute_id
            where d.scope_id = \(scope) and d.dispute_id = \(dispute)
            union all
            select null::bigint, r.run_id, c.amount_fen, r.on_day, null::bigint
            from fees.dispute d
            join fees.charge c on c.scope_id = d.scope_id and c.tenure_id = d.tenure_id
                and c.month = d.month and c.item = d.item and c.subject_id = d.subject_id
                and c.revision = d.revision
            join fees.run r on r.scope_id = c.scope_id and r.run_id = c.withdrawn_run
            where d.scope_id = \(scope) and d.dispute_id = \(dispute)
            order by day, 1, 2
            """
        ).compactMap { row in
            let (waiver, run, amount, day, linkedTo) = try row.decode(
                WaiverID?.self, RunID?.self, Money.self, CivilDate.self, DisputeID?.self)
            let reference =
                waiver.map(CorrectionReference.waiver) ?? run.map(CorrectionReference.withdrawal)
            return reference.map { reference in
                DisputeRules.Remedy(
                    correction: Dispute.Correction(
                        reference: reference, amount: amount, day: day),
                    linkedTo: linkedTo)
            }
        }
    }

    /// - Returns: the fact line.
    static func insert(
        _ answer: Dispute.Answer, to dispute: DisputeID, in scope: ScopeID, entry: EntryID,
        on connection: Connection
    ) async throws -> String {
        try await connection.query(
            """
            with answered as (
                update fees.dispute set answered_entry_id = \(entry)
                where scope_id = \(scope) and dispute_id = \(dispute)
            )
            insert into fees.answer as r (scope_id, dispute_id, outcome, words, answered_on,
                answered_by, entry_id)
            values (\(scope), \(dispute), \(answer.outcome.rawValue), \(answer.words),
                \(answer.answeredOn), \(answer.answeredBy), \(entry))
            returning fees.fact(r)
            """
        ).only().decode(String.self)
    }

    /// - Returns: the fact line.
    static func insert(
        _ correction: CorrectionReference, of dispute: DisputeID, in scope: ScopeID,
        entry: EntryID, on connection: Connection
    ) async throws -> String {
        try await connection.query(
            """
            insert into fees.correction as r (scope_id, dispute_id, waiver_id, run_id, entry_id)
            values (\(scope), \(dispute), \(correction.waiver), \(correction.run), \(entry))
            returning fees.fact(r)
            """
        ).only().decode(String.self)
    }
}
