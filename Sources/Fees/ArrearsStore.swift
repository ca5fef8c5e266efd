import Access
import Core
import Postgres
import Registry

/// Arrears in the database: one statement, so that rows and totals are of one moment.
enum ArrearsStore {
    static func read(
        _ input: ReadArrears.Input, asOf day: CivilDate, on connection: Connection
    ) async throws -> Arrears {
        let rows = try await connection.query(reading(input, asOf: day))
        guard let first = rows.first else {
            throw CompoundRefusal.unknownCompound(input.scope.description)
        }
        let totals = try first.get("totals", as: [Money].self)
        return Arrears(
            compound: try first.get("compound"), asOf: day, total: Arrears.Sum(ages: totals),
            totalCredit: try first.get("total_credit"), tenures: try first.get("tenures"),
            households: try first.get("households"), rows: try rows.compactMap(row))
    }

    private static func row(_ row: Row) throws -> Arrears.Row? {
        guard let tenure = try row.get("tenure_id", as: TenureID?.self) else { return nil }
        return Arrears.Row(
            household: HouseholdCode(
                building: try row.get("building"), entrance: try row.get("entrance"),
                room: try row.get("room")),
            tenure: tenure, obligor: try row.get("names"), isCurrent: try row.get("is_current"),
            sum: Arrears.Sum(ages: try row.get("ages")), oldest: try row.get("oldest"),
            months: try row.get("months"), credit: try row.get("credit"))
    }

    /// One row for each tenure on the page, or a single one without any; the totals stand in all of
    /// them.
    static func reading(_ input: ReadArrears.Input, asOf day: CivilDate) -> Query {
        let pattern = input.search.map { "%\(escaped($0.trimmed))%" }
        let bounds = ArrearsRules.earliestDueDays(asOf: day)
        // PostgreSQL counts from one.
        let age = input.age.map { Int32($0.rawValue + 1) }
        return """
            with line as (
                select tenure_id, month, due_on, amount_fen - settled_fen - waived_fen as open
                from fees.standing(\(input.scope), \(day))
            ), debt as (
                select tenure_id, min(month) as oldest, count(distinct month) as months,
                    array[
                        coalesce(sum(open) filter (where due_on >= b[1]), 0),
                        coalesce(sum(open) filter (where due_on >= b[2] and due_on < b[1]), 0),
                        coalesce(sum(open) filter (where due_on >= b[3] and due_on < b[2]), 0),
                        coalesce(sum(open) filter (where due_on >= b[4] and due_on < b[3]), 0),
                        coalesce(sum(open) filter (where due_on >= b[5] and due_on < b[4]), 0),
                        coalesce(sum(open) filter (where due_on >= b[6] and due_on < b[5]), 0),
                        coalesce(sum(open) filter (where due_on < b[6]), 0)
                    ]::bigint[] as ages, sum(open)::bigint as open
                from line, (select \(bounds)::date[] as b) bound
                where open > 0
                group by tenure_id
            ), paid as (
                select tenure_id, sum(case kind when 'received' then fen else -fen end) as fen
                from fees.movement
                where scope_id = \(input.scope) and day <= \(day)
                    and kind in ('received', 'reversed', 'refunded')
                group by tenure_id
            ), allocated as (
                select tenure_id, sum(amount_fen) as fen
                from fees.allocation
                where scope_id = \(input.scope) and applied_on <= \(day)
                group by tenure_id
            ), owing as (
                select d.*, t.household_id, h.building, h.entrance, h.room,
                    coalesce(o.names, '') as names,
                    (t.until_on is null or t.until_on > \(day))
                        and coalesce(t.from_on <= \(day), true) as is_current,
                    (coalesce(p.fen, 0) - coalesce(l.fen, 0))::bigint as credit
                from debt d
                join registry.tenure t
                    on t.scope_id = \(input.scope) and t.tenure_id = d.tenure_id
                join registry.household h
                    on h.scope_id = \(input.scope) and h.household_id = t.household_id
                left join paid p on p.tenure_id = d.tenure_id
                left join allocated l on l.tenure_id = d.tenure_id
                left join lateral (
                    select string_agg(w.name, '、' order by s.position) as names
                    from registry.ownership s join registry.owner w using (scope_id, owner_id)
                    where s.scope_id = \(input.scope) and s.tenure_id = t.tenure_id
                ) o on true
                where (\(input.building)::text is null or h.building = \(input.building))
                    and (\(pattern)::text is null or o.names like \(pattern)
                        or concat_ws('-', h.building, nullif(h.entrance, ''), h.room)
                            like \(pattern))
                    and (\(age)::integer is null
                        or (select sum(a) from unnest(d.ages[\(age):]) a) > 0)
            ), total as (
                select array[
                        coalesce(sum(ages[1]), 0), coalesce(sum(ages[2]), 0),
                        coalesce(sum(ages[3]), 0), coalesce(sum(ages[4]), 0),
                        coalesce(sum(ages[5]), 0), coalesce(sum(ages[6]), 0),
                        coalesce(sum(ages[7]), 0)
                    ]::bigint[] as totals, coalesce(sum(credit), 0)::bigint as total_credit,
                    count(*) as tenures, count(distinct household_id) as households
                from owing
            ), placed as (
                select *, row_number() over (
                    order by case when \(input.order == .largest) then -open end,
                        case when \(input.order == .oldest) then oldest end,
                        lpad(building, 20), lpad(entrance, 20), lpad(room, 20), tenure_id
                ) as number, count(*) over () as numbers
                from owing
            ), page as (
                select *, case when \(input.isReversed) then numbers + 1 - number
                    else number end as place
                from placed
            )
            select c.name as compound, total.*, page.*
            from registry.compound c
            cross join total
            left join page on page.place > \(max(0, input.offset))
                and page.place <= \(max(0, input.offset) + max(0, input.limit))
            where c.scope_id = \(input.scope)
            order by page.place
            """
    }
}
