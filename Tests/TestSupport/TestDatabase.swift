import Application
import Glibc
import Logging
import Postgres
import SQLCatalog

/// Databases for tests: each a clone of a migrated template, on a real server.
public enum TestDatabase {
    /// Where the cluster listens, for tests that start programs of their own.
    public static func settings(
        database: String, user: String = "postgres"
    ) throws -> ConnectionSettings {
        let cluster = try TestCluster.shared.get()
        return ConnectionSettings(keywords: [
            "host": cluster.socketFolder, "port": String(TestCluster.port), "user": user,
            "dbname": database,
        ])
    }

    /// The same as a URL, for LINLI_DATABASE_URL.
    public static func url(database: String) throws -> String {
        let cluster = try TestCluster.shared.get()
        let host = cluster.socketFolder.split(separator: "/").map { "%2F\($0)" }.joined()
        return "postgresql://postgres@\(host)/\(database)"
    }

    /// Makes a database, migrated unless `empty`, and returns its name.
    public static func create(empty: Bool = false) async throws -> String {
        let name = await Names.shared.next()
        let template = empty ? "template0" : try await Template.shared.name()
        try await withAdministrator { connection in
            try await connection.execute(
                "create database \(unescaped: name) template \(unescaped: template)")
        }
        return name
    }

    public static func drop(_ name: String) async throws {
        try await withAdministrator { connection in
            try await connection.execute("drop database \(unescaped: name) with (force)")
        }
    }

    static func withAdministrator(
        _ body: (Connection) async throws -> Void
    ) async throws {
        let administrator = Database(
            connection: try settings(database: "postgres"), logger: TestDatabase.quiet)
        do {
            try await administrator.withConnection(body)
        } catch {
            await administrator.close()
            throw error
        }
        await administrator.close()
    }

    static let quiet = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }

    private actor Names {
        static let shared = Names()
        private var count = 0

        func next() -> String {
            count += 1
            return "t\(getpid())_\(count)"
        }
    }

    /// Migrated once, cloned by every test.
    private actor Template {
        static let shared = Template()
        private var making: Task<String, any Error>?

        func name() async throws -> String {
            if let making { return try await making.value }
            let task = Task {
                try await TestDatabase.withAdministrator { connection in
                    try await connection.execute(
                        "create database template_linli template template0")
                }
                let database = Database(
                    connection: try TestDatabase.settings(database: "template_linli"),
                    logger: TestDatabase.quiet)
                do {
                    _ = try await Migrator(database: database).perform()
                } catch {
                    await database.close()
                    throw error
                }
                await database.close()
                return "template_linli"
            }
            making = task
            return try await task.value
        }
    }
}

/// A fresh database for a test that commits, connected as the serving role. A dozen tests have one
/// at a time: each opens up to a dozen connections.
///
/// - Parameter asOwner: connect as the superuser instead, to tamper with rows.
public func withDatabase<Result: Sendable>(
    asOwner: Bool = false, options: Database.Options = .init(),
    _ body: (Database) async throws -> Result
) async throws -> Result {
    await Gate.databases.enter()
    do {
        let result = try await withOwnDatabase(asOwner: asOwner, options: options, body)
        await Gate.databases.leave()
        return result
    } catch {
        await Gate.databases.leave()
        throw error
    }
}

/// Lets so many in at a time; the others wait in turn.
actor Gate {
    static let databases = Gate(places: 12)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) {
        free = places
    }

    func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}

private func withOwnDatabase<Result: Sendable>(
    asOwner: Bool, options: Database.Options, _ body: (Database) async throws -> Result
) async throws -> Result {
    let name = try await TestDatabase.create()
    var options = options
    if !asOwner { options.sessionSettings["role"] = "linli_server" }
    let database = Database(
        connection: try TestDatabase.settings(database: name), options: options,
        logger: TestDatabase.quiet)
    do {
        let result = try await body(database)
        await database.close()
        try await TestDatabase.drop(name)
        return result
    } catch {
        await database.close()
        try await TestDatabase.drop(name)
        throw error
    }
}

/// The same database as the superuser sees it, to tamper with rows behind the program's back.
public func asSuperuser(
    _ database: Database, _ body: (Connection) async throws -> Void
) async throws {
    let superuser = Database(connection: database.settings, logger: TestDatabase.quiet)
    do {
        try await superuser.withConnection(body)
    } catch {
        await superuser.close()
        throw error
    }
    await superuser.close()
}

/// A connection of the serving role whose work is rolled back at the end.
public func withRolledBack<Result: Sendable>(
    _ body: (Connection) async throws -> Result
) async throws -> Result {
    try await SharedDatabase.shared.database().withRollback(body)
}

private actor SharedDatabase {
    static let shared = SharedDatabase()
    private var making: Task<Database, any Error>?

    func database() async throws -> Database {
        if let making { return try await making.value }
        let task = Task {
            let name = try await TestDatabase.create()
            var options = Database.Options()
            options.sessionSettings["role"] = "linli_server"
            return Database(
                connection: try TestDatabase.settings(database: name), options: options,
                logger: TestDatabase.quiet)
        }
        making = task
        return try await task.value
    }
}
