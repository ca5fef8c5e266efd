import Core
import Glibc
import Postgres
import SQLCatalog

/// What copying a database and putting it back asks of the server, besides the copying itself.
public enum BackupStore {
    public struct Table: Sendable, Equatable {
        /// `fees.charge`.
        public let name: String
        public let bytes: Int64
        /// As a statement may name it.
        let quoted: String
    }

    /// Rows turn into the same text everywhere, so that their digests can be compared; and our own
    /// connections are told from those of others.
    public static let options: Database.Options = {
        var options = Database.Options()
        options.pipelinedConnections = 1
        options.applicationName = "linli backup \(getpid())"
        options.sessionSettings = [
            "TimeZone": "UTC", "DateStyle": "ISO, YMD", "IntervalStyle": "postgres",
            "bytea_output": "hex", "extra_float_digits": "1",
        ]
        return options
    }()

    /// Names the moment that this transaction sees, for another connection to see the same.
    public static func exportSnapshot(on connection: Connection) async throws -> String {
        try await connection.query("select pg_export_snapshot()").only().decode(String.self)
    }

    /// Every table that is not the server's own, nor an extension's.
    public static func tables(on connection: Connection) async throws -> [Table] {
        let rows = try await connection.query(
            """
            select n.nspname || '.' || c.relname, format('%I.%I', n.nspname, c.relname),
                pg_table_size(c.oid)
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
                and not exists (
                    select from pg_depend d
                    where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
            order by 1
            """)
        return try rows.map { row in
            let (name, quoted, bytes) = try row.decode(String.self, String.self, Int64.self)
            return Table(name: name, bytes: bytes, quoted: quoted)
        }
    }

    /// Counts a table's rows, and adds up 64 bits of each one's MD5: the same in whatever order
    /// they lie. It tells an accident; what somebody changed on purpose the audit chain tells.
    public static func content(
        of table: Table, on connection: Connection
    ) async throws -> BackupManifest.Table {
        let row = try await connection.query(
            """
            select count(*),
                coalesce(sum(('x' || left(md5(t::text), 16))::bit(64)::bigint::numeric), 0)::text
            from \(unescaped: table.quoted) t
            """
        ).only()
        let (rows, digest) = try row.decode(Int64.self, String.self)
        return BackupManifest.Table(name: table.name, rows: rows, digest: digest)
    }

    /// The number of the last migration applied; 0 where there is none.
    public static func version(on connection: Connection) async throws -> Int {
        let list = try await connection.query("select to_regclass('linli.migration') is not null")
        guard try list.only().decode(Bool.self) else { return 0 }
        let newest = try await connection.query(
            "select coalesce(max(number), 0) from linli.migration")
        return Int(try newest.only().decode(Int32.self))
    }

    struct Found: Sendable {
        let name: String
        let user: String
        /// How many others are connected to it.
        let others: Int
        let isEmpty: Bool
    }

    static func look(on connection: Connection) async throws -> Found {
        let (name, user, others) = try await connection.query(
            """
            select current_database()::text, current_user::text, count(*)
            from pg_stat_activity
            where datname = current_database() and application_name <> \(options.applicationName)
                and coalesce(backend_type, 'client backend') = 'client backend'
            """
        ).only().decode(String.self, String.self, Int.self)
        return Found(
            name: name, user: user, others: others,
            isEmpty: try await tables(on: connection).isEmpty)
    }

    /// Makes the roles, which belong to the server and not to the database, and gives them their
    /// rights in it; what the bootstrap puts into the database itself comes with the backup.
    static func prepare(on connection: Connection) async throws {
        try await connection.script(SQLCatalog.bootstrap)
        try await connection.script("drop schema linli cascade")
    }

    /// Takes out again what was put into a database that had been empty.
    static func empty(on connection: Connection) async throws {
        let rows = try await connection.query(
            """
            select distinct format('%I', n.nspname)
            from pg_namespace n
            where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public')
            """)
        for row in rows {
            try await connection.execute(
                "drop schema \(unescaped: try row.decode(String.self)) cascade")
        }
        let left = try await tables(on: connection)
        for table in left {
            try await connection.execute("drop table \(unescaped: table.quoted) cascade")
        }
    }

    /// Databases are named by ourselves or in the settings, never by a statement's parameter.
    static func quoted(_ name: String) -> String {
        "\"\(name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    }

    static func create(_ name: String, on connection: Connection) async throws {
        try await connection.execute("create database \(unescaped: quoted(name))")
    }

    static func drop(_ name: String, on connection: Connection) async throws {
        try await connection.execute("drop database if exists \(unescaped: quoted(name))")
    }

    /// The new one takes the other's name, in one step: nobody finds the database missing.
    static func replace(
        _ name: String, by new: String, keepingAs old: String, on connection: Connection
    ) async throws {
        _ = try await connection.pipeline([
            "alter database \(unescaped: quoted(name)) rename to \(unescaped: quoted(old))",
            "alter database \(unescaped: quoted(new)) rename to \(unescaped: quoted(name))",
        ])
    }
}
