import Access
import Core
import Postgres

/// What every import asks of the database.
enum ImportStore {
    /// Settings for one large transaction.
    static func prepare(on connection: Connection) async throws {
        // Another import of the same compound may take longer than the few seconds that writers
        // of single rows are given; and sorts of some hundred thousand lines belong in memory.
        try await connection.execute("set local lock_timeout = '60s'")
        try await connection.execute("set local work_mem = '64MB'")
        // the temporary tables are analysed several times; a rough sample plans them as well
        try await connection.execute("set local default_statistics_target = 10")
    }

    static func isKnown(
        _ digest: [UInt8], kind: String, in scope: ScopeID, on connection: Connection
    ) async throws -> Bool {
        let rows = try await connection.query(
            """
            select exists (
                select from registry.import_batch
                where scope_id = \(scope) and kind = \(kind) and file_sha256 = \(digest))
            """)
        return try rows.only().decode(Bool.self)
    }

    static func listing(_ scope: ScopeID) -> Query {
        """
        select b.batch_id, b.kind, b.file_name, b.file_sha256, b.added, b.changed, b.unchanged,
            b.refused, e.at, e.actor_name
        from registry.import_batch b
        left join access.audit_entry e on e.scope_id = b.scope_id and e.entry_id = b.entry_id
        where b.scope_id = \(scope)
        order by b.batch_id desc limit \(ListImports.most)
        """
    }

    static func insert(
        _ batch: ImportBatch, in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws -> Int64 {
        let rows = try await connection.query(
            """
            insert into registry.import_batch (scope_id, kind, file_name, file_sha256, added,
                changed, unchanged, refused, entry_id)
            values (\(scope), \(batch.kind), \(batch.fileName), \(batch.digest),
                \(Int32(batch.added)), \(Int32(batch.changed)), \(Int32(batch.unchanged)),
                \(Int32(batch.refused)), \(entry))
            returning batch_id
            """)
        return try rows.only().decode(Int64.self)
    }
}

extension Rows {
    /// The one row that a digest of facts answers with: how many lines, and their SHA-256.
    func facts() throws -> AuditEntry.Facts {
        let (count, digest) = try only().decode(Int.self, [UInt8].self)
        return .digested(count: count, digest: digest)
    }
}
