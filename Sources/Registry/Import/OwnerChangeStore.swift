import Access
import Core
import Postgres

/// What the file states anew of known owners: their phone, their identity document.
extension HouseholdImportStore {
    static func alterOwners(
        in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws {
        try await connection.execute(
            """
            create temporary table owner_change on commit drop as
            select owner_id, max(known_phone) as phone, max(known_id) as id,
                nullif(max(file_phone), max(known_phone)) as new_phone,
                nullif(max(file_id), max(known_id)) as new_id
            from pg_temp.owner_known where owner_id is not null and file_name is not null
            group by owner_id
            having max(file_phone) is distinct from max(known_phone)
                or max(file_id) is distinct from max(known_id)
            """)
        try await recordOwnerChanges(in: scope, entry: entry, on: connection)
    }

    /// Whoever is known without an identity document, and named in the file with one.
    static func setIDNumbers(
        in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws {
        try await connection.execute("truncate pg_temp.owner_change")
        try await connection.execute(
            """
            insert into pg_temp.owner_change (owner_id, new_id)
            select p.owner_id, encode(p.id_hash, 'hex')
            from pg_temp.person p
            join registry.owner w on w.scope_id = \(scope) and w.owner_id = p.known_id
            where p.id_hash is not null and w.id_hash is null
            """)
        try await recordOwnerChanges(in: scope, entry: entry, on: connection)
    }

    private static func recordOwnerChanges(
        in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws {
        try await connection.execute(
            """
            insert into registry.alteration (scope_id, subject_kind, subject_id, field, before,
                after, entry_id)
            select \(scope), 'owner', c.owner_id, v.field, v.before, v.after, \(entry)
            from pg_temp.owner_change c
            cross join lateral (values
                ('phone', c.phone, c.new_phone), ('idHash', c.id, c.new_id)
            ) v (field, before, after)
            where v.after is not null
            order by c.owner_id, v.field
            """)
        try await connection.execute(
            """
            update registry.owner w
            set phone = coalesce(c.new_phone, w.phone),
                id_hash = coalesce(decode(c.new_id, 'hex'), w.id_hash)
            from pg_temp.owner_change c
            where w.scope_id = \(scope) and w.owner_id = c.owner_id
                and (c.new_phone is not null or c.new_id is not null)
            """)
    }
}
