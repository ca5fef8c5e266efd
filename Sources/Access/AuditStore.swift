import Core
import Postgres

/// Audit entries in the database: drawn, written, sealed, read.
public enum AuditStore {
    /// The number of an entry that is about to be written: fact rows carry it.
    public static func draw(on connection: Connection) async throws -> EntryID {
        let rows = try await connection.query("select nextval('access.entry_id')")
        return try rows.only().decode(EntryID.self)
    }

    /// Writes an entry, as the last statement of its operation's transaction.
    public static func append(_ entry: AuditEntry, on connection: Connection) async throws {
        try await connection.execute(insertion(of: entry))
    }

    /// The statement that `append` runs, for operations that send it together with others.
    public static func insertion(of entry: AuditEntry) -> Query {
        """
        insert into access.audit_entry (scope_id, entry_id, actor_kind, actor_name, account_id,
            appointment, action, subject, detail, fact_count, facts_digest)
        values (\(entry.scope), \(entry.entry), \(entry.actor.kind.rawValue), \(entry.actor.name),
            \(entry.actor.account), \(entry.actor.appointment), \(entry.action), \(entry.subject),
            \(entry.detail.text)::jsonb, \(Int32(entry.factCount)), \(entry.factsDigest))
        """
    }

    struct Unsealed {
        let scope: ScopeID
        let entry: EntryID
        let canonical: String
        let headPosition: Int64?
        let headChain: [UInt8]?
    }

    static func unsealed(limit: Int, on connection: Connection) async throws -> [Unsealed] {
        let rows = try await connection.query(
            """
            select e.scope_id, e.entry_id, access.canonical(e), h.position, h.chain
            from (
                select * from access.audit_entry where position is null
                order by scope_id, entry_id limit \(limit)
            ) e
            left join lateral (
                select position, chain from access.audit_entry s
                where s.scope_id = e.scope_id and s.position is not null
                order by s.position desc limit 1
            ) h on true
            order by e.scope_id, e.entry_id
            """)
        return try rows.map { row in
            let (scope, entry, canonical, position, chain) = try row.decode(
                ScopeID.self, EntryID.self, String.self, Int64?.self, [UInt8]?.self)
            return Unsealed(
                scope: scope, entry: entry, canonical: canonical, headPosition: position,
                headChain: chain)
        }
    }

    struct Seal {
        let scope: ScopeID
        let entry: EntryID
        let position: Int64
        let chain: [UInt8]
    }

    static func write(_ seals: [Seal], on connection: Connection) async throws {
        try await connection.execute(
            """
            update access.audit_entry e
            set position = s.position, chain = s.chain, sealed_at = clock_timestamp()
            from unnest(\(seals.map(\.scope)), \(seals.map(\.entry)), \(seals.map(\.position)),
                \(seals.map(\.chain))) as s (scope_id, entry_id, position, chain)
            where e.scope_id = s.scope_id and e.entry_id = s.entry_id
            """)
    }
}

extension Rows {
    /// The one row of a statement that always answers with one.
    public func only() throws -> Row {
        guard count == 1, let row = first else { throw UnexpectedRowCount(count: count) }
        return row
    }
}

/// A statement that always answers with one row did not: a fault of ours, not of the user's.
public struct UnexpectedRowCount: Error {
    public let count: Int
}
