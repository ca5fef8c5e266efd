import Access
import Core
import Postgres

/// Stalls and their leases in the database.
public enum StallStore {
    static func find(
        _ code: String, in scope: ScopeID, on connection: Connection
    ) async throws -> Stall? {
        try await connection.query(
            """
            select s.stall_id, s.code, s.title, l.lease_id, h.building, h.entrance, h.room,
                l.from_month, l.plate
            from registry.stall s
            left join registry.stall_lease l on l.scope_id = s.scope_id
                and l.stall_id = s.stall_id and l.until_month is null
            left join registry.tenure t on t.scope_id = l.scope_id and t.tenure_id = l.tenure_id
            left join registry.household h on h.scope_id = t.scope_id
                and h.household_id = t.household_id
            where s.scope_id = \(scope) and s.code = \(code)
            """
        ).first.map(stall)
    }

    /// Who leased a stall, the newest first; leases that ended before they began left out. By the
    /// stall's code over its compound, which has a few hundred.
    static func leases(
        of stall: StallID, in scope: ScopeID, on connection: Connection
    ) async throws -> [ReadStall.Lease] {
        try await connection.query(
            """
            select h.building, h.entrance, h.room, coalesce((
                    select string_agg(w.name, '、' order by s.position)
                    from registry.ownership s join registry.owner w using (scope_id, owner_id)
                    where s.scope_id = \(scope) and s.tenure_id = l.tenure_id), ''),
                l.from_month, l.until_month, l.plate
            from registry.stall_lease l
            join registry.tenure t using (scope_id, tenure_id)
            join registry.household h using (scope_id, household_id)
            where l.scope_id = \(scope) and l.stall_id = \(stall)
                and (l.until_month is null or l.until_month >= l.from_month)
            order by l.from_month desc, l.lease_id desc
            """
        ).map { row in
            let (building, entrance, room, owners, from, until, plate) = try row.decode(
                String.self, String.self, String.self, String.self, BillingMonth.self,
                BillingMonth?.self, String?.self)
            return ReadStall.Lease(
                household: HouseholdCode(building: building, entrance: entrance, room: room),
                owners: owners, from: from, until: until, plate: plate)
        }
    }

    /// The last month of the newest lease that ended.
    static func lastLeased(
        _ stall: StallID, in scope: ScopeID, on connection: Connection
    ) async throws -> BillingMonth? {
        try await connection.query(
            """
            select max(until_month) from registry.stall_lease
            where scope_id = \(scope) and stall_id = \(stall) and until_month >= from_month
            """
        ).only().decode(BillingMonth?.self)
    }

    static func lease(
        _ stall: StallID, to tenure: TenureID, from month: BillingMonth, plate: String?,
        in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws -> String {
        try await connection.query(
            """
            insert into registry.stall_lease as r (scope_id, stall_id, tenure_id, from_month,
                plate, entry_id)
            values (\(scope), \(stall), \(tenure), \(month), \(plate), \(entry))
            returning registry.fact(r)
            """
        ).only().decode(String.self)
    }

    static func end(
        _ lease: LeaseID, after month: BillingMonth, in scope: ScopeID, entry: EntryID,
        on connection: Connection
    ) async throws -> String {
        try await connection.query(
            """
            update registry.stall_lease r set until_month = \(month), closed_entry_id = \(entry)
            where scope_id = \(scope) and lease_id = \(lease)
            returning registry.closing_fact(r)
            """
        ).only().decode(String.self)
    }

    /// Ends the open leases of a tenure with its transfer, and goes on with them under `next`.
    ///
    /// The tenure in force on a month's first day answers for the month: so the old lease ends
    /// with the month of a transfer, or the one before it when the day is a first.
    static func endLeases(
        of tenure: TenureID, transferredOn day: CivilDate, to next: TenureID?, in scope: ScopeID,
        entry: EntryID, on connection: Connection
    ) async throws -> (codes: [String], facts: [String]) {
        let month = BillingMonth(containing: day)
        let last = day == month.firstDay ? month.adding(months: -1) : month
        let ended = try await connection.query(
            """
            update registry.stall_lease r
            set until_month = greatest(\(last), (from_month - interval '1 month')::date),
                closed_entry_id = \(entry)
            from registry.stall s
            where r.scope_id = \(scope) and r.tenure_id = \(tenure) and r.until_month is null
                and s.scope_id = r.scope_id and s.stall_id = r.stall_id
            returning s.code, r.stall_id, r.plate, r.until_month, registry.closing_fact(r)
            """)
        var codes: [String] = []
        var facts: [String] = []
        for row in ended {
            let (code, stall, plate, until, fact) = try row.decode(
                String.self, StallID.self, String?.self, BillingMonth.self, String.self)
            codes.append(code)
            facts.append(fact)
            if let next {
                facts.append(
                    try await lease(
                        stall, to: next, from: until.adding(months: 1), plate: plate, in: scope,
                        entry: entry, on: connection))
            }
        }
        return (codes.sorted(), facts)
    }

    static func stall(_ row: Row) throws -> Stall {
        var lease: Stall.Lease?
        if let id = try row.get("lease_id", as: LeaseID?.self) {
            lease = Stall.Lease(
                id: id,
                household: HouseholdCode(
                    building: try row.get("building"), entrance: try row.get("entrance"),
                    room: try row.get("room")),
                from: try row.get("from_month"), plate: try row.get("plate"))
        }
        return Stall(
            id: try row.get("stall_id"), code: try row.get("code"),
            title: StallTitle(rawValue: try row.get("title")) ?? .common, lease: lease)
    }
}
