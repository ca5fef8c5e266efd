import Access
import Accounts
import Application
import ArgumentParser
import Core
import Glibc
import Logging
import Postgres
import PrivateCluster
import Registry

/// Options that every command takes.
struct GlobalOptions: ParsableArguments {
    @Flag(name: .long, help: "输出一个 JSON 文档")
    var json = false

    @Option(name: .customLong("data"), help: "数据目录（默认 LINLI_DATA 或用户数据目录）")
    var dataFolder: String?

    @Option(name: .customLong("database"), help: "改用这台 PostgreSQL（默认 LINLI_DATABASE_URL 或私有数据库）")
    var databaseURL: String?

    @Option(
        name: .customLong("as"),
        help: "以这个访问令牌的账号办理（默认 LINLI_TOKEN；都不写则以本机终端办理）")
    var token: String?

    /// The account's token to act by; nil for whoever sits at the machine.
    var actingToken: String? { token ?? Settings.environment("LINLI_TOKEN") }

    func settings(listen: String? = nil) throws -> Settings {
        try Settings(dataFolder: dataFolder, databaseURL: databaseURL, listen: listen)
    }
}

/// What a command works in: an open installation, who acts, what day it is.
struct House: Sendable {
    let installation: Installation
    let actor: Actor
    let now: Timestamp
    /// Nil where a server of one's own is used.
    let cluster: ClusterHold?

    var database: Database { installation.database }
    var today: CivilDate { now.dayInShanghai }

    /// A command reads one thing at a time; twenty at once must not use up the server's connections.
    static var oneCommand: Database.Options {
        var options = Database.Options()
        options.pipelinedConnections = 1
        return options
    }

    /// Runs a body in the installation, then seals what it wrote and leaves: as the last one out,
    /// stopping the private cluster.
    static func with<Result: Sendable>(
        _ settings: Settings, token: String? = nil,
        options: Database.Options = House.oneCommand, logger: Logger = Log.quiet,
        _ body: (House) async throws -> Result
    ) async throws -> Result {
        let (connection, hold) = try await connect(settings, logger: logger)
        do {
            let installation = try await Installation.open(
                connection: connection, dataFolder: settings.dataFolder, policy: settings.policy,
                options: options, logger: logger)
            do {
                let now = Calendar.now()
                let house = House(
                    installation: installation,
                    actor: try await actor(token, at: now, in: installation), now: now,
                    cluster: hold)
                let result = try await body(house)
                await leave(installation)
                await hold?.release()
                return result
            } catch {
                await leave(installation)
                throw error
            }
        } catch {
            await hold?.release()
            throw error
        }
    }

    /// The settings to connect with, and the private cluster's hold where there is one. The
    /// database is made where it is missing in the private cluster.
    static func connect(
        _ settings: Settings, logger: Logger
    ) async throws -> (ConnectionSettings, ClusterHold?) {
        if let url = settings.databaseURL {
            return (try ConnectionSettings(url: url), nil)
        }
        let cluster = PrivateCluster(dataFolder: settings.dataFolder, logger: logger)
        let hold = try await cluster.hold { message in
            if Output.errorIsTerminal { Output.complain(message) }
        }
        let connection = ConnectionSettings(keywords: [
            "host": hold.socketFolder, "port": String(hold.port), "user": hold.superuser,
            "dbname": "linli",
        ])
        do {
            try await Installation.createDatabase(connection: connection, logger: logger)
        } catch {
            await hold.release()
            throw error
        }
        return (connection, hold)
    }

    /// A failed seal must not hide the result: the next command, or the server, seals the rest.
    private static func leave(_ installation: Installation) async {
        _ = try? await SealAudit(database: installation.database).perform()
        await installation.database.close()
    }

    /// Who acts: the account of a token, or whoever sits at the machine.
    ///
    /// - Throws: `AccessTokenRefusal.notInForce`.
    private static func actor(
        _ token: String?, at now: Timestamp, in installation: Installation
    ) async throws -> Actor {
        guard let token else { return .terminal(user: userName()) }
        let holder = try await ReadAccessToken(database: installation.database).perform(
            token: token, at: now, today: now.dayInShanghai)
        guard let holder else { throw AccessTokenRefusal.notInForce }
        return holder.actor
    }

    static func userName() -> String {
        if let name = Settings.environment("SUDO_USER") { return name }
        guard let entry = getpwuid(geteuid()) else { return "uid \(geteuid())" }
        return String(cString: entry.pointee.pw_name)
    }
}

extension House {
    func compound(_ name: String) async throws -> Compound {
        try await database.withConnection { try await CompoundStore.find(name, on: $0) }
    }
}

enum Log {
    /// Commands report through their output; the log is for the server.
    static let quiet = Logger(label: "linli") { _ in SwiftLogNoOpLogHandler() }
}
