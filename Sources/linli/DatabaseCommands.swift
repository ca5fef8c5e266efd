import Application
import ArgumentParser
import Core
import Postgres
import PrivateCluster

struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "database", abstract: "数据库：启动、停止、状态、升级、备份、恢复",
        subcommands: [
            Start.self, Stop.self, Status.self, Migrate.self, Backup.self, Restore.self,
        ])

    /// What only makes sense for the private cluster.
    private static func cluster(_ options: GlobalOptions) throws -> PrivateCluster {
        let settings = try options.settings()
        guard settings.databaseURL == nil else {
            throw MalformedValue(
                code: "notPrivateCluster",
                sentence: "已指定外部数据库（LINLI_DATABASE_URL），它的启动和停止不归 linli 管。")
        }
        return PrivateCluster(dataFolder: settings.dataFolder, logger: Log.quiet)
    }

    struct Start: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "启动私有数据库，并让它一直运行")

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await Ending.catching(json: options.json) {
                let cluster = try DatabaseCommand.cluster(options)
                try await cluster.start { message in
                    if Output.errorIsTerminal { Output.complain(message) }
                }
                Status.show(try await cluster.status(), json: options.json)
            }
        }
    }

    struct Stop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "停止私有数据库")

        @Flag(help: "即使有 linli 正在使用也停止") var force = false
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await Ending.catching(json: options.json) {
                let cluster = try DatabaseCommand.cluster(options)
                try await cluster.stop(force: force)
                Status.show(try await cluster.status(), json: options.json)
            }
        }
    }

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "查看数据库状态")

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await Ending.catching(json: options.json) {
                let settings = try options.settings()
                guard let url = settings.databaseURL else {
                    Status.show(
                        try await DatabaseCommand.cluster(options).status(), json: options.json)
                    return
                }
                try await House.with(settings) { _ in
                    let shown = try ConnectionSettings(url: url).description
                    if options.json {
                        Output.print(["state": "running", "external": .string(shown)])
                    } else {
                        Output.print("外部数据库，可以连接：\(shown)")
                    }
                }
            }
        }

        static func show(_ status: ClusterStatus, json: Bool) {
            if json {
                Output.print([
                    "state": .string(status.state.rawValue),
                    "pid": status.pid.map { JSON($0) } ?? .null,
                    "pinned": .bool(status.pinned), "holders": JSON(status.holders),
                    "dataFolder": .string(status.dataFolder),
                    "socketFolder": JSON(status.socketFolder), "version": JSON(status.version),
                    "sizeBytes": JSON(status.sizeBytes),
                ])
                return
            }
            let state =
                switch status.state {
                case .notMade: "还没有建立（首次使用时自动建立）"
                case .stopped: "已停止"
                case .running: "正在运行" + (status.pinned ? "（一直运行）" : "（无人使用时自动停止）")
                }
            var lines = ["私有数据库：\(state)", "数据目录：\(status.dataFolder)"]
            if let version = status.version { lines.append("PostgreSQL：\(version)") }
            if let pid = status.pid { lines.append("进程号：\(pid)，使用者 \(status.holders) 个") }
            if let folder = status.socketFolder { lines.append("套接字目录：\(folder)") }
            if status.sizeBytes > 0 { lines.append("占用空间：\(status.sizeBytes / 1_048_576) MB") }
            Output.print(lines.joined(separator: "\n"))
        }
    }

    struct Migrate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "把数据库升级到本程序的版本")

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await Ending.catching(json: options.json) {
                let settings = try options.settings()
                let (connection, hold) = try await House.connect(settings, logger: Log.quiet)
                let outcome: Migrator.Outcome
                do {
                    outcome = try await Installation.migrate(
                        connection: connection, logger: Log.quiet)
                } catch {
                    await hold?.release()
                    throw error
                }
                await hold?.release()
                if options.json {
                    Output.print([
                        "version": JSON(outcome.version),
                        "applied": .array(outcome.applied.map(JSON.string)),
                    ])
                } else if outcome.applied.isEmpty {
                    Output.print("数据库已是第 \(outcome.version) 版，无须升级。")
                } else {
                    Output.print(
                        "已升级到第 \(outcome.version) 版：\(outcome.applied.joined(separator: "、"))")
                }
            }
        }
    }
}
