import Access
import Core
import Postgres
import Registry
import Resolutions

/// Fee items and schedules in the database.
public enum ScheduleStore {
    /// Every schedule of a compound with its basis, the newest version of each item first.
    ///
    /// - Parameter month: only those in force in that month; nil for all.
    public static func list(
        in scope: ScopeID, month: BillingMonth? = nil, on connection: Connection
    ) async throws -> [ListedSchedule] {
        let rows = try await connection.query(
            """
            select s.schedule_id, s.item, s.rate, s.basis, s.rounding,
                lower(s.kinds) as first_kind, upper(s.kinds) - 1 as last_kind, s.from_month,
                s.declared_until_month, s.until_month, s.due_day, s.fund, s.payee_name,
                s.payee_account, s.resolution_id, i.name
            from fees.schedule s join fees.item i using (scope_id, item)
            where s.scope_id = \(scope) and (\(month)::date is null or s.from_month <= \(month)
                and (s.until_month is null or s.until_month >= \(month)))
            order by s.item, s.from_month desc, s.schedule_id desc
            """)
        var resolutions: [ResolutionID: Resolution] = [:]
        var listed: [ListedSchedule] = []
        for row in rows {
            let schedule = try schedule(row)
            let id = schedule.terms.resolution
            if resolutions[id] == nil {
                resolutions[id] = try await ResolutionStore.find(id, in: scope, on: connection)
            }
            guard let basis = resolutions[id] else { continue }
            listed.append(
                ListedSchedule(
                    schedule: schedule,
                    item: FeeItem(code: schedule.terms.item, name: try row.get("name")),
                    basis: basis))
        }
        return listed
    }

    static func itemName(
        _ item: FeeItemCode, in scope: ScopeID, on connection: Connection
    ) async throws -> String? {
        try await connection.query(
            "select name from fees.item where scope_id = \(scope) and item = \(item)"
        ).first.map { try $0.decode(String.self) }
    }

    /// Every version of an item, and up to which month it is billed from a month on.
    static func versions(
        of item: FeeItemCode, in scope: ScopeID, billedFrom month: BillingMonth,
        on connection: Connection
    ) async throws -> [ScheduleRules.Version] {
        try await connection.query(
            """
            with billed as (
                select schedule_id, max(month) as last_billed from fees.charge
                where scope_id = \(scope) and month >= \(month) and item = \(item)
                    and withdrawn_run is null
                group by schedule_id
            )
            select s.schedule_id, s.item, s.rate, s.basis, s.rounding,
                lower(s.kinds) as first_kind, upper(s.kinds) - 1 as last_kind, s.from_month,
                s.declared_until_month, s.until_month, s.due_day, s.fund, s.payee_name,
                s.payee_account, s.resolution_id, s.closed_entry_id is not null as is_closed,
                b.last_billed
            from fees.schedule s left join billed b using (schedule_id)
            where s.scope_id = \(scope) and s.item = \(item)
            order by s.from_month, s.schedule_id
            """
        ).map { row in
            ScheduleRules.Version(
                schedule: try schedule(row), isClosed: try row.get("is_closed"),
                lastBilled: try row.get("last_billed"))
        }
    }

    /// One schedule, and up to which month it is billed after a month, or at all where none is given.
    static func version(
        _ id: ScheduleID, in scope: ScopeID, billedAfter month: BillingMonth?,
        on connection: Connection
    ) async throws -> ScheduleRules.Version? {
        try await connection.query(
            """
            select s.schedule_id, s.item, s.rate, s.basis, s.rounding,
                lower(s.kinds) as first_kind, upper(s.kinds) - 1 as last_kind, s.from_month,
                s.declared_until_month, s.until_month, s.due_day, s.fund, s.payee_name,
                s.payee_account, s.resolution_id, s.closed_entry_id is not null as is_closed, (
                    select max(c.month) from fees.charge c
                    where c.scope_id = s.scope_id
                        and c.month > coalesce(\(month)::date, '-infinity')
                        and c.item = s.item and c.schedule_id = s.schedule_id
                        and c.withdrawn_run is null
                ) as last_billed
            from fees.schedule s where s.scope_id = \(scope) and s.schedule_id = \(id)
            """
        ).first.map { row in
            ScheduleRules.Version(
                schedule: try schedule(row), isClosed: try row.get("is_closed"),
                lastBilled: try row.get("last_billed"))
        }
    }

    /// - Returns: the fact line.
    static func insert(
        _ item: FeeItem, in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws -> String {
        try await connection.query(
            """
            insert into fees.item as r (scope_id, item, name, entry_id)
            values (\(scope), \(item.code), \(item.name), \(entry))
            returning fees.fact(r)
            """
        ).only().decode(String.self)
    }

    /// - Returns: the number and the fact line.
    static func insert(
        _ terms: FeeSchedule.Terms, in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws -> (ScheduleID, String) {
        try await connection.query(
            """
            insert into fees.schedule as r (scope_id, item, rate, basis, rounding, kinds,
                from_month, declared_until_month, until_month, due_day, fund, payee_name,
                payee_account, resolution_id, entry_id)
            values (\(scope), \(terms.item), \(terms.rate), \(terms.basis.rawValue),
                \(terms.rounding.rawValue),
                int4range(\(terms.kinds.range.lowerBound), \(terms.kinds.range.upperBound), '[]'),
                \(terms.from), \(terms.until), \(terms.until), \(terms.dueDay),
                \(terms.fund.rawValue), \(terms.payee.name), \(terms.payee.account),
                \(terms.resolution), \(entry))
            returning schedule_id, fees.fact(r)
            """
        ).only().decode(ScheduleID.self, String.self)
    }

    /// Ends schedules with a month.
    ///
    /// - Returns: the closing's fact lines.
    static func close(
        _ schedules: [ScheduleID], after last: BillingMonth, in scope: ScopeID, entry: EntryID,
        on connection: Connection
    ) async throws -> [String] {
        guard !schedules.isEmpty else { return [] }
        return try await connection.query(
            """
            update fees.schedule r set until_month = \(last), closed_entry_id = \(entry)
            where scope_id = \(scope) and schedule_id = any(\(schedules))
            returning fees.closing_fact(r)
            """
        ).map { try $0.decode(String.self) }
    }

    /// The database's own constraints keep the words to those that are known here.
    private static func schedule(_ row: Row) throws -> FeeSchedule {
        let (first, last) = (
            try row.get("first_kind", as: Int32.self), try row.get("last_kind", as: Int32.self)
        )
        let terms = FeeSchedule.Terms(
            item: try row.get("item"), rate: try row.get("rate"),
            basis: FeeSchedule.Basis(rawValue: try row.get("basis")) ?? .household,
            rounding: RoundingMode(rawValue: try row.get("rounding")) ?? .halfUp,
            kinds: HouseholdKinds(range: min(first, last)...max(first, last)),
            from: try row.get("from_month"), until: try row.get("declared_until_month"),
            dueDay: try row.get("due_day"),
            fund: Fund(rawValue: try row.get("fund")) ?? .propertyService,
            payee: FeeSchedule.Payee(
                name: try row.get("payee_name"), account: try row.get("payee_account")),
            resolution: try row.get("resolution_id"))
        return FeeSchedule(
            id: try row.get("schedule_id"), terms: terms, until: try row.get("until_month"))
    }
}
