import Access
import Core
import Logging
import Postgres
import SQLCatalog

/// Brings a database to the version of this executable: bootstrap, then each migration in order,
/// each in a transaction of its own. The list of those applied is a prefix of those known.
public struct Migrator: Sendable {
    public enum Failure: Refusal, Equatable {
        case databaseNewer(applied: Int, known: Int)
        case migrationEdited(number: Int, name: String)
        case mayNotBootstrap(String)

        public var code: String {
            switch self {
            case .databaseNewer: "databaseNewer"
            case .migrationEdited: "migrationEdited"
            case .mayNotBootstrap: "mayNotBootstrap"
            }
        }

        public var sentence: String {
            switch self {
            case .databaseNewer(let applied, let known):
                "数据库已升级到第 \(applied) 版，本程序只认识到第 \(known) 版：请换用新版程序。"
            case .migrationEdited(let number, let name):
                "第 \(number) 号迁移（\(name)）与数据库中已执行的不一致：程序文件可能被改动，请核对版本。"
            case .mayNotBootstrap(let detail):
                "数据库用户无权建立所需的角色或模式（\(detail)）：请用有 CREATEROLE 权限的用户执行一次 "
                    + "linli database migrate。"
            }
        }
    }

    public struct Outcome: Sendable, Equatable {
        /// Numbers and names of what was applied just now.
        public let applied: [String]
        public let version: Int
    }

    private let database: Database
    private let migrations: [Migration]

    /// - Parameter database: connected as whoever may create roles and schemas.
    public init(database: Database, migrations: [Migration] = SQLCatalog.migrations) {
        self.database = database
        self.migrations = migrations
    }

    /// - Throws: `Failure`, `PostgresError`.
    public func perform() async throws -> Outcome {
        if try await isCurrent() { return Outcome(applied: [], version: migrations.count) }
        try await bootstrap()
        var applied: [String] = []
        for migration in migrations where try await apply(migration) {
            applied.append("\(migration.number) \(migration.name)")
        }
        return Outcome(applied: applied, version: migrations.count)
    }

    /// Whether every migration known has been applied as it stands. Writes nothing and needs no
    /// more than to read the list, so the serving role may ask too.
    public func isCurrent() async throws -> Bool {
        try await database.withConnection { connection in
            let list = try await connection.query(
                "select to_regclass('linli.migration') is not null")
            guard try list.only().decode(Bool.self) else { return false }
            let done = try await checkedPrefix(on: connection)
            return done == migrations.count
        }
    }

    private func bootstrap() async throws {
        var attempt = 1
        while true {
            do {
                return try await database.withTransaction { connection in
                    try await connection.script(SQLCatalog.bootstrap)
                }
            } catch let error as PostgresError where error.sqlState == "42501" {
                throw Failure.mayNotBootstrap(error.message)
            } catch let error as PostgresError
                where Migrator.collisions.contains(error.sqlState ?? "")
                && attempt < Migrator.bootstrapAttempts
            {
                attempt += 1
                try await Task.sleep(for: .milliseconds(Int.random(in: 10...100)))
            }
        }
    }

    /// What PostgreSQL answers to one of two who make the same role, schema, table or grant at
    /// once. The bootstrap may be repeated: the next attempt finds the other's work done.
    private static let collisions: Set = ["XX000", "23505", "42710", "42P06", "42P07"]
    /// Far more than processes start on one machine at the same moment.
    private static let bootstrapAttempts = 20

    /// - Returns: whether it was applied just now; false where another process was first.
    private func apply(_ migration: Migration) async throws -> Bool {
        try await database.withTransaction { connection in
            // Two processes that migrate at once: the second waits here, then finds it done. A
            // migration may take longer than the few seconds that other writers wait for a lock.
            try await connection.execute("set local lock_timeout = '10min'")
            try await connection.execute("lock table linli.migration in exclusive mode")
            let done = try await checkedPrefix(on: connection)
            guard migration.number > done else { return false }
            try await connection.execute("set local role linli_owner")
            try await connection.script(migration.sql)
            try await connection.execute("reset role")
            try await connection.execute(
                """
                insert into linli.migration (number, name, checksum)
                values (\(Int32(migration.number)), \(migration.name), \(migration.checksum))
                """)
            return true
        }
    }

    /// How many migrations are applied, once they are known to be a prefix of ours.
    private func checkedPrefix(on connection: Connection) async throws -> Int {
        let rows = try await connection.query(
            "select number, name, checksum from linli.migration order by number")
        guard rows.count <= migrations.count else {
            throw Failure.databaseNewer(applied: rows.count, known: migrations.count)
        }
        for (row, migration) in zip(rows, migrations) {
            let (number, name, checksum) = try row.decode(Int.self, String.self, String.self)
            guard number == migration.number, checksum == migration.checksum else {
                throw Failure.migrationEdited(number: number, name: name)
            }
        }
        return rows.count
    }
}
