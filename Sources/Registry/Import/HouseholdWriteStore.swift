import Access
import Core
import Postgres

/// Writes what the comparison found new or changed: one statement a table.
extension HouseholdImportStore {
    static func write(
        in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws {
        try await alterHouseholds(in: scope, entry: entry, on: connection)
        try await alterOwners(in: scope, entry: entry, on: connection)
        try await dropSettled(on: connection)
        try await numberHouseholds(on: connection)
        try await numberOwners(in: scope, on: connection)
        try await setIDNumbers(in: scope, entry: entry, on: connection)
        for insert in [insertOwners, insertHouseholds, insertTenures, insertOwnerships] {
            // each table is what the next one's foreign key looks into
            try await connection.execute("select registry.guard_statistics()")
            try await insert(scope, entry, connection)
        }
    }

    private static func alterHouseholds(
        in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws {
        try await connection.execute(
            """
            insert into registry.alteration (scope_id, subject_kind, subject_id, field, before,
                after, entry_id)
            select \(scope), 'household', k.household_id, v.field, v.before, v.after, \(entry)
            from pg_temp.household_known k
            cross join lateral (values
                ('kind', k.kind, k.new_kind),
                ('area', k.area::text, k.new_area::text),
                ('areaSource', k.area_source, case when k.new_area > 0 then 'asKept' end),
                ('countsInRoll', k.counts_in_roll::text,
                    case when k.new_kind is not null
                        then (k.new_kind in ('dwelling', 'shop'))::text end),
                ('remark', k.remark, k.new_remark)
            ) v (field, before, after)
            where v.after is not null and v.after is distinct from v.before
            order by k.row_number, v.field
            """)
        try await connection.execute(
            """
            update registry.household h
            set kind = coalesce(k.new_kind, h.kind), area = coalesce(k.new_area, h.area),
                area_source = case when k.new_area > 0 then 'asKept' else h.area_source end,
                counts_in_roll = case when k.new_kind is null then h.counts_in_roll
                    else k.new_kind in ('dwelling', 'shop') end,
                remark = coalesce(k.new_remark, h.remark)
            from pg_temp.household_known k
            where h.scope_id = \(scope) and h.household_id = k.household_id
                and (k.new_kind is not null or k.new_area is not null or k.new_remark is not null)
            """)
    }

    private static func insertOwners(
        in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws {
        try await connection.execute(
            """
            insert into registry.owner (scope_id, owner_id, kind, name, phone, id_hash, entry_id)
            select \(scope), owner_id, kind, name, phone, id_hash, \(entry)
            from pg_temp.person where known_id is null
            """)
    }

    /// A dwelling or a shop has a head in the roll; a garage or a storeroom belongs to one.
    private static func insertHouseholds(
        in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws {
        try await connection.execute(
            """
            insert into registry.household (scope_id, household_id, building, entrance, room, kind,
                area, area_source, counts_in_roll, remark, entry_id)
            select \(scope), r.household_id, r.building, r.entrance, r.room,
                coalesce(r.kind, 'dwelling'), r.area,
                case when r.area is not null then 'asKept' end,
                coalesce(r.kind, 'dwelling') in ('dwelling', 'shop'), coalesce(r.remark, ''),
                \(entry)
            from pg_temp.household_row r
            where r.position = 1 and not exists (
                select from pg_temp.household_known k where k.row_number = r.row_number)
            """)
    }

    /// The first tenure has no first day: it was so before the system came.
    private static func insertTenures(
        in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws {
        try await connection.execute(
            """
            insert into registry.tenure (scope_id, tenure_id, household_id, obligor, entry_id)
            select \(scope), r.tenure_id, r.household_id,
                case when r.owner_kind = 'developer' then 'developer' else 'owner' end, \(entry)
            from pg_temp.household_row r
            where r.position = 1 and not exists (
                select from pg_temp.household_known k where k.row_number = r.row_number)
            """)
    }

    private static func insertOwnerships(
        in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws {
        try await connection.execute(
            """
            insert into registry.ownership (scope_id, tenure_id, owner_id, position, entry_id)
            select \(scope), r.tenure_id, p.owner_id, r.position, \(entry)
            from pg_temp.household_row r
            join pg_temp.person p using (owner_key)
            """)
    }

    /// Reads the facts back where they were written: by the scope, whose rows lie together.
    static func digest(
        in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws -> AuditEntry.Facts {
        try await connection.query(
            """
            select count(*), sha256(convert_to(
                coalesce(string_agg(line, E'\\n' order by line collate "C"), ''), 'UTF8'))
            from (
                select registry.household_fact(r.household_id, r.building, r.entrance, r.room,
                    r.kind, r.area, r.area_source, r.counts_in_roll)
                from registry.household r where scope_id = \(scope) and entry_id = \(entry)
                union all
                select registry.owner_fact(r.owner_id, r.kind, r.name)
                from registry.owner r where scope_id = \(scope) and entry_id = \(entry)
                union all
                select registry.fact(r)
                from registry.tenure r where scope_id = \(scope) and entry_id = \(entry)
                union all
                select registry.fact(r)
                from registry.ownership r where scope_id = \(scope) and entry_id = \(entry)
                union all
                select registry.fact(r)
                from registry.alteration r where scope_id = \(scope) and entry_id = \(entry)
                union all
                select registry.fact(r)
                from registry.import_batch r where scope_id = \(scope) and entry_id = \(entry)
            ) fact (line)
            """
        ).facts()
    }
}
