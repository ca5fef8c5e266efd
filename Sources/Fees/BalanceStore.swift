import Access
import Core
import Postgres
import Registry

/// What tenures owe and have, in the database.
enum BalanceStore {
    /// By the keys of charges and payments, each of which begins with scope and tenure.
    static func reading(
        _ tenures: [TenureID], in scope: ScopeID, on today: CivilDate
    ) -> Query {
        """
        select t.tenure_id, coalesce(c.owed, 0)::bigint, coalesce(c.overdue, 0)::bigint,
            coalesce(p.credit, 0)::bigint
        from unnest(\(tenures)) as t (tenure_id)
        left join lateral (
            select sum(c.amount_fen - c.settled_fen - c.waived_fen) as owed,
                sum(c.amount_fen - c.settled_fen - c.waived_fen)
                    filter (where c.due_on < \(today)) as overdue
            from fees.charge c
            where c.scope_id = \(scope) and c.tenure_id = t.tenure_id
                and c.withdrawn_run is null
        ) c on true
        left join lateral (
            select sum(p.unallocated_fen) as credit from fees.payment p
            where p.scope_id = \(scope) and p.tenure_id = t.tenure_id and p.unallocated_fen > 0
        ) p on true
        where c.owed > 0 or p.credit > 0
        """
    }

    /// Who would pay, and for whom: the tenure, its owners, what it has paid ahead.
    static func payer(_ tenure: TenureID, in scope: ScopeID) -> Query {
        """
        select coalesce((
                select string_agg(w.name, '、' order by s.position)
                from registry.ownership s join registry.owner w using (scope_id, owner_id)
                where s.scope_id = \(scope) and s.tenure_id = \(tenure)), ''), (
                select coalesce(sum(p.unallocated_fen), 0)::bigint from fees.payment p
                where p.scope_id = \(scope) and p.tenure_id = \(tenure)
                    and p.unallocated_fen > 0)
        """
    }

    /// What is open of a tenure, oldest first, as a payment would settle it.
    static func open(_ tenure: TenureID, in scope: ScopeID) -> Query {
        """
        select c.month, c.item, c.subject_id, c.revision,
            c.amount_fen - c.settled_fen - c.waived_fen, c.charged_on, b.day, c.due_on,
            coalesce(i.name, c.item), st.code
        from fees.charge c
        left join fees.item i on i.scope_id = c.scope_id and i.item = c.item
        left join registry.stall st on st.scope_id = c.scope_id and st.stall_id = c.stall_id
        left join lateral (
            select max(applied_on) as day from fees.allocation a
            where a.scope_id = \(scope) and a.tenure_id = \(tenure) and a.month = c.month
                and a.item = c.item and a.subject_id = c.subject_id
                and a.revision = c.revision and a.amount_fen < 0
        ) b on true
        where c.scope_id = \(scope) and c.tenure_id = \(tenure) and c.withdrawn_run is null
            and c.settled_fen + c.waived_fen < c.amount_fen
        order by c.month, c.item, c.subject_id, c.revision
        """
    }
}
