import Access
import Core
import Postgres

/// The staging of a 车位表, its comparison with the register, and its writing.
enum StallImportStore {
    static let copy = """
        copy pg_temp.stall_row (row_number, code, title, building, entrance, room, from_month,
            until_month, plate) from stdin
        """

    static func prepare(on connection: Connection) async throws {
        try await connection.execute(
            """
            create temporary table stall_row (
                row_number integer not null, code text not null, title text, building text,
                entrance text, room text, from_month date, until_month date, plate text
            ) on commit drop
            """)
    }

    static func compare(
        in scope: ScopeID, on connection: Connection
    ) async throws -> ImportComparison<StallColumn> {
        try await connection.execute("analyze pg_temp.stall_row")
        try await findTwins(on: connection)
        try await compareLeases(in: scope, on: connection)
        var comparison = try await refusals(on: connection)
        let rows = try await connection.query(
            """
            select count(*) filter (where stall_id is null),
                count(*) filter (where stall_id is not null
                    and (adds_lease or new_title is not null)), count(*),
                (select count(*) from pg_temp.stall_twin where is_same),
                count(*) filter (where room is null and lease_id is not null)
            from pg_temp.stall_compared where difference is null
            """)
        let (added, changed, all, twins, leased) = try rows.only().decode(
            Int.self, Int.self, Int.self, Int.self, Int.self)
        comparison.added = added
        comparison.changed = changed
        comparison.unchanged = all - added - changed + twins
        if twins > 0 { comparison.warnings.append("有 \(twins) 行与前面的行完全相同，只登记一次。") }
        if leased > 0 {
            comparison.warnings.append(
                "有 \(leased) 个车位表中没有承租户，而登记中正在出租，没有改动：已退租的请用 linli stall release。")
        }
        return comparison
    }

    /// Rows for a stall that an earlier row has: alike in everything, or refused.
    private static func findTwins(on connection: Connection) async throws {
        try await connection.execute(
            """
            create temporary table stall_twin on commit drop as
            with first as (
                select code, min(row_number) as row_number from pg_temp.stall_row
                group by code having count(*) > 1
            )
            select r.row_number, f.row_number as earlier, r.code,
                row(r.title, r.building, r.entrance, r.room, r.from_month, r.until_month, r.plate)
                is not distinct from row(e.title, e.building, e.entrance, e.room, e.from_month,
                    e.until_month, e.plate) as is_same
            from first f
            join pg_temp.stall_row r on r.code = f.code and r.row_number > f.row_number
            join pg_temp.stall_row e on e.row_number = f.row_number
            """)
        try await connection.execute(
            """
            delete from pg_temp.stall_row r using pg_temp.stall_twin t
            where r.row_number = t.row_number
            """)
    }

    /// Each row beside the stall, the household and the lease that the register has. A blank in
    /// the file changes nothing; a lease that is open is not changed by an import.
    private static func compareLeases(
        in scope: ScopeID, on connection: Connection
    ) async throws {
        try await connection.execute(
            """
            create temporary table stall_compared on commit drop as
            with beside as (
                select r.*, s.stall_id, s.title as known_title, h.household_id, t.tenure_id,
                    t.from_on, l.lease_id, l.from_month as known_from, l.plate as known_plate,
                    lt.household_id as known_household,
                    concat_ws('-', lh.building, nullif(lh.entrance, ''), lh.room) as known_code,
                    e.last_until, coalesce(e.is_same, false) as has_ended
                from pg_temp.stall_row r
                left join registry.stall s on s.scope_id = \(scope) and s.code = r.code
                left join registry.household h on h.scope_id = \(scope)
                    and h.building = r.building and h.entrance = r.entrance and h.room = r.room
                left join registry.tenure t on t.scope_id = \(scope)
                    and t.household_id = h.household_id and t.until_on is null
                left join registry.stall_lease l on l.scope_id = \(scope)
                    and l.stall_id = s.stall_id and l.until_month is null
                left join registry.tenure lt on lt.scope_id = \(scope)
                    and lt.tenure_id = l.tenure_id
                left join registry.household lh on lh.scope_id = \(scope)
                    and lh.household_id = lt.household_id
                left join lateral (
                    select max(p.until_month) as last_until, bool_or(
                        p.from_month = r.from_month and p.until_month = r.until_month
                        and pt.household_id = h.household_id) as is_same
                    from registry.stall_lease p
                    join registry.tenure pt on pt.scope_id = \(scope)
                        and pt.tenure_id = p.tenure_id
                    where p.scope_id = \(scope) and p.stall_id = s.stall_id
                        and p.until_month >= p.from_month
                ) e on true
            )
            select b.*, nullif(b.title, b.known_title) as new_title,
                b.room is not null and b.lease_id is null and not b.has_ended as adds_lease,
                case
                    when b.room is null then null
                    when b.household_id is null then 'unknownHousehold'
                    when b.known_household <> b.household_id then 'leasedToAnother'
                    when b.lease_id is not null and (b.known_from <> b.from_month
                        or b.until_month is not null
                        or (b.plate is not null and b.plate is distinct from b.known_plate))
                        then 'leaseDiffers'
                    when b.lease_id is not null or b.has_ended then null
                    when b.last_until >= b.from_month then 'leaseEnded'
                    when b.tenure_id is null then 'noOpenTenure'
                    when date_trunc('month', b.from_on) > b.from_month then 'beforeTenure'
                end as difference
            from beside b
            """)
    }

    private static func refusals(
        on connection: Connection
    ) async throws -> ImportComparison<StallColumn> {
        let rows = try await connection.query(
            """
            select row_number, difference, case
                    when difference in ('leaseDiffers', 'leaseEnded', 'beforeTenure')
                    then to_char(from_month, 'YYYY-MM')
                    else concat_ws('-', building, nullif(entrance, ''), room) end,
                case difference
                    when 'leasedToAnother' then known_code
                    when 'leaseDiffers' then
                        concat_ws('，', to_char(known_from, 'YYYY-MM'), known_plate)
                    when 'leaseEnded' then to_char(last_until, 'YYYY-MM')
                    when 'beforeTenure' then from_on::text
                    else '' end
            from pg_temp.stall_compared where difference is not null
            union all
            select row_number, 'sameStall', code, earlier::text from pg_temp.stall_twin
            where not is_same
            union all
            select t.row_number, 'sameAsRefused', t.code, t.earlier::text
            from pg_temp.stall_twin t
            join pg_temp.stall_compared c on c.row_number = t.earlier
            where t.is_same and c.difference is not null
            order by 1 limit \(ImportLimits.refusals + 1)
            """)
        var comparison = ImportComparison<StallColumn>()
        comparison.refusals = try rows.map { row in
            let (number, difference, value, detail) = try row.decode(
                Int.self, String.self, String.self, String.self)
            return StallDifference(rawValue: difference)
                .map { $0.refused(row: number, value: value, detail: detail) }
                ?? .init(row: number, column: .code, value: value, reason: difference)
        }
        try await connection.execute(
            """
            delete from pg_temp.stall_twin t using pg_temp.stall_compared c
            where c.row_number = t.earlier and c.difference is not null
            """)
        return comparison
    }
}
