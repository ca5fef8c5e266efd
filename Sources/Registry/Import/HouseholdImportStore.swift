import Core
import Postgres

/// The staging of a 房屋业主表, and its comparison with the register: all of it set by set.
enum HouseholdImportStore {
    /// One line for each owner named; the household's own cells count on position 1.
    static let copy = """
        copy pg_temp.household_row (row_number, position, building, entrance, room, kind, area,
            remark, name, phone, id_hash, owner_kind, owner_key) from stdin
        """

    /// Every line gets its numbers as it streams in, while the server waits for the next anyway:
    /// drawn later, they would cost a pass of their own. What is not written leaves a gap, and
    /// nothing depends on there being none.
    static func prepare(on connection: Connection) async throws {
        try await connection.execute(
            """
            create temporary table household_row (
                row_number integer not null, position smallint not null, building text not null,
                entrance text not null, room text not null, kind text, area integer, remark text,
                name text, phone text, id_hash bytea, owner_kind text, owner_key text,
                household_id bigint not null default nextval('registry.property_id'),
                tenure_id bigint not null default nextval('registry.tenure_tenure_id_seq')
            ) on commit drop
            """)
        try await connection.execute(
            """
            create temporary table household_refused (
                row_number integer not null, difference text not null, value text, detail text
            ) on commit drop
            """)
    }

    static func compare(
        in scope: ScopeID, on connection: Connection
    ) async throws -> ImportComparison<HouseholdColumn> {
        // a temporary table has no statistics of its own accord
        try await connection.execute("analyze pg_temp.household_row")
        try await findTwins(on: connection)
        try await findKnown(in: scope, on: connection)
        try await findKnownOwners(in: scope, on: connection)
        try await refuseDifferences(on: connection)
        try await refusePhones(in: scope, on: connection)
        try await refuseIDNumbers(in: scope, on: connection)
        var comparison = try await refusals(on: connection)
        try await dropRefused(on: connection)
        try await count(into: &comparison, on: connection)
        return comparison
    }

    /// Rows for a household that an earlier row has: alike in everything, or refused.
    private static func findTwins(on connection: Connection) async throws {
        try await connection.execute(
            """
            create temporary table household_twin on commit drop as
            with first as (
                select building, entrance, room, min(row_number) as earlier
                from pg_temp.household_row where position = 1
                group by building, entrance, room having count(*) > 1
            ), content as (
                select r.row_number, f.earlier, array_agg(
                    row(r.position, r.kind, r.area, r.remark, r.name, r.phone, r.id_hash)::text
                    order by r.position) as content
                from first f join pg_temp.household_row r using (building, entrance, room)
                group by r.row_number, f.earlier
            )
            select c.row_number, c.earlier, c.content = e.content as is_same
            from content c join content e on e.row_number = c.earlier
            where c.row_number > c.earlier
            """)
        try await connection.execute(
            """
            insert into pg_temp.household_refused
            select t.row_number, 'sameAddress',
                concat_ws('-', r.building, nullif(r.entrance, ''), r.room), t.earlier::text
            from pg_temp.household_twin t
            join pg_temp.household_row r on r.row_number = t.row_number and r.position = 1
            where not t.is_same
            """)
        try await connection.execute(
            """
            delete from pg_temp.household_row r using pg_temp.household_twin t
            where r.row_number = t.row_number
            """)
    }

    /// Households that the register has already, each with what the file would change. A blank in
    /// the file changes nothing.
    private static func findKnown(in scope: ScopeID, on connection: Connection) async throws {
        try await connection.execute(
            """
            create temporary table household_known on commit drop as
            select r.row_number, h.household_id, t.tenure_id, h.kind, h.area, h.area_source,
                h.counts_in_roll, h.remark, nullif(r.kind, h.kind) as new_kind,
                nullif(r.area, h.area) as new_area, nullif(r.remark, h.remark) as new_remark
            from pg_temp.household_row r
            join registry.household h on h.scope_id = \(scope) and h.building = r.building
                and h.entrance = r.entrance and h.room = r.room
            left join registry.tenure t on t.scope_id = \(scope)
                and t.household_id = h.household_id and t.until_on is null
            where r.position = 1
            """)
        try await connection.execute("analyze pg_temp.household_known")
    }

