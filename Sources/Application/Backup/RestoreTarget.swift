import Core
import Logging
import Postgres
import SQLCatalog

/// The database that a backup is put into: an empty one as it is; one that holds something only by
/// a new one beside it, which takes its name at the end. Until then nothing has changed.
public struct RestoreTarget: Sendable {
    public enum Failure: Refusal, Equatable {
        case inUse(Int)
        case notEmpty(String)
        case mayNotCreateDatabase(String)
        case contentDiffers(table: String)
        case databaseNewer(version: Int, known: Int)

        public var code: String {
            switch self {
            case .inUse: "databaseInUse"
            case .notEmpty: "databaseNotEmpty"
            case .mayNotCreateDatabase: "mayNotCreateDatabase"
            case .contentDiffers: "backupDiffers"
            case .databaseNewer: "databaseNewer"
            }
        }

        public var sentence: String {
            switch self {
            case .inUse(let count):
                "还有 \(count) 个连接在使用这个数据库：请先停止 linli serve 和其他程序，再恢复。"
            case .notEmpty(let name):
                "数据库 \(name) 里已有数据，没有动它：确要换成备份的内容请加 --replace，原有数据会改名保留。"
            case .mayNotCreateDatabase(let user):
                "数据库用户 \(user) 无权新建数据库，不能替换：请另备一个空数据库，用 LINLI_DATABASE_URL 指向它再恢复。"
            case .contentDiffers(let table):
                "恢复出来的 \(table) 与备份清单不符，已全部撤回：备份可能已损坏，请换一份。"
            case .databaseNewer(let version, let known):
                "备份来自更新的版本（第 \(version) 版，本程序只认识到第 \(known) 版）：请换用新版程序。"
            }
        }
    }

    /// Of the database that the content goes into for now.
    public let working: ConnectionSettings
    /// The name under which what was there will be kept; nil where there was nothing.
    public let replaced: String?

    private let name: String
    private let wanted: ConnectionSettings
    private let logger: Logger

    /// Looks at the database, and makes one beside it where it holds something.
    ///
    /// - Parameters:
    ///   - wanted: the database to be restored, which exists.
    ///   - replaces: whether one that holds something may be replaced.
    ///   - stamp: made part of names, such as `20260308101500`.
    /// - Throws: `Failure`, `Migrator.Failure.mayNotBootstrap`, `PostgresError`.
    public static func open(
        _ wanted: ConnectionSettings, replaces: Bool, stamp: String, logger: Logger
    ) async throws -> RestoreTarget {
        let found = try await Installation.withDatabase(
            wanted, options: BackupStore.options, logger: logger
        ) { database in
            try await database.withConnection { try await BackupStore.look(on: $0) }
        }
        guard found.others == 0 else { throw Failure.inUse(found.others) }
        guard found.isEmpty || replaces else { throw Failure.notEmpty(found.name) }
        let beside = found.isEmpty ? nil : "\(found.name)_restoring_\(stamp)"
        let target = RestoreTarget(
            working: beside.map { wanted.naming($0) } ?? wanted,
            replaced: beside.map { _ in "\(found.name)_before_\(stamp)" }, name: found.name,
            wanted: wanted, logger: logger)
        if let beside {
            do {
                try await target.maintaining { try await BackupStore.create(beside, on: $0) }
            } catch let error as PostgresError where error.sqlState == "42501" {
                throw Failure.mayNotCreateDatabase(found.user)
            }
        }
        do {
            try await target.inside { try await BackupStore.prepare(on: $0) }
        } catch {
            await target.abandon()
            guard let error = error as? PostgresError, error.sqlState == "42501" else {
                throw error
            }
            throw Migrator.Failure.mayNotBootstrap(error.message)
        }
        return target
    }

    /// Compares what was restored with what was copied, table by table.
    ///
    /// - Parameter progress: told how many rows are compared.
    /// - Throws: `Failure.contentDiffers`, `.databaseNewer`, `PostgresError`.
    public func compare(
        with tables: [BackupManifest.Table], progress: (Int64) -> Void = { _ in }
    ) async throws {
        try await inside { connection in
            let there = try await BackupStore.tables(on: connection)
            let version = try await BackupStore.version(on: connection)
            let known = SQLCatalog.migrations.count
            guard version <= known else {
                throw Failure.databaseNewer(version: version, known: known)
            }
            guard !tables.isEmpty else { return }
            let wanted = Dictionary(uniqueKeysWithValues: tables.map { ($0.name, $0) })
            let missing = Set(wanted.keys).symmetricDifference(there.map(\.name)).min()
            if let missing { throw Failure.contentDiffers(table: missing) }
            var rows: Int64 = 0
            for table in there {
                let content = try await BackupStore.content(of: table, on: connection)
                guard content == wanted[table.name] else {
                    throw Failure.contentDiffers(table: table.name)
                }
                rows += content.rows
                progress(rows)
            }
        }
    }

    /// Takes the place of what was there.
    ///
    /// - Throws: `Failure.inUse` where somebody has connected meanwhile, `PostgresError`.
    public func finish() async throws {
        guard let replaced, let beside = working.keywords["dbname"] else { return }
        do {
            try await maintaining { connection in
                try await BackupStore.replace(
                    name, by: beside, keepingAs: replaced, on: connection)
            }
        } catch let error as PostgresError where error.sqlState == "55006" {
            throw Failure.inUse(1)
        }
    }

    /// Leaves things as they were. Its own failure must not hide why.
    public func abandon() async {
        if replaced == nil {
            _ = try? await inside { try await BackupStore.empty(on: $0) }
        } else if let beside = working.keywords["dbname"] {
            _ = try? await maintaining { try await BackupStore.drop(beside, on: $0) }
        }
    }

    private func inside(_ body: (Connection) async throws -> Void) async throws {
        try await Installation.withDatabase(
            working, options: BackupStore.options, logger: logger
        ) { database in
            try await database.withTransaction(body)
        }
    }

    /// A database cannot be made, renamed or dropped from inside itself, nor made or dropped in a
    /// transaction.
    private func maintaining(_ body: (Connection) async throws -> Void) async throws {
        try await Installation.withDatabase(wanted.naming("postgres"), logger: logger) { database in
            try await database.withConnection(body)
        }
    }
}

extension ConnectionSettings {
    /// The same server, another database.
    fileprivate func naming(_ database: String) -> ConnectionSettings {
        var keywords = keywords
        keywords["dbname"] = database
        return ConnectionSettings(keywords: keywords)
    }
}
