import Access
import Core
import Postgres
import Registry

/// Collection reports in the database.
enum CollectionStore {
    static func read(
        _ input: ReadCollection.Input, asOf day: CivilDate, on connection: Connection
    ) async throws -> CollectionReport {
        let results = try await connection.pipeline([
            sums(input, asOf: day), earlier(input, asOf: day), account(input, asOf: day),
        ])
        var sums: [String: [CollectionReport.Part]] = [:]
        for row in results[0] {
            let (kind, code, name, charged, waived, settled, households, paid) = try row.decode(
                String.self, String.self, String.self, Money.self, Money.self, Money.self,
                Int.self, Int.self)
            sums[kind, default: []].append(
                CollectionReport.Part(
                    code: code, name: name,
                    sum: CollectionReport.Sum(
                        charged: charged, waived: waived, settled: settled,
                        households: households, householdsPaid: paid)))
        }
        guard let total = sums["total"]?.first, let takenOver = sums["takenOver"]?.first else {
            throw CompoundRefusal.unknownCompound(input.scope.description)
        }
        let (owed, waived, settled) = try results[1].only().decode(
            Money.self, Money.self, Money.self)
        return CollectionReport(
            compound: total.name, from: input.from, until: input.until, asOf: day,
            total: total.sum, takenOver: takenOver.sum, items: sums["item"] ?? [],
            buildings: sums["building"] ?? [],
            earlier: CollectionReport.Earlier(owed: owed, waived: waived, settled: settled),
            account: try StatementStore.account(results[2].only()))
    }

    /// Sums of the period's charges: in all, by item, by building, and of those taken over.
    private static func sums(_ input: ReadCollection.Input, asOf day: CivilDate) -> Query {
        """
        with line as (
            select tenure_id, item, taken_over, amount_fen, waived_fen, settled_fen
            from fees.standing(\(input.scope), \(day))
            where month between \(input.from) and \(input.until)
        ), by_item as (
            select h.household_id, h.building, l.item, l.taken_over, sum(l.amount_fen) as charged,
                sum(l.waived_fen) as waived, sum(l.settled_fen) as settled
            from line l
            join registry.tenure t on t.scope_id = \(input.scope) and t.tenure_id = l.tenure_id
            join registry.household h
                on h.scope_id = \(input.scope) and h.household_id = t.household_id
            group by h.household_id, h.building, l.item, l.taken_over
        ), by_household as (
            select household_id, building, taken_over, sum(charged) as charged,
                sum(waived) as waived, sum(settled) as settled
            from by_item group by household_id, building, taken_over
        ), part as (
            select case when n.taken_over then 'takenOver' else 'total' end as kind, '' as code,
                c.name, b.charged, b.waived, b.settled, 1 as place
            from registry.compound c
            cross join (values (false), (true)) n (taken_over)
            left join by_household b on b.taken_over = n.taken_over
            where c.scope_id = \(input.scope)
            union all
            select 'item', b.item, coalesce(i.name, b.item), b.charged, b.waived, b.settled, 2
            from by_item b
            left join fees.item i on i.scope_id = \(input.scope) and i.item = b.item
            where not b.taken_over
            union all
            select 'building', building, building, charged, waived, settled, 3
            from by_household where not taken_over
        )
        select kind, code, name, coalesce(sum(charged), 0)::bigint,
            coalesce(sum(waived), 0)::bigint, coalesce(sum(settled), 0)::bigint,
            count(*) filter (where charged > waived),
            count(*) filter (where charged > waived and charged - waived = settled)
        from part
        group by kind, code, name, place
        order by place, lpad(code, 40), kind
        """
    }

    /// Charges for months of earlier years: owed when the period's year began or taken over since,
    /// and what was waived and settled of it from then to the day.
    private static func earlier(_ input: ReadCollection.Input, asOf day: CivilDate) -> Query {
        let start = CivilDate(year: input.from.year, month: 1, day: 1) ?? input.from.firstDay
        return """
            with applied as (
                select tenure_id, month, item, subject_id, revision,
                    sum(amount_fen) as since,
                    coalesce(sum(amount_fen) filter (where applied_on > \(day)), 0) as later
                from fees.allocation
                where scope_id = \(input.scope) and month < \(start) and applied_on >= \(start)
                group by tenure_id, month, item, subject_id, revision
            ), waived as (
                select tenure_id, month, item, subject_id, revision,
                    sum(amount_fen) as since,
                    coalesce(sum(amount_fen) filter (where on_day > \(day)), 0) as later
                from fees.waiver
                where scope_id = \(input.scope) and month < \(start) and on_day >= \(start)
                group by tenure_id, month, item, subject_id, revision
            )
            select
                coalesce(sum(c.amount_fen - c.settled_fen + coalesce(a.since, 0)
                    - c.waived_fen + coalesce(w.since, 0)), 0)::bigint,
                coalesce(sum(w.since - w.later), 0)::bigint,
                coalesce(sum(a.since - a.later), 0)::bigint
            from fees.charge c
            left join applied a using (tenure_id, month, item, subject_id, revision)
            left join waived w using (tenure_id, month, item, subject_id, revision)
            left join fees.run r on r.scope_id = c.scope_id and r.run_id = c.withdrawn_run
            where c.scope_id = \(input.scope) and c.month < \(start) and c.charged_on <= \(day)
                and (r.on_day is null or greatest(r.on_day, c.charged_on) > \(day))
            """
    }

    /// What moved on the days of the period over the whole compound.
    private static func account(_ input: ReadCollection.Input, asOf day: CivilDate) -> Query {
        let first = input.from.firstDay
        let end = min(input.until.lastDay, day)
        return """
            select
                coalesce(sum(case when kind in ('charged', 'reversed', 'refunded') then fen
                    else -fen end) filter (where taken_over or day < \(first)), 0)::bigint,
                coalesce(sum(fen) filter (where kind = 'charged' and not taken_over
                    and day >= \(first)), 0)::bigint,
                coalesce(sum(fen) filter (where kind = 'withdrawn'
                    and day >= \(first)), 0)::bigint,
                coalesce(sum(fen) filter (where kind = 'waived' and day >= \(first)), 0)::bigint,
                coalesce(sum(case kind when 'received' then fen else -fen end) filter (
                    where kind in ('received', 'reversed') and not taken_over
                    and day >= \(first)), 0)::bigint,
                coalesce(sum(fen) filter (where kind = 'refunded'
                    and day >= \(first)), 0)::bigint,
                coalesce(sum(case kind when 'received' then fen else -fen end) filter (
                    where kind in ('received', 'reversed', 'refunded')), 0)::bigint - (
                    select coalesce(sum(amount_fen), 0)::bigint from fees.allocation
                    where scope_id = \(input.scope) and applied_on <= \(end))
            from fees.movement where scope_id = \(input.scope) and day <= \(end)
            """
    }
}
