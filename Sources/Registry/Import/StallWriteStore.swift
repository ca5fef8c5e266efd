import Access
import Core
import Postgres

/// Writes what the comparison found new or changed: one statement a table.
extension StallImportStore {
    static func write(
        in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws {
        try await connection.execute(
            """
            insert into registry.alteration (scope_id, subject_kind, subject_id, field, before,
                after, entry_id)
            select \(scope), 'stall', stall_id, 'title', known_title, new_title, \(entry)
            from pg_temp.stall_compared
            where difference is null and stall_id is not null and new_title is not null
            order by row_number
            """)
        try await connection.execute(
            """
            update registry.stall s set title = c.new_title
            from pg_temp.stall_compared c
            where s.scope_id = \(scope) and s.stall_id = c.stall_id and c.difference is null
                and c.new_title is not null
            """)
        try await connection.execute(
            """
            insert into registry.stall (scope_id, code, title, entry_id)
            select \(scope), code, coalesce(title, 'common'), \(entry)
            from pg_temp.stall_compared where difference is null and stall_id is null
            order by row_number
            """)
        try await connection.execute(
            """
            insert into registry.stall_lease (scope_id, stall_id, tenure_id, from_month,
                until_month, plate, entry_id, closed_entry_id)
            select \(scope), s.stall_id, c.tenure_id, c.from_month, c.until_month, c.plate,
                \(entry), case when c.until_month is not null then \(entry) end
            from pg_temp.stall_compared c
            join registry.stall s on s.scope_id = \(scope) and s.code = c.code
            where c.difference is null and c.adds_lease
            order by c.row_number
            """)
    }

    static func digest(
        in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws -> AuditEntry.Facts {
        try await connection.query(
            """
            select count(*), sha256(convert_to(
                coalesce(string_agg(line, E'\\n' order by line collate "C"), ''), 'UTF8'))
            from (
                select registry.stall_fact(r.stall_id, r.code, r.title)
                from registry.stall r where scope_id = \(scope) and entry_id = \(entry)
                union all
                select registry.fact(r)
                from registry.stall_lease r where scope_id = \(scope) and entry_id = \(entry)
                union all
                select registry.closing_fact(r) from registry.stall_lease r
                where scope_id = \(scope) and closed_entry_id = \(entry)
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
