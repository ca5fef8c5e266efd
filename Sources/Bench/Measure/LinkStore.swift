import Postgres

/// The digests of links: those of the tokens that were issued, or those of numbers, which pgbench
/// can compute.
enum LinkStore {
    /// Numbers the links from 0 by compound.
    static func remember(_ connection: Connection) async throws {
        try await connection.script(
            """
            drop table if exists bench.link;
            create table bench.link as
            select scope_id, tenure_id, token_sha256 as issued,
                sha256(int8send(row_number() over (order by scope_id, tenure_id) - 1)) as numbered
            from registry.resident_link;
            """)
    }

    static func restore(_ connection: Connection) async throws {
        try await connection.execute(
            """
            update registry.resident_link r set token_sha256 = l.issued
            from bench.link l
            where l.scope_id = r.scope_id and l.tenure_id = r.tenure_id
            """)
        try await connection.execute("vacuum (analyze) registry.resident_link")
    }

    static func number(_ connection: Connection) async throws {
        try await connection.execute(
            """
            update registry.resident_link r set token_sha256 = l.numbered
            from bench.link l
            where l.scope_id = r.scope_id and l.tenure_id = r.tenure_id
            """)
        try await connection.execute("vacuum (analyze) registry.resident_link")
    }
}
