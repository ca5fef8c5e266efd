import Access
import Core
import Postgres
import Registry

/// Bills as they are printed, in the database: a few statements for a whole building.
enum BillSheetStore {
    /// Buildings with a bill of the month, and how many tenures each.
    static func buildings(
        of month: BillingMonth, in scope: ScopeID, on connection: Connection
    ) async throws -> [(building: String, tenures: Int)] {
        try await connection.query(
            """
            select h.building, count(distinct c.tenure_id)
            from fees.charge c
            join registry.tenure t on t.scope_id = \(scope) and t.tenure_id = c.tenure_id
            join registry.household h
                on h.scope_id = \(scope) and h.household_id = t.household_id
            where c.scope_id = \(scope) and c.month = \(month) and c.withdrawn_run is null
            group by h.building
            order by lpad(h.building, 20)
            """
        ).map { row in
            let (building, tenures) = try row.decode(String.self, Int.self)
            return (building, tenures)
        }
    }

    struct Header: Sendable {
        let tenure: TenureID
        let household: HouseholdCode
        let obligor: String
        let arrears: BillSheet.Arrears?
        let credit: Money
    }

    /// The tenures that are billed for the month, in the order of their addresses, each with what
    /// it owes of earlier months.
    static func headers(
        of month: BillingMonth, building: String?, in scope: ScopeID
    ) -> Query {
        """
        with billed as (
            select distinct c.tenure_id
            from fees.charge c
            where c.scope_id = \(scope) and c.month = \(month) and c.withdrawn_run is null
        )
        select t.tenure_id, h.building, h.entrance, h.room, (
                select coalesce(string_agg(w.name, '、' order by s.position), '')
                from registry.ownership s join registry.owner w using (scope_id, owner_id)
                where s.scope_id = \(scope) and s.tenure_id = t.tenure_id),
            a.fen, a.months, a.oldest, coalesce(p.fen, 0)::bigint
        from billed b
        join registry.tenure t on t.scope_id = \(scope) and t.tenure_id = b.tenure_id
        join registry.household h
            on h.scope_id = \(scope) and h.household_id = t.household_id
        left join lateral (
            select sum(e.amount_fen - e.settled_fen - e.waived_fen)::bigint as fen,
                count(distinct e.month) as months, min(e.month) as oldest
            from fees.charge e
            where e.scope_id = \(scope) and e.tenure_id = t.tenure_id and e.month < \(month)
                and e.withdrawn_run is null
                and e.amount_fen > e.settled_fen + e.waived_fen
        ) a on true
        left join lateral (
            select sum(unallocated_fen) as fen from fees.payment p
            where p.scope_id = \(scope) and p.tenure_id = t.tenure_id and p.unallocated_fen > 0
        ) p on true
        where \(building)::text is null or h.building = \(building)
        order by lpad(h.building, 20), lpad(h.entrance, 20), lpad(h.room, 20), t.tenure_id
        """
    }

    static func header(_ row: Row) throws -> Header {
        let (tenure, building, entrance, room, obligor, open, months, oldest, credit) =
            try row.decode(
                TenureID.self, String.self, String.self, String.self, String.self, Money?.self,
                Int.self, BillingMonth?.self, Money.self)
        return Header(
            tenure: tenure,
            household: HouseholdCode(building: building, entrance: entrance, room: room),
            obligor: obligor,
            arrears: open.flatMap { open in
                oldest.map { BillSheet.Arrears(open: open, months: months, oldest: $0) }
            }, credit: credit)
    }

    static func lines(
        of month: BillingMonth, building: String?, in scope: ScopeID
    ) -> Query {
        """
        select c.tenure_id, c.item, st.code, c.quantity, c.amount_fen, c.settled_fen,
            c.waived_fen, c.due_on, coalesce(c.schedule_id, -c.takeover_id)
        from fees.charge c
        join registry.tenure t on t.scope_id = \(scope) and t.tenure_id = c.tenure_id
        join registry.household h
            on h.scope_id = \(scope) and h.household_id = t.household_id
        left join registry.stall st on st.scope_id = \(scope) and st.stall_id = c.stall_id
        where c.scope_id = \(scope) and c.month = \(month) and c.withdrawn_run is null
            and (\(building)::text is null or h.building = \(building))
        order by c.tenure_id, c.item desc, c.subject_id
        """
    }

    static func line(_ row: Row) throws -> (TenureID, BillSheet.Line) {
        let (tenure, item, stall, quantity, amount, settled, waived, dueOn, origin) =
            try row.decode(
                TenureID.self, FeeItemCode.self, String?.self, Int32.self, Money.self, Money.self,
                Money.self, CivilDate.self, Int64.self)
        return (
            tenure,
            BillSheet.Line(
                origin: FeeOrigin(number: origin, item: item), stall: stall, quantity: quantity,
                amount: amount, settled: settled, waived: waived, dueOn: dueOn)
        )
    }
}
