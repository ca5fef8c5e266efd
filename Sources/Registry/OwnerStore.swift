import Access
import Core
import Postgres

/// Owners in the database, and what was altered of anything in the register.
enum OwnerStore {
    static func update(
        _ owner: OwnerID, name: String?, phone: String?, in scope: ScopeID,
        on connection: Connection
    ) async throws {
        try await connection.execute(
            """
            update registry.owner
            set name = coalesce(\(name), name), phone = coalesce(\(phone), phone)
            where scope_id = \(scope) and owner_id = \(owner)
            """)
    }

    static func recordAlteration(
        of kind: String, _ subject: Int64, field: String, before: String?, after: String?,
        in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws -> String {
        try await connection.query(
            """
            insert into registry.alteration as r (scope_id, subject_kind, subject_id, field,
                before, after, entry_id)
            values (\(scope), \(kind), \(subject), \(field), \(before), \(after), \(entry))
            returning registry.fact(r)
            """
        ).only().decode(String.self)
    }
}
