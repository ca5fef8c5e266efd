import Core
import Postgres

/// Phones and identity documents of a file that cannot stand beside each other or beside the
/// register's.
extension HouseholdImportStore {
    /// One owner with two phones in the file; a phone that would make two owners of one name alike.
    static func refusePhones(in scope: ScopeID, on connection: Connection) async throws {
        try await connection.execute(
            """
            insert into pg_temp.household_refused
            select o.row_number, 'phoneDisagrees', o.file_phone, k.phone
            from pg_temp.owner_known o
            join (
                select owner_id, coalesce(
                    max(file_phone) filter (where file_phone = known_phone),
                    (array_agg(file_phone order by row_number))[1]) as phone
                from pg_temp.owner_known where owner_id is not null and file_phone is not null
                group by owner_id having min(file_phone) <> max(file_phone)
            ) k using (owner_id)
            where o.file_phone <> k.phone
            """)
        try await connection.execute(
            """
            with moved as (
                select row_number, owner_id, known_name, file_phone,
                    min(owner_id) over (partition by known_name, file_phone) as first_owner
                from pg_temp.owner_known
                where owner_id is not null and file_phone is distinct from known_phone
                    and file_phone is not null and known_id is null and file_id is null
            )
            insert into pg_temp.household_refused
            select row_number, 'phoneTaken', file_phone, known_name from moved m
            where owner_id <> first_owner or exists (
                select from registry.owner w
                where w.scope_id = \(scope) and w.name = m.known_name and w.phone = m.file_phone
                    and w.id_hash is null and w.owner_id <> m.owner_id)
            """)
    }

    /// One owner with two documents, one document with two owners or two names.
    static func refuseIDNumbers(in scope: ScopeID, on connection: Connection) async throws {
        try await connection.execute(
            """
            with named as (
                select row_number, owner_id, known_id, file_id,
                    first_value(file_id) over (partition by owner_id order by row_number)
                        as first_id,
                    min(owner_id) over (partition by file_id) as first_owner
                from pg_temp.owner_known where owner_id is not null and file_id is not null
            )
            insert into pg_temp.household_refused
            select row_number,
                case when file_id <> coalesce(known_id, first_id) then 'idDiffers'
                    else 'idTaken' end
            from named n
            where file_id <> coalesce(known_id, first_id) or owner_id <> first_owner or exists (
                select from registry.owner w
                where w.scope_id = \(scope) and w.id_hash = decode(n.file_id, 'hex')
                    and w.owner_id <> n.owner_id)
            """)
        try await connection.execute(
            """
            with first as (
                select distinct on (id_hash) id_hash, name from pg_temp.household_row
                where id_hash is not null order by id_hash, row_number, position
            )
            insert into pg_temp.household_refused
            select distinct r.row_number, 'idOfAnother', null, coalesce(w.name, f.name)
            from pg_temp.household_row r
            join first f using (id_hash)
            left join registry.owner w on w.scope_id = \(scope) and w.id_hash = r.id_hash
            where r.name <> coalesce(w.name, f.name)
                and not exists (
                    select from pg_temp.household_refused x where x.row_number = r.row_number)
            """)
    }
}
