import Access
import Application
import ArgumentParser
import Core
import Postgres
import PrivateCluster

extension DatabaseCommand {
    struct Backup: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "备份数据库和密钥；使用中也可以",
            discussion: """
                写文件夹：在其中新建 linli-年月日-时分秒，内有数据库、密钥和逐表的清单。
                写文件名：只有数据库，须加 --without-keys，密钥请另行保存。
                """)

        @Argument(help: "文件夹或文件") var path: String
        @Flag(help: "不备份密钥") var withoutKeys = false
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await Ending.catching(json: options.json) {
                let settings = try options.settings()
                let outcome = try await House.atServer(settings) { server in
                    let now = Calendar.now()
                    let outcome = try await BackupJob(
                        dataFolder: settings.dataFolder, isPrivate: settings.databaseURL == nil,
                        now: now, quiet: options.json
                    ).perform(
                        server, to: FolderWork.absolute(path), withoutKeys: withoutKeys)
                    try await House.record(
                        .taken(withKeys: !outcome.keys.isEmpty), on: server,
                        dataFolder: settings.dataFolder)
                    return outcome
                }
                show(outcome)
            }
        }

        private func show(_ outcome: BackupJob.Outcome) {
            if options.json {
                Output.print([
                    "path": .string(outcome.path), "bytes": .integer(outcome.bytes),
                    "keys": .array(outcome.keys.map(JSON.string)),
                    "takenAt": JSON(outcome.manifest?.takenAt),
                    "version": outcome.manifest.map { JSON($0.version) } ?? .null,
                    "tables": outcome.manifest.map { JSON($0.tables.count) } ?? .null,
                    "rows": outcome.manifest.map { .integer($0.rows) } ?? .null,
                ])
                return
            }
            var lines = ["已备份到 \(outcome.path)（\(Amount.shown(outcome.bytes))）。"]
            if let manifest = outcome.manifest {
                lines.append("数据库 \(manifest.tables.count) 张表、\(manifest.rows) 行，已逐表记下校验值。")
            }
            lines.append(
                outcome.keys.isEmpty
                    ? "密钥不在其中：请另行保存数据目录中的 keys，没有它，已印发的查询链接不能重印。"
                    : "密钥（\(outcome.keys.joined(separator: "、"))）也在其中：请把备份放在旁人看不到的地方。")
            Output.print(lines.joined(separator: "\n"))
        }
    }

    struct Restore: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "从备份恢复；只恢复到空数据库",
            discussion: """
                恢复后逐表核对，不符则全部撤回。--replace 换掉已有的数据和密钥，原有的改名保留。
                请先停止 linli serve。
                """)

        @Argument(help: "备份的文件夹，或单个备份文件") var path: String
        @Flag(help: "换掉已有的数据和密钥，原有的改名保留") var replace = false
        @Flag(help: "没有密钥也恢复：已印发的查询链接会失效") var withoutKeys = false
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await Ending.catching(json: options.json) {
                let settings = try options.settings()
                let outcome = try await House.atServer(settings) { server in
                    let outcome = try await RestoreJob(
                        dataFolder: settings.dataFolder, isPrivate: settings.databaseURL == nil,
                        now: Calendar.now(), replaces: replace, withoutKeys: withoutKeys,
                        quiet: options.json
                    ).perform(server, from: FolderWork.absolute(path))
                    try await House.record(
                        .restored(
                            of: outcome.manifest?.takenAt, replaced: outcome.replacedDatabase),
                        on: server, dataFolder: settings.dataFolder)
                    return outcome
                }
                show(outcome)
            }
        }

        private func show(_ outcome: RestoreJob.Outcome) {
            if options.json {
                Output.print([
                    "path": .string(outcome.path), "version": JSON(outcome.version),
                    "takenAt": JSON(outcome.manifest?.takenAt),
                    "tables": outcome.manifest.map { JSON($0.tables.count) } ?? .null,
                    "rows": outcome.manifest.map { .integer($0.rows) } ?? .null,
                    "replacedDatabase": JSON(outcome.replacedDatabase),
                    "replacedKeys": JSON(outcome.replacedKeys),
                ])
                return
            }
            var lines = ["已从 \(outcome.path) 恢复。"]
            if let manifest = outcome.manifest {
                lines.append(
                    "备份于 \(manifest.takenAt.shown)；\(manifest.tables.count) 张表、\(manifest.rows) 行，"
                        + "逐表核对一致。")
            } else {
                lines.append("单个文件没有清单，未能逐表核对。")
            }
            if let name = outcome.replacedDatabase {
                lines.append("原有数据保留在数据库 \(name) 中，确认无误后可删除。")
            }
            if let folder = outcome.replacedKeys { lines.append("原有密钥保留在 \(folder) 中。") }
            lines.append("请再执行：linli check && linli audit verify")
            Output.print(lines.joined(separator: "\n"))
        }
    }
}

extension House {
    /// Runs a body beside a server whose database exists, without bringing it to this program's
    /// version: a backup before an upgrade must change nothing.
    static func atServer<Result: Sendable>(
        _ settings: Settings, _ body: (ConnectionSettings) async throws -> Result
    ) async throws -> Result {
        let (server, hold) = try await connect(settings, logger: Log.quiet)
        do {
            let result = try await body(server)
            await hold?.release()
            return result
        } catch {
            await hold?.release()
            throw error
        }
    }

    /// Leaves it in the log, where the database is of this program's version.
    static func record(
        _ event: RecordBackup.Event, on server: ConnectionSettings, dataFolder: String
    ) async throws {
        guard try await Installation.isCurrent(connection: server, logger: Log.quiet) else {
            return
        }
        let installation = try await Installation.open(
            connection: server, dataFolder: dataFolder, options: oneCommand, logger: Log.quiet)
        do {
            try await RecordBackup(database: installation.database).perform(
                event, by: .terminal(user: userName()))
            _ = try await SealAudit(database: installation.database).perform()
            await installation.database.close()
        } catch {
            await installation.database.close()
            throw error
        }
    }
}

/// Sizes as people read them.
enum Amount {
    static func shown(_ bytes: Int64) -> String {
        bytes < 10 * 1024 * 1024 ? "\((bytes + 1023) / 1024) KB" : "\(bytes / 1_048_576) MB"
    }
}
