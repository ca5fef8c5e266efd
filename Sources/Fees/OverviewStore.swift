import Access
import Core
import Postgres
import Registry

/// Collection over many compounds in the database: from their tallies, a row for each compound and
/// month, never from charges.
enum OverviewStore {
    static func read(
        _ input: ReadOverview.Input, reach: [ScopeID]?, on today: CivilDate,
        _ connection: Connection
    ) async throws -> CollectionOverview {
        var month = input.month
        if month == nil {
            month = try await connection.query(
                """
                select max(last.month) from registry.compound c
                cross join lateral (
                    select month from fees.month_tally
                    where scope_id = c.scope_id and charged_fen > 0
                    order by month desc limit 1
                ) last
                where \(reach)::bigint[] is null or c.scope_id = any(\(reach))
                """
            ).only().decode(BillingMonth?.self)
        }
        let shown = month ?? BillingMonth(containing: today)
        let results = try await connection.pipeline([
            page(input, month: shown, reach: reach), trend(input, until: shown, reach: reach),
            behind(reach),
        ])
        guard let heading = results[0].first else { throw DecodingMismatch("no totals") }
        return CollectionOverview(
            month: shown, count: try heading.get("compounds"), total: try sum(heading, "total_"),
            open: try heading.get("total_open"), months: try months(results[1], until: shown),
            rows: try results[0].compactMap(row),
            behind: try results[2].only().decode(Int.self))
    }

    static func page(
        _ input: ReadOverview.Input, month: BillingMonth, reach: [ScopeID]?
    ) -> Query {
        let pattern = input.search.map { "%\(escaped($0.trimmed))%" }
        return """
            with recursive region as (
                select region_id, array[name] as names from registry.region
                where parent_id is null
                union all
                select r.region_id, u.names || r.name
                from region u join registry.region r on r.parent_id = u.region_id
            ), matching as (
                select c.scope_id, c.name, r.names,
                    coalesce(m.charged_fen, 0) as charged, coalesce(m.waived_fen, 0) as waived,
                    coalesce(m.settled_fen, 0) as settled,
                    coalesce(m.households, 0) as households,
                    coalesce(m.households_paid, 0) as paid, coalesce(t.open_fen, 0) as open
                from registry.compound c
                join region r using (region_id)
                left join fees.month_tally m
                    on m.scope_id = c.scope_id and m.month = \(month)
                left join fees.tally t on t.scope_id = c.scope_id
                where (\(reach)::bigint[] is null or c.scope_id = any(\(reach)))
                    and (\(pattern)::text is null or c.name like \(pattern)
                        or array_to_string(r.names, ' ') like \(pattern))
            ), total as (
                select count(*) as compounds, coalesce(sum(charged), 0)::bigint as total_charged,
                    coalesce(sum(waived), 0)::bigint as total_waived,
                    coalesce(sum(settled), 0)::bigint as total_settled,
                    coalesce(sum(households), 0)::bigint as total_households,
                    coalesce(sum(paid), 0)::bigint as total_paid,
                    coalesce(sum(open), 0)::bigint as total_open
                from matching
            ), placed as (
                select *, row_number() over (order by
                    case \(input.order.rawValue)::text
                        when 'rate' then settled::numeric / nullif(charged - waived, 0)
                        when 'open' then -open end nulls last,
                    names, name, scope_id) as number,
                    \(input.order == .rate) and charged = waived as is_last
                from matching
            ), place as (
                select *, case when \(input.isReversed) and not is_last
                    then count(*) filter (where not is_last) over () + 1 - number
                    else number end as place
                from placed
            )
            select t.*, p.scope_id, p.name, p.names, p.charged, p.waived, p.settled,
                p.households::bigint, p.paid::bigint, p.open
            from total t
            left join place p on p.place > \(max(0, input.offset))
                and p.place <= \(max(0, input.offset) + max(0, input.limit))
            order by p.place
            """
    }

    /// The year up to the month.
    static func trend(
        _ input: ReadOverview.Input, until month: BillingMonth, reach: [ScopeID]?
    ) -> Query {
        let pattern = input.search.map { "%\(escaped($0.trimmed))%" }
        return """
            with recursive region as (
                select region_id, name as names from registry.region
                where parent_id is null
                union all
                select r.region_id, u.names || ' ' || r.name
                from region u join registry.region r on r.parent_id = u.region_id
            )
            select m.month, sum(m.charged_fen)::bigint as charged,
                sum(m.waived_fen)::bigint as waived, sum(m.settled_fen)::bigint as settled,
                sum(m.households)::bigint as households, sum(m.households_paid)::bigint as paid
            from fees.month_tally m
            join registry.compound c using (scope_id)
            join region r using (region_id)
            where m.month between \(month.adding(months: 1 - ReadOverview.months)) and \(month)
                and (\(reach)::bigint[] is null or m.scope_id = any(\(reach)))
                and (\(pattern)::text is null or c.name like \(pattern)
                    or r.names like \(pattern))
            group by m.month order by m.month
            """
    }

    private static func behind(_ reach: [ScopeID]?) -> Query {
        """
        select count(*)
        from registry.compound c
        left join fees.tally t using (scope_id)
        where (\(reach)::bigint[] is null or c.scope_id = any(\(reach)))
            and exists (
                select from access.audit_entry e
                where e.scope_id = c.scope_id and e.entry_id > coalesce(t.entry_id, 0))
        """
    }

    private static func sum(_ row: Row, _ prefix: String = "") throws -> CollectionReport.Sum {
        CollectionReport.Sum(
            charged: try row.get("\(prefix)charged"), waived: try row.get("\(prefix)waived"),
            settled: try row.get("\(prefix)settled"),
            households: try row.get("\(prefix)households"),
            householdsPaid: try row.get("\(prefix)paid"))
    }

    private static func row(_ row: Row) throws -> CollectionOverview.Row? {
        guard let scope = try row.get("scope_id", as: ScopeID?.self) else { return nil }
        return CollectionOverview.Row(
            scope: scope, compound: try row.get("name"), region: try row.get("names"),
            sum: try sum(row), open: try row.get("open"))
    }

    private static func months(
        _ rows: Rows, until last: BillingMonth
    ) throws -> [CollectionDashboard.Month] {
        var known: [BillingMonth: CollectionReport.Sum] = [:]
        for row in rows { known[try row.get("month")] = try sum(row) }
        let nothing = CollectionReport.Sum(
            charged: .zero, waived: .zero, settled: .zero, households: 0, householdsPaid: 0)
        return (1 - ReadOverview.months...0).map { step in
            let month = last.adding(months: step)
            return CollectionDashboard.Month(month: month, sum: known[month] ?? nothing)
        }
    }
}
