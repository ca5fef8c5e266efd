import Access
import Core
import Postgres
import Registry

/// Waivers in the database.
enum WaiverStore {
    struct Earlier: Sendable {
        let waiver: WaiverID
        let stall: String?
        let amount: Money
        let day: CivilDate
        let digest: [UInt8]
    }

    /// What was waived under the same key before.
    static func earlier(
        _ request: WaiveCharge.Request, on connection: Connection
    ) async throws -> Earlier? {
        try await connection.query(
            """
            select w.waiver_id, s.code, w.amount_fen, w.on_day, w.request_digest
            from fees.waiver w
            left join registry.stall s on s.scope_id = w.scope_id and s.stall_id = w.subject_id
            where w.scope_id = \(request.scope) and w.idempotency_key = \(request.key)
            """
        ).first.map { row in
            let (waiver, stall, amount, day, digest) = try row.decode(
                WaiverID.self, String?.self, Money.self, CivilDate.self, [UInt8].self)
            return Earlier(waiver: waiver, stall: stall, amount: amount, day: day, digest: digest)
        }
    }

    /// The charges in force of the month and item asked for.
    static func charges(
        _ request: WaiveCharge.Request, of tenure: TenureID, on connection: Connection
    ) async throws -> [WaiveCharge.Candidate] {
        try await connection.query(
            """
            select c.subject_id, c.revision, s.code, c.amount_fen - c.settled_fen - c.waived_fen,
                c.waived_fen, c.charged_on
            from fees.charge c
            left join registry.stall s on s.scope_id = c.scope_id and s.stall_id = c.stall_id
            where c.scope_id = \(request.scope) and c.tenure_id = \(tenure)
                and c.month = \(request.month) and c.item = \(request.item)
                and c.withdrawn_run is null
            order by c.subject_id
            """
        ).map { row in
            let (subject, revision, stall, open, waived, chargedOn) = try row.decode(
                SubjectID.self, Int16.self, String?.self, Money.self, Money.self, CivilDate.self)
            return WaiveCharge.Candidate(
                key: ChargeKey(
                    tenure: tenure, month: request.month, item: request.item, subject: subject,
                    revision: revision),
                stall: stall, open: open, waived: waived, chargedOn: chargedOn)
        }
    }

    static func write(
        _ request: WaiveCharge.Request, charge: WaiveCharge.Candidate, amount: Money,
        on day: CivilDate, by actor: Actor, _ connection: Connection
    ) async throws -> WaiverID {
        let entry = try await AuditStore.draw(on: connection)
        let key = charge.key
        let (waiver, fact) = try await connection.query(
            """
            with waived as (
                update fees.charge set waived_fen = waived_fen + \(amount)
                where scope_id = \(request.scope) and tenure_id = \(key.tenure)
                    and month = \(key.month) and item = \(key.item)
                    and subject_id = \(key.subject) and revision = \(key.revision)
            )
            insert into fees.waiver as r (scope_id, tenure_id, month, item, subject_id, revision,
                amount_fen, on_day, reason, idempotency_key, request_digest, entry_id)
            values (\(request.scope), \(key.tenure), \(key.month), \(key.item), \(key.subject),
                \(key.revision), \(amount), \(day), \(request.reason), \(request.key),
                \(request.digest), \(entry))
            returning waiver_id, fees.fact(r)
            """
        ).only().decode(WaiverID.self, String.self)
        try await AuditStore.append(
            AuditEntry(
                scope: request.scope, entry: entry, actor: actor, action: "WaiveCharge",
                subject: "waiver:\(waiver)",
                detail: [
                    "household": JSON(request.payer.household), "month": JSON(request.month),
                    "item": JSON(request.item), "amountFen": JSON(amount),
                    "reason": .string(request.reason),
                ],
                facts: .lines([fact])),
            on: connection)
        return waiver
    }
}
