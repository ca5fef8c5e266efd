import Access
import Core
import Postgres
import Registry

/// Refunds in the database.
enum RefundStore {
    struct Earlier: Sendable {
        let part: RefundPayment.Part
        let day: CivilDate
        let digest: [UInt8]
    }

    /// What was refunded under the same key before.
    static func earlier(
        _ request: RefundPayment.Request, on connection: Connection
    ) async throws -> [Earlier] {
        try await connection.query(
            """
            select refund_id, payment_id, amount_fen, on_day, request_digest from fees.refund
            where scope_id = \(request.scope) and idempotency_key = \(request.key)
            order by refund_id
            """
        ).map { row in
            let (refund, payment, amount, day, digest) = try row.decode(
                RefundID.self, PaymentID.self, Money.self, CivilDate.self, [UInt8].self)
            return Earlier(
                part: RefundPayment.Part(refund: refund, payment: payment, amount: amount),
                day: day, digest: digest)
        }
    }

    /// Payments of a tenure that are not allocated to the last fen.
    static func credit(
        of tenure: TenureID, in scope: ScopeID, on connection: Connection
    ) async throws -> [PaymentRules.CreditPart] {
        try await connection.query(
            """
            select payment_id, received_on, unallocated_fen from fees.payment
            where scope_id = \(scope) and tenure_id = \(tenure) and unallocated_fen > 0
            """
        ).map { row in
            let (payment, receivedOn, unallocated) = try row.decode(
                PaymentID.self, CivilDate.self, Money.self)
            return PaymentRules.CreditPart(
                payment: payment, receivedOn: receivedOn, unallocated: unallocated)
        }
    }

    static func write(
        _ request: RefundPayment.Request, drawn: [(payment: PaymentID, amount: Money)],
        on day: CivilDate, by actor: Actor, _ connection: Connection
    ) async throws -> [RefundPayment.Part] {
        let entry = try await AuditStore.draw(on: connection)
        let plain: JSON = [
            "household": JSON(request.payer.household), "amountFen": JSON(request.amount),
            "reason": .string(request.reason),
        ]
        let detail = plain.naming(actor)
        let rows = try await connection.query(
            """
            with part as (
                select * from unnest(\(drawn.map(\.payment)), \(drawn.map(\.amount)))
                    as p (payment_id, fen)
            ), refunded as (
                insert into fees.refund as r (scope_id, payment_id, amount_fen, channel, on_day,
                    reason, idempotency_key, request_digest, entry_id)
                select \(request.scope), payment_id, fen, \(request.channel), \(day),
                    \(request.reason), \(request.key), \(request.digest), \(entry)
                from part
                returning refund_id, payment_id, amount_fen, fees.fact(r) as fact
            ), drawn as (
                update fees.payment p set unallocated_fen = p.unallocated_fen - part.fen
                from part
                where p.scope_id = \(request.scope) and p.payment_id = part.payment_id
            ), entry as (
                insert into access.audit_entry (scope_id, entry_id, actor_kind, actor_name,
                    account_id, appointment, action, subject, detail, fact_count, facts_digest)
                select \(request.scope), \(entry), \(actor.kind.rawValue), \(actor.name),
                    \(actor.account), \(actor.appointment), 'RefundPayment',
                    'refund:' || min(refund_id), \(detail.text)::jsonb, count(*), sha256(convert_to(
                        string_agg(fact, E'\\n' order by fact collate "C"), 'UTF8'))
                from refunded
            )
            select refund_id, payment_id, amount_fen from refunded order by refund_id
            """)
        return try rows.map { row in
            let (refund, payment, amount) = try row.decode(
                RefundID.self, PaymentID.self, Money.self)
            return RefundPayment.Part(refund: refund, payment: payment, amount: amount)
        }
    }
}
