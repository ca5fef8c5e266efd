import Core
import Postgres
import Secrets

/// Heads of the log in the database. It also reads the exported documents, which hold nothing but
/// numbers and digests: what it made of them is checked against their signature.
enum AuditHeadStore {
    struct Document: Sendable {
        let at: Timestamp
        let links: [AuditHead.Link]
        let publicKey: String
        let signature: [UInt8]
    }

    static func read(on connection: Connection) async throws -> [AuditHead.Link] {
        try await connection.query(
            """
            select s.scope_id, h.position, h.chain
            from access.scope s
            join lateral (
                select position, chain from access.audit_entry e
                where e.scope_id = s.scope_id and e.position is not null
                order by e.position desc limit 1
            ) h on true
            order by s.scope_id
            """
        ).map { row in
            let (scope, position, chain) = try row.decode(
                ScopeID.self, Int64.self, [UInt8].self)
            return AuditHead.Link(scope: scope, position: position, chain: chain)
        }
    }

    /// - Returns: nil where the text is no such document.
    static func parse(_ text: String, on connection: Connection) async throws -> Document? {
        do {
            let rows = try await connection.query(
                """
                with document as materialized (select \(text)::json as d)
                select (d ->> 'atMicroseconds')::bigint, d ->> 'publicKey',
                    decode(d ->> 'signature', 'hex'), h.scopes, h.positions, h.chains
                from document, lateral (
                    select array_agg((e ->> 'scope')::bigint order by n) as scopes,
                        array_agg((e ->> 'position')::bigint order by n) as positions,
                        array_agg(e ->> 'chain' order by n) as chains
                    from json_array_elements(d -> 'heads') with ordinality as x (e, n)
                ) h
                where d ->> 'format' = 'linli-audit-head-1'
                """)
            guard let row = rows.first else { return nil }
            let (at, publicKey, signature, scopes, positions, chains) = try row.decode(
                Int64.self, String.self, [UInt8].self, [ScopeID]?.self, [Int64]?.self,
                [String]?.self)
            let links = zip(zip(scopes ?? [], positions ?? []), chains ?? []).map {
                AuditHead.Link(
                    scope: $0.0.0, position: $0.0.1, chain: Hex.decode($0.1) ?? [])
            }
            return Document(
                at: Timestamp(microseconds: at), links: links, publicKey: publicKey,
                signature: signature)
        } catch let error as PostgresError where error.kind == .decoding {
            return nil
        } catch let error as PostgresError where error.sqlState?.hasPrefix("22") == true {
            // no JSON, no number, no hexadecimal, or too deep
            return nil
        } catch let error as PostgresError where error.sqlState == "54001" {
            return nil
        }
    }

    /// The links of a head that the log no longer has, with what stands there instead.
    static func broken(
        _ links: [AuditHead.Link], on connection: Connection
    ) async throws -> [(link: AuditHead.Link, entry: EntryID?)] {
        try await connection.query(
            """
            select h.scope_id, h.position, h.chain, e.entry_id
            from unnest(\(links.map(\.scope)), \(links.map(\.position)), \(links.map(\.chain)))
                as h (scope_id, position, chain)
            left join access.audit_entry e
                on e.scope_id = h.scope_id and e.position = h.position
            where e.chain is distinct from h.chain
            order by h.scope_id
            """
        ).map { row in
            let (scope, position, chain, entry) = try row.decode(
                ScopeID.self, Int64.self, [UInt8].self, EntryID?.self)
            return (AuditHead.Link(scope: scope, position: position, chain: chain), entry)
        }
    }

    /// Functions of ours whose words stand in none of the migrations: whoever may replace one could
    /// have it recite what the log expects.
    static func foreignFunctions(
        among migrations: [String], on connection: Connection
    ) async throws -> [String] {
        let rows = try await connection.query(
            """
            select n.nspname || '.' || p.proname, p.prosrc
            from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname in (
                'access', 'registry', 'files', 'resolutions', 'accounts', 'contracts', 'fees')
                and not exists (select from pg_depend d
                    where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
            order by 1
            """)
        return try rows.compactMap { row in
            let (name, source) = try row.decode(String.self, String.self)
            return migrations.contains { $0.contains(source) } ? nil : name
        }
    }
}
