import Application
import Core
import Glibc
import Postgres
import PrivateCluster
import Secrets

/// Copies the database, and the keys beside it. What is called a backup is one: until it is whole
/// it has another name.
struct BackupJob {
    struct Outcome {
        let path: String
        let bytes: Int64
        let keys: [String]
        /// Nil for a single file, which has no list of what is in it.
        let manifest: BackupManifest?
    }

    let dataFolder: String
    let isPrivate: Bool
    let now: Timestamp
    let quiet: Bool

    /// - Parameter path: absolute; a folder to make the backup in, or the name of a file.
    func perform(
        _ server: ConnectionSettings, to path: String, withoutKeys: Bool
    ) async throws -> Outcome {
        let isFolder = path.hasSuffix("/") || FolderWork.isFolder(path)
        let keys = KeyFolder(dataFolder: dataFolder)
        let names = withoutKeys ? [] : try keys.names()
        guard isFolder || withoutKeys else {
            throw BackupRefusal.keysLeftOut(names.joined(separator: "、"))
        }
        guard withoutKeys || !names.isEmpty else { throw BackupRefusal.keysMissing(keys.path) }
        let programs = try await DumpPrograms.find(dataFolder: isPrivate ? dataFolder : nil)
        return isFolder
            ? try await folder(server, in: path, keys: keys, names, programs)
            : try await file(server, path, programs)
    }

    private func file(
        _ server: ConnectionSettings, _ path: String, _ programs: DumpPrograms
    ) async throws -> Outcome {
        guard access(path, F_OK) != 0 else { throw BackupRefusal.alreadyThere(path) }
        let folder = FolderWork.parent(of: path)
        guard FolderWork.isFolder(folder) else { throw BackupRefusal.folderMissing(folder) }
        let part = "\(folder)/.\(FolderWork.name(of: path)).\(getpid())"
        try PrivateFile.write([], to: part)
        do {
            _ = try await copy(server, to: part, programs)
            guard link(part, path) == 0 else {
                throw errno == EEXIST
                    ? BackupRefusal.alreadyThere(path) : FileProblem(path, errno)
            }
        } catch {
            unlink(part)
            throw error
        }
        unlink(part)
        FolderWork.flush(folder)
        return Outcome(
            path: path, bytes: FolderWork.size(of: path), keys: [], manifest: nil)
    }

    private func folder(
        _ server: ConnectionSettings, in place: String, keys: KeyFolder, _ names: [String],
        _ programs: DumpPrograms
    ) async throws -> Outcome {
        let place = FolderWork.withoutSlash(place)
        guard mkdir(place, 0o700) == 0 || FolderWork.isFolder(place) else {
            throw FileProblem(place, errno)
        }
        let name = "linli-\(stamp.prefix(8))-\(stamp.dropFirst(8))"
        let path = "\(place)/\(name)"
        guard access(path, F_OK) != 0 else { throw BackupRefusal.alreadyThere(path) }
        let part = "\(place)/.\(name).\(getpid())"
        guard mkdir(part, 0o700) == 0 else { throw FileProblem(part, errno) }
        do {
            let dump = "\(part)/\(BackupManifest.dumpName)"
            try PrivateFile.write([], to: dump)
            let (version, tables) = try await copy(server, to: dump, programs)
            if !names.isEmpty {
                try keys.copy(
                    names, to: KeyFolder(path: "\(part)/\(BackupManifest.keysName)"))
            }
            let manifest = BackupManifest(
                takenAt: now, version: version, dumpBytes: FolderWork.size(of: dump),
                dumpSHA256: try FolderWork.sha256(of: dump), keys: names, tables: tables)
            try PrivateFile.write(
                manifest.json.bytes, to: "\(part)/\(BackupManifest.fileName)")
            FolderWork.flush(part)
            guard rename(part, path) == 0 else { throw FileProblem(path, errno) }
            FolderWork.flush(place)
            return Outcome(
                path: path, bytes: manifest.dumpBytes, keys: names, manifest: manifest)
        } catch {
            FolderWork.remove(part)
            throw error
        }
    }

    /// `20260308101500`.
    private var stamp: String { now.shown.filter(\.isNumber) }

    /// Dumps what one moment has, and meanwhile counts and digests the same on a connection beside.
    private func copy(
        _ server: ConnectionSettings, to file: String, _ programs: DumpPrograms
    ) async throws -> (version: Int, tables: [BackupManifest.Table]) {
        let database = Database(
            connection: server, options: BackupStore.options, logger: Log.quiet)
        let bar = ProgressBar("备份", quiet: quiet)
        do {
            let copied = try await database.withRollback(isolation: .repeatableRead) { connection in
                let snapshot = try await BackupStore.exportSnapshot(on: connection)
                let tables = try await BackupStore.tables(on: connection)
                guard !tables.isEmpty else { throw BackupRefusal.nothingToBackUp }
                let bytes = Dictionary(uniqueKeysWithValues: tables.map { ($0.name, $0.bytes) })
                let done = WorkDone(bar, total: 2 * bytes.values.reduce(0, +))
                async let dump: Void = programs.dump(
                    server.keywords, snapshot: snapshot, to: file
                ) { table in
                    done.add(bytes[String(table)] ?? 0)
                }
                var contents: [BackupManifest.Table] = []
                for table in tables {
                    contents.append(try await BackupStore.content(of: table, on: connection))
                    done.add(table.bytes)
                }
                try await dump
                return (try await BackupStore.version(on: connection), contents)
            }
            await database.close()
            bar.finish()
            // What cannot be read back is no backup.
            _ = try await programs.entries(in: file)
            return copied
        } catch {
            await database.close()
            throw error
        }
    }
}
