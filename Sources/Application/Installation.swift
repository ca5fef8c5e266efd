import Logging
import Postgres
import Secrets

/// A running installation: the database as the serving role sees it, and the keys. Commands and
/// the server are both built on one.
public struct Installation: Sendable {
    /// For those who hand it on without speaking to it.
    public typealias Database = Postgres.Database

    public let database: Database
    public let keys: Keys
    /// Hashes passwords, a few at a time: one for the whole process.
    public let passwords = Passwords()
    public let policy: Policy

    init(database: Database, keys: Keys, policy: Policy = Policy()) {
        self.database = database
        self.keys = keys
        self.policy = policy
    }

    /// Brings the database up to this executable's version, then connects as the serving role.
    ///
    /// - Parameter connection: as who may migrate; the database must exist.
    /// - Throws: `Migrator.Failure`, `PostgresError`, `KeyFile.Problem`.
    public static func open(
        connection: ConnectionSettings, dataFolder: String, policy: Policy = Policy(),
        options: Database.Options = .init(), logger: Logger
    ) async throws -> Installation {
        _ = try await migrate(connection: connection, logger: logger)
        let keys = try Keys(dataFolder: dataFolder)
        var options = options
        options.sessionSettings["role"] = "linli_server"
        options.sessionSettings["TimeZone"] = "Asia/Shanghai"
        // Fact lines hold dates as text: always the same text, whatever the server prefers.
        options.sessionSettings["DateStyle"] = "ISO, YMD"
        return Installation(
            database: Database(connection: connection, options: options, logger: logger),
            keys: keys, policy: policy)
    }

    /// - Throws: `Migrator.Failure`, `PostgresError`.
    public static func migrate(
        connection: ConnectionSettings, logger: Logger
    ) async throws -> Migrator.Outcome {
        try await withDatabase(connection, logger: logger) { database in
            try await Migrator(database: database).perform()
        }
    }

    /// Whether a database is of this executable's version. Changes nothing.
    ///
    /// - Throws: `Migrator.Failure`, `PostgresError`.
    public static func isCurrent(
        connection: ConnectionSettings, logger: Logger
    ) async throws -> Bool {
        try await withDatabase(connection, logger: logger) { database in
            try await Migrator(database: database).isCurrent()
        }
    }

    /// Makes a database on the server unless it is there.
    ///
    /// - Parameter connection: to that database; the maintenance database `postgres` is asked.
    public static func createDatabase(
        connection: ConnectionSettings, logger: Logger
    ) async throws {
        var keywords = connection.keywords
        guard let name = keywords["dbname"] else { return }
        keywords["dbname"] = "postgres"
        try await withDatabase(ConnectionSettings(keywords: keywords), logger: logger) { database in
            try await database.withConnection { connection in
                let known = try await connection.query(
                    "select 1 from pg_database where datname = \(name)")
                guard known.isEmpty else { return }
                do {
                    // A name of our own making, not somebody's input: a statement takes no
                    // parameter here.
                    try await connection.execute("create database \"\(unescaped: name)\"")
                } catch let error as PostgresError
                    where ["42P04", "23505"].contains(error.sqlState)
                {
                    // another process made it at the same moment
                }
            }
        }
    }

    static func withDatabase<Result: Sendable>(
        _ connection: ConnectionSettings, options: Database.Options = .init(), logger: Logger,
        _ body: (Database) async throws -> Result
    ) async throws -> Result {
        let database = Database(connection: connection, options: options, logger: logger)
        do {
            let result = try await body(database)
            await database.close()
            return result
        } catch {
            await database.close()
            throw error
        }
    }
}
