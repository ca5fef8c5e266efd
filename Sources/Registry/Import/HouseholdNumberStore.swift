import Core
import Postgres

/// Gives numbers to what is new before it is written, so that each table takes one statement. They
/// run about in the order of the rows, so that tables and indexes grow at one end; nothing depends
/// on it.
extension HouseholdImportStore {
    /// Leaves in `household_row` what is new alone: households, and owners for known households
    /// whose tenure has none yet.
    static func dropSettled(on connection: Connection) async throws {
        try await connection.execute(
            """
            delete from pg_temp.household_row r using pg_temp.household_known k
            where r.row_number = k.row_number and (k.tenure_id is null or not exists (
                select from pg_temp.owner_known o
                where o.row_number = k.row_number and o.owner_id is null))
            """)
    }

    /// Known households and their tenures keep their numbers; the owners of one row share a tenure.
    static func numberHouseholds(on connection: Connection) async throws {
        try await connection.execute(
            """
            update pg_temp.household_row r set household_id = k.household_id,
                tenure_id = coalesce(k.tenure_id, r.tenure_id)
            from pg_temp.household_known k
            where r.row_number = k.row_number and r.position = 1
            """)
        try await connection.execute(
            """
            update pg_temp.household_row r set tenure_id = f.tenure_id
            from pg_temp.household_row f
            where f.row_number = r.row_number and f.position = 1 and r.position > 1
            """)
    }

    /// Same identity document, else same name and phone, is one owner; everything else is distinct.
    static func numberOwners(in scope: ScopeID, on connection: Connection) async throws {
        try await joinDocuments(on: connection)
        try await connection.execute(
            """
            create temporary table person on commit drop as
            with named as (
                select r.owner_key, min(r.row_number) as row_number, min(r.name) as name,
                    min(r.phone) as phone, min(r.owner_kind) as kind,
                    case when left(r.owner_key, 1) = 'h'
                        then decode(substr(r.owner_key, 2), 'hex') end as id_hash
                from pg_temp.household_row r where r.owner_key is not null
                group by r.owner_key
            ), alike as (
                select name, phone, min(owner_id) as owner_id,
                    min(owner_id) filter (where id_hash is null) as without_id
                from registry.owner where scope_id = \(scope) and phone is not null
                group by name, phone
            ), developer as (
                select name, min(owner_id) as owner_id from registry.owner
                where scope_id = \(scope) and kind = 'developer' group by name
            ), matched as (
                select n.*, case when n.id_hash is null
                    then coalesce(a.without_id, a.owner_id, d.owner_id)
                    else coalesce(w.owner_id, a.without_id) end as known_id
                from named n
                left join registry.owner w on w.scope_id = \(scope) and w.id_hash = n.id_hash
                left join alike a on a.name = n.name and a.phone = n.phone
                left join developer d on n.kind = 'developer' and d.name = n.name
                order by n.row_number
            )
            select m.*, coalesce(known_id, nextval('registry.owner_owner_id_seq')) as owner_id
            from matched m
            """)
        try await separateDocuments(on: connection)
        try await connection.execute("analyze pg_temp.person (owner_key)")
    }

    /// Rows without a document whose name and phone another row has with one: the same owner.
    private static func joinDocuments(on connection: Connection) async throws {
        try await connection.execute(
            """
            update pg_temp.household_row r set owner_key = d.owner_key
            from (
                select name, phone, min(owner_key) as owner_key from pg_temp.household_row
                where id_hash is not null and phone is not null group by name, phone
            ) d
            where r.id_hash is null and r.name = d.name and r.phone = d.phone
            """)
    }

    /// Two documents cannot both be those of one known owner without any: the first is.
    private static func separateDocuments(on connection: Connection) async throws {
        try await connection.execute(
            """
            update pg_temp.person p
            set known_id = null, owner_id = nextval('registry.owner_owner_id_seq')
            from (
                select known_id, min(owner_key) as owner_key from pg_temp.person
                where known_id is not null and id_hash is not null
                group by known_id having count(*) > 1
            ) first
            where p.known_id = first.known_id and p.id_hash is not null
                and p.owner_key <> first.owner_key
            """)
    }
}
