import Access
import Core
import Postgres
import Registry

/// The dashboard of one compound in the database.
enum DashboardStore {
    /// The last month billed by a day; nil where none was.
    static func lastMonth(
        of scope: ScopeID, by day: CivilDate, on connection: Connection
    ) async throws -> BillingMonth? {
        try await connection.query(
            """
            select max(month) from fees.run
            where scope_id = \(scope) and kind = 'billing' and on_day <= \(day)
            """
        ).only().decode(BillingMonth?.self)
    }

    static func read(
        _ report: CollectionReport, in scope: ScopeID, on connection: Connection
    ) async throws -> CollectionDashboard {
        let results = try await connection.pipeline([
            months(
                from: report.from, until: report.until, asOf: report.asOf, in: scope),
            ageing(asOf: report.asOf, in: scope),
        ])
        var known: [BillingMonth: CollectionReport.Sum] = [:]
        for row in results[0] {
            let (month, charged, waived, settled, households, paid) = try row.decode(
                BillingMonth.self, Money.self, Money.self, Money.self, Int.self, Int.self)
            known[month] = CollectionReport.Sum(
                charged: charged, waived: waived, settled: settled, households: households,
                householdsPaid: paid)
        }
        let nothing = CollectionReport.Sum(
            charged: .zero, waived: .zero, settled: .zero, households: 0, householdsPaid: 0)
        let months = (report.from.ordinal...report.until.ordinal).map { ordinal in
            let month = report.from.adding(months: Int(ordinal - report.from.ordinal))
            return CollectionDashboard.Month(month: month, sum: known[month] ?? nothing)
        }
        let buildings = try results[1].map { row in
            try row.decode(String.self, [Money].self, Int.self)
        }
        let none = [Money](repeating: .zero, count: AgeBucket.allCases.count)
        return CollectionDashboard(
            report: report, months: months,
            ageing: Arrears.Sum(
                ages: buildings.reduce(none) { sum, part in zip(sum, part.1).map(+) }),
            overdueHouseholds: buildings.reduce(0) { $0 + $1.2 },
            buildings: buildings.map { name, ages, _ in
                CollectionDashboard.Building(name: name, ageing: Arrears.Sum(ages: ages))
            })
    }

    static func months(
        from first: BillingMonth, until last: BillingMonth, asOf day: CivilDate, in scope: ScopeID
    ) -> Query {
        """
        with by_household as (
            select s.month, t.household_id, sum(s.amount_fen) as charged,
                sum(s.waived_fen) as waived, sum(s.settled_fen) as settled
            from fees.standing(\(scope), \(day)) s
            join registry.tenure t on t.scope_id = \(scope) and t.tenure_id = s.tenure_id
            where s.month between \(first) and \(last) and not s.taken_over
            group by s.month, t.household_id
        )
        select month, sum(charged)::bigint, sum(waived)::bigint, sum(settled)::bigint,
            count(*) filter (where charged > waived),
            count(*) filter (where charged > waived and charged - waived = settled)
        from by_household group by month order by month
        """
    }

    /// What is open by building and age: the ages of `ArrearsStore`, by the same bounds.
    static func ageing(asOf day: CivilDate, in scope: ScopeID) -> Query {
        let bounds = ArrearsRules.earliestDueDays(asOf: day)
        return """
            with debt as (
                select h.building, h.household_id, s.due_on,
                    s.amount_fen - s.settled_fen - s.waived_fen as open
                from fees.standing(\(scope), \(day)) s
                join registry.tenure t on t.scope_id = \(scope) and t.tenure_id = s.tenure_id
                join registry.household h
                    on h.scope_id = \(scope) and h.household_id = t.household_id
                where s.amount_fen > s.settled_fen + s.waived_fen
            )
            select building, array[
                    coalesce(sum(open) filter (where due_on >= b[1]), 0),
                    coalesce(sum(open) filter (where due_on >= b[2] and due_on < b[1]), 0),
                    coalesce(sum(open) filter (where due_on >= b[3] and due_on < b[2]), 0),
                    coalesce(sum(open) filter (where due_on >= b[4] and due_on < b[3]), 0),
                    coalesce(sum(open) filter (where due_on >= b[5] and due_on < b[4]), 0),
                    coalesce(sum(open) filter (where due_on >= b[6] and due_on < b[5]), 0),
                    coalesce(sum(open) filter (where due_on < b[6]), 0)
                ]::bigint[],
                count(distinct household_id) filter (where due_on < b[1])
            from debt, (select \(bounds)::date[] as b) bound
            group by building order by lpad(building, 20)
            """
    }
}