    /// The owners of known households, as the file and as the register name them.
    private static func findKnownOwners(
        in scope: ScopeID, on connection: Connection
    ) async throws {
        try await connection.execute(
            """
            create temporary table owner_known on commit drop as
            select row_number, f.name as file_name, f.phone as file_phone,
                encode(f.id_hash, 'hex') as file_id, o.owner_id, o.name as known_name,
                o.phone as known_phone, encode(o.id_hash, 'hex') as known_id
            from (
                select r.row_number, r.name, r.phone, r.id_hash
                from pg_temp.household_known k join pg_temp.household_row r using (row_number)
                where r.name is not null
            ) f full join (
                select k.row_number, w.owner_id, w.name, w.phone, w.id_hash
                from pg_temp.household_known k
                join registry.ownership s on s.scope_id = \(scope) and s.tenure_id = k.tenure_id
                join registry.owner w on w.scope_id = \(scope) and w.owner_id = s.owner_id
            ) o using (row_number, name)
            """)
        try await connection.execute("analyze pg_temp.owner_known")
    }

    /// Other owners than the register's, and an area against one from the land register.
    private static func refuseDifferences(on connection: Connection) async throws {
        try await connection.execute(
            """
            insert into pg_temp.household_refused
            select row_number, 'ownerDiffers', string_agg(file_name, '、' order by file_name),
                string_agg(known_name, '、' order by owner_id)
            from pg_temp.owner_known
            group by row_number
            having count(file_name) > 0 and count(known_name) > 0
                and (count(*) > count(file_name) or count(*) > count(known_name))
            """)
        try await connection.execute(
            """
            insert into pg_temp.household_refused
            select row_number, 'areaRegistered', (new_area / 100.0)::numeric(12, 2)::text,
                (area / 100.0)::numeric(12, 2)::text
            from pg_temp.household_known
            where new_area is not null and area_source in ('registered', 'surveyed')
            """)
    }

    private static func refusals(
        on connection: Connection
    ) async throws -> ImportComparison<HouseholdColumn> {
        try await connection.execute(
            """
            insert into pg_temp.household_refused
            select t.row_number, 'sameAsRefused', null, t.earlier::text
            from pg_temp.household_twin t
            where t.is_same and exists (
                select from pg_temp.household_refused r where r.row_number = t.earlier)
            """)
        let rows = try await connection.query(
            """
            select row_number, difference, coalesce(value, ''), coalesce(detail, '')
            from pg_temp.household_refused order by row_number, difference
            limit \(ImportLimits.refusals + 1)
            """)
        var comparison = ImportComparison<HouseholdColumn>()
        comparison.refusals = try rows.map { row in
            let (number, difference, value, detail) = try row.decode(
                Int.self, String.self, String.self, String.self)
            return HouseholdDifference(rawValue: difference)
                .map { $0.refused(row: number, value: value, detail: detail) }
                ?? .init(row: number, column: .room, value: value, reason: difference)
        }
        return comparison
    }

    private static func dropRefused(on connection: Connection) async throws {
        for table in ["household_row", "household_known", "owner_known", "household_twin"] {
            try await connection.execute(
                """
                delete from pg_temp.\(unescaped: table) t using pg_temp.household_refused r
                where t.row_number = r.row_number
                """)
        }
    }

    private static func count(
        into comparison: inout ImportComparison<HouseholdColumn>, on connection: Connection
    ) async throws {
        let rows = try await connection.query(
            """
            select count(*) filter (where k.row_number is null),
                count(*) filter (where k.row_number is not null and (k.new_kind is not null
                    or k.new_area is not null or k.new_remark is not null or o.differs)),
                count(*), (select count(*) from pg_temp.household_twin),
                (select array(select row_number from pg_temp.household_twin
                    order by row_number limit \(ImportLimits.examples)))
            from pg_temp.household_row r
            left join pg_temp.household_known k using (row_number)
            left join (
                select distinct row_number, true as differs from pg_temp.owner_known
                where owner_id is null or file_phone <> known_phone or file_id <> known_id
                    or (known_phone is null and file_phone is not null)
                    or (known_id is null and file_id is not null)
            ) o using (row_number)
            where r.position = 1
            """)
        let (added, changed, all, twins, named) = try rows.only().decode(
            Int.self, Int.self, Int.self, Int.self, [Int32].self)
        comparison.added = added
        comparison.changed = changed
        comparison.unchanged = all - added - changed + twins
        if twins > 0 {
            comparison.warnings.append(
                "\(RowList.described(named.map(Int.init), of: twins))：与前面的行完全相同，只登记一次。")
        }
    }
}
