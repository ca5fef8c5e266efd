import Access
import Core
import Postgres

/// Reversals in the database.
enum ReversalStore {
    struct Found: Sendable {
        let payment: PaymentID
        let receipt: ReceiptNumber?
        let amount: Money
        let receivedOn: CivilDate
        let refunded: Money
        let reversal: (day: CivilDate, reason: String)?
        let entry: EntryID
    }

    /// Locks the scope's ledger, then reads the payment; nil where there is none of that name.
    static func lockAndRead(
        _ reference: PaymentReference, in scope: ScopeID, on connection: Connection
    ) async throws -> Found? {
        var id: PaymentID?
        var receipt: ReceiptNumber?
        switch reference {
        case .payment(let payment): id = payment
        case .receipt(let number): receipt = number
        }
        let results = try await connection.pipeline([
            LedgerStore.locking(scope),
            """
            select p.payment_id, r.year, r.number, p.amount_fen, p.received_on, (
                    select coalesce(sum(f.amount_fen), 0)::bigint from fees.refund f
                    where f.scope_id = p.scope_id and f.payment_id = p.payment_id
                ), v.on_day, v.reason, nextval('access.entry_id')
            from fees.payment p
            left join fees.receipt r using (scope_id, payment_id)
            left join fees.reversal v using (scope_id, payment_id)
            where p.scope_id = \(scope) and p.payment_id = coalesce(\(id)::bigint, (
                select payment_id from fees.receipt
                where scope_id = \(scope) and year = \(receipt?.year)
                    and number = \(receipt?.number)))
            """,
        ])
        guard let row = results.last?.first else { return nil }
        let (payment, year, number, amount, receivedOn, refunded, day, reason, entry) =
            try row.decode(
                PaymentID.self, Int16?.self, Int32?.self, Money.self, CivilDate.self, Money.self,
                CivilDate?.self, String?.self, EntryID.self)
        return Found(
            payment: payment,
            receipt: year.flatMap { year in
                number.map { ReceiptNumber(year: year, number: $0) }
            },
            amount: amount, receivedOn: receivedOn, refunded: refunded,
            reversal: day.flatMap { day in reason.map { (day, $0) } }, entry: entry)
    }

    /// Takes back what the payment settles and empties its credit. A negative allocation counts
    /// from no day before the one that it undoes.
    static func write(
        _ found: Found, on day: CivilDate, reason: String, in scope: ScopeID, by actor: Actor,
        _ connection: Connection
    ) async throws -> [SettledLine] {
        let plain: JSON = [
            "receipt": JSON(found.receipt), "amountFen": JSON(found.amount),
            "reason": .string(reason),
        ]
        let detail = plain.naming(actor)
        let rows = try await connection.query(
            """
            with undone as (
                select tenure_id, month, item, subject_id, revision, sum(amount_fen)::bigint as fen,
                    max(applied_on) as last_on
                from fees.allocation
                where scope_id = \(scope) and payment_id = \(found.payment)
                group by tenure_id, month, item, subject_id, revision
                having sum(amount_fen) > 0
            ), reversal as (
                insert into fees.reversal as r (scope_id, payment_id, on_day, reason, entry_id)
                values (\(scope), \(found.payment), \(day), \(reason), \(found.entry))
                returning fees.fact(r) as fact
            ), taken_back as (
                insert into fees.allocation as r (scope_id, payment_id, tenure_id, month, item,
                    subject_id, revision, kind, amount_fen, applied_on, entry_id)
                select \(scope), \(found.payment), tenure_id, month, item, subject_id, revision,
                    'reversal', -fen, greatest(last_on, \(day)), \(found.entry)
                from undone
                returning month, item, subject_id, -amount_fen as fen, fees.fact(r) as fact
            ), owed as (
                update fees.charge c set settled_fen = c.settled_fen - u.fen
                from undone u
                where c.scope_id = \(scope) and c.tenure_id = u.tenure_id and c.month = u.month
                    and c.item = u.item and c.subject_id = u.subject_id
                    and c.revision = u.revision
            ), emptied as (
                update fees.payment set unallocated_fen = 0
                where scope_id = \(scope) and payment_id = \(found.payment)
            ), line as (
                select fact from reversal union all select fact from taken_back
            ), entry as (
                insert into access.audit_entry (scope_id, entry_id, actor_kind, actor_name,
                    account_id, appointment, action, subject, detail, fact_count, facts_digest)
                select \(scope), \(found.entry), \(actor.kind.rawValue), \(actor.name),
                    \(actor.account), \(actor.appointment), 'ReversePayment',
                    \("payment:\(found.payment)"), \(detail.text)::jsonb, count(*), sha256(convert_to(
                        string_agg(fact, E'\\n' order by fact collate "C"), 'UTF8'))
                from line
            )
            select month, item, fen from taken_back order by month, item, subject_id
            """)
        return try rows.map(line)
    }

    /// What an earlier reversal took back.
    static func released(
        by payment: PaymentID, in scope: ScopeID, on connection: Connection
    ) async throws -> [SettledLine] {
        try await connection.query(
            """
            select month, item, -amount_fen from fees.allocation
            where scope_id = \(scope) and payment_id = \(payment) and kind = 'reversal'
            order by month, item, subject_id
            """
        ).map(line)
    }

    private static func line(_ row: Row) throws -> SettledLine {
        let (month, item, amount) = try row.decode(
            BillingMonth.self, FeeItemCode.self, Money.self)
        return SettledLine(month: month, item: item, amount: amount)
    }
}
