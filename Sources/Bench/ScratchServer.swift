import Application
import Glibc
import Logging
import Postgres
import PrivateCluster

/// A private cluster in a scratch folder, as `linli` makes it for everybody, and the programs that
/// work in it.
struct ScratchServer: Sendable {
    static let database = "linli"
    static let quiet = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }

    let dataFolder: String
    /// The `linli` that is measured.
    let linli: String
    private let hold: ClusterHold

    /// - Parameter folder: exists, and can be entered by the account that PostgreSQL runs as.
    /// - Throws: `PrivateClusterError`, `PostgresError`.
    static func start(in folder: String, linli: String) async throws -> ScratchServer {
        let data = "\(folder)/data"
        let hold = try await PrivateCluster(dataFolder: data, logger: quiet).hold()
        let server = ScratchServer(dataFolder: data, linli: linli, hold: hold)
        try await server.make(database)
        return server
    }

    /// Leaves the cluster; as the last one out, stops it.
    func leave() async {
        await hold.release()
        rmdir(hold.socketFolder)
    }

    /// Makes a database, and brings it to the version of this executable.
    func make(_ database: String) async throws {
        try await Installation.createDatabase(connection: settings(database), logger: Self.quiet)
        _ = try await Installation.migrate(connection: settings(database), logger: Self.quiet)
    }

    func settings(_ database: String = ScratchServer.database) -> ConnectionSettings {
        ConnectionSettings(keywords: [
            "host": hold.socketFolder, "port": String(hold.port), "user": hold.superuser,
            "dbname": database,
        ])
    }

    /// The same as a URL, for `LINLI_DATABASE_URL`.
    func url(_ database: String) -> String {
        let host = hold.socketFolder.split(separator: "/").map { "%2F\($0)" }.joined()
        return "postgresql://\(hold.superuser)@\(host):\(hold.port)/\(database)"
    }

    /// What PostgreSQL's own programs need to find the server. They work as the serving role, as
    /// `linli` does.
    func variables(_ database: String = ScratchServer.database) -> [String: String?] {
        [
            "PGHOST": hold.socketFolder, "PGPORT": String(hold.port), "PGUSER": hold.superuser,
            "PGDATABASE": database, "PGOPTIONS": "-c role=linli_server",
        ]
    }

    /// Runs `linli` in the cluster's data folder.
    ///
    /// - Parameter database: another database than that of the data folder.
    func linli(_ arguments: [String], database: String? = nil) async throws -> Program.Ending {
        try await Program.run(
            [linli] + arguments, environment: linliVariables(database: database))
    }

    func linliVariables(database: String? = nil) -> [String: String?] {
        [
            "LINLI_DATA": dataFolder, "LINLI_DATABASE_URL": database.map { url($0) },
            "LINLI_LISTEN": nil,
        ]
    }

    func psql(
        _ arguments: [String], database: String = ScratchServer.database
    ) async throws -> Program.Ending {
        try await Program.run(
            ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"] + arguments,
            environment: variables(database))
    }

    /// Works as the superuser, with statements of any length.
    @discardableResult
    func asSuperuser<Result: Sendable>(
        _ database: String = ScratchServer.database,
        _ body: (Connection) async throws -> Result
    ) async throws -> Result {
        var options = Database.Options()
        options.sessionSettings["client_min_messages"] = "warning"
        let client = Database(
            connection: settings(database), options: options, logger: ScratchServer.quiet)
        do {
            let result = try await client.withConnection(body)
            await client.close()
            return result
        } catch {
            await client.close()
            throw error
        }
    }

    /// A single number that a statement answers.
    func number(
        _ statement: Query, in database: String = ScratchServer.database
    ) async throws -> Int64 {
        try await asSuperuser(database) { connection in
            guard let row = try await connection.query(statement).first else {
                throw BenchError("no row: \(statement.text)")
            }
            return try row.decode(Int64.self)
        }
    }

    /// Nothing is measured while the one before it is still being written out.
    func checkpoint() async throws {
        try await asSuperuser("postgres") { try await $0.script("checkpoint") }
    }

    /// An installation in our own process: the operations as `linli serve` runs them.
    func installation(options: Database.Options = .init()) async throws -> Installation {
        try await Installation.open(
            connection: settings(), dataFolder: dataFolder, options: options,
            logger: ScratchServer.quiet)
    }
}
