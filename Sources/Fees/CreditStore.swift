import Access
import Core
import Postgres
import Registry

/// 预存: money received and not yet allocated, put against what is open.
enum CreditStore {
    /// Applies the credit of tenures to their open charges: the oldest money to the oldest month,
    /// in the order of `PaymentRules.allocate`. Needs the ledgers of the scopes to be locked in an
    /// earlier statement. Costs next to nothing where nobody has credit.
    ///
    /// Money counts from the day on which it, the charge, and what had to be taken back from
    /// either were all there: otherwise it would be counted twice on the days in between.
    ///
    /// - Parameters:
    ///   - entries: the audit entry of each scope.
    ///   - tenure: only this one's credit; nil for all of the scopes.
    /// - Returns: the fact lines of the allocations, by scope.
    static func apply(
        in entries: [(scope: ScopeID, entry: EntryID)], tenure: TenureID? = nil,
        on connection: Connection
    ) async throws -> [ScopeID: [String]] {
        let rows = try await connection.query(
            """
            with asked as (
                select * from unnest(\(entries.map(\.scope)), \(entries.map(\.entry)))
                    as a (scope_id, entry_id)
            ), credit as materialized (
                select p.scope_id, a.entry_id, p.tenure_id, p.payment_id, p.received_on,
                    p.unallocated_fen as fen, (sum(p.unallocated_fen) over (
                        partition by p.scope_id, p.tenure_id
                        order by p.received_on, p.payment_id))::bigint as upto
                from asked a join fees.payment p using (scope_id)
                where p.unallocated_fen > 0
                    and (\(tenure)::bigint is null or p.tenure_id = \(tenure))
            ), open as materialized (
                select c.scope_id, c.tenure_id, c.month, c.item, c.subject_id, c.revision,
                    c.charged_on, c.amount_fen - c.settled_fen - c.waived_fen as fen,
                    (sum(c.amount_fen - c.settled_fen - c.waived_fen) over (
                        partition by c.scope_id, c.tenure_id
                        order by c.month, c.item, c.subject_id, c.revision))::bigint as upto
                from (select distinct scope_id, tenure_id from credit) t
                join fees.charge c using (scope_id, tenure_id)
                where c.withdrawn_run is null and c.settled_fen + c.waived_fen < c.amount_fen
            ), share as materialized (
                select o.scope_id, c.entry_id, c.payment_id, o.tenure_id, o.month, o.item,
                    o.subject_id, o.revision,
                    least(c.upto, o.upto) - greatest(c.upto - c.fen, o.upto - o.fen) as fen,
                    greatest(c.received_on, o.charged_on, (
                        select max(b.applied_on) from fees.allocation b
                        where b.scope_id = o.scope_id and b.payment_id = c.payment_id
                            and b.amount_fen < 0), (
                        select max(b.applied_on) from fees.allocation b
                        where b.scope_id = o.scope_id and b.tenure_id = o.tenure_id
                            and b.month = o.month and b.item = o.item
                            and b.subject_id = o.subject_id and b.revision = o.revision
                            and b.amount_fen < 0)) as day
                from credit c join open o using (scope_id, tenure_id)
                where c.upto - c.fen < o.upto and o.upto - o.fen < c.upto
            ), settled as (
                update fees.charge c set settled_fen = c.settled_fen + s.fen
                from (
                    select scope_id, tenure_id, month, item, subject_id, revision,
                        sum(fen)::bigint as fen
                    from share group by scope_id, tenure_id, month, item, subject_id, revision
                ) s
                where c.scope_id = s.scope_id and c.tenure_id = s.tenure_id and c.month = s.month
                    and c.item = s.item and c.subject_id = s.subject_id
                    and c.revision = s.revision
            ), drawn as (
                update fees.payment p set unallocated_fen = p.unallocated_fen - s.fen
                from (
                    select scope_id, payment_id, sum(fen)::bigint as fen
                    from share group by scope_id, payment_id
                ) s
                where p.scope_id = s.scope_id and p.payment_id = s.payment_id
            )
            insert into fees.allocation as r (scope_id, payment_id, tenure_id, month, item,
                subject_id, revision, kind, amount_fen, applied_on, entry_id)
            select scope_id, payment_id, tenure_id, month, item, subject_id, revision, 'credit',
                fen, day, entry_id
            from share order by scope_id, tenure_id, month, item, subject_id, payment_id
            returning scope_id, fees.fact(r)
            """)
        var facts: [ScopeID: [String]] = [:]
        for row in rows {
            let (scope, fact) = try row.decode(ScopeID.self, String.self)
            facts[scope, default: []].append(fact)
        }
        return facts
    }
}
