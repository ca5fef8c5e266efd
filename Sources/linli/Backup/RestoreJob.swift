import Application
import Core
import Glibc
import Postgres
import PrivateCluster

/// Puts a backup back: the database whole or not at all, then the keys.
struct RestoreJob {
    struct Outcome {
        let path: String
        /// Nil where a single file was restored.
        let manifest: BackupManifest?
        let version: Int
        /// The names under which what was there is kept.
        let replacedDatabase: String?
        let replacedKeys: String?
    }

    let dataFolder: String
    let isPrivate: Bool
    let now: Timestamp
    let replaces: Bool
    let withoutKeys: Bool
    let quiet: Bool

    /// - Parameter path: absolute; a backup's folder or a file of `pg_dump`.
    func perform(_ server: ConnectionSettings, from path: String) async throws -> Outcome {
        let path = FolderWork.withoutSlash(path)
        let programs = try await DumpPrograms.find(dataFolder: isPrivate ? dataFolder : nil)
        let manifest = FolderWork.isFolder(path) ? try readManifest(in: path) : nil
        let dump = manifest == nil ? path : "\(path)/\(BackupManifest.dumpName)"
        guard access(dump, R_OK) == 0 else { throw BackupRefusal.notABackup(path) }
        if let manifest {
            guard try FolderWork.sha256(of: dump) == manifest.dumpSHA256 else {
                throw BackupRefusal.damaged(dump)
            }
        }
        let entries = try await programs.entries(in: dump)
        let keys = try KeyPlan(
            from: manifest.map { (KeyFolder(path: "\(path)/\(BackupManifest.keysName)"), $0.keys) },
            to: KeyFolder(dataFolder: dataFolder), replaces: replaces, withoutKeys: withoutKeys,
            stamp: stamp)
        let target = try await RestoreTarget.open(
            server, replaces: replaces, stamp: stamp, logger: Log.quiet)
        do {
            try keys.prepare()
            try await fill(target, dump, entries, manifest, programs)
            let version = try await Installation.migrate(
                connection: target.working, logger: Log.quiet
            ).version
            try await target.finish()
            return Outcome(
                path: path, manifest: manifest, version: version,
                replacedDatabase: target.replaced, replacedKeys: try keys.finish())
        } catch {
            await target.abandon()
            keys.abandon()
            throw error
        }
    }

    private var stamp: String { now.shown.filter(\.isNumber) }

    private func readManifest(in folder: String) throws -> BackupManifest {
        let file = "\(folder)/\(BackupManifest.fileName)"
        guard access(file, R_OK) == 0 else { throw BackupRefusal.notABackup(folder) }
        let bytes = try PrivateFile.read(file, atMost: BackupManifest.longest)
        guard let json = try? JSON(parsing: bytes), let manifest = BackupManifest(json) else {
            throw BackupRefusal.damaged(file)
        }
        return manifest
    }

    private func fill(
        _ target: RestoreTarget, _ dump: String, _ entries: Int, _ manifest: BackupManifest?,
        _ programs: DumpPrograms
    ) async throws {
        let bar = ProgressBar("恢复", quiet: quiet)
        let done = WorkDone(bar, total: Int64(entries))
        try await programs.restore(
            dump, into: target.working.keywords, as: "linli_owner"
        ) { done.add(1) }
        bar.finish()
        let comparing = ProgressBar("核对", quiet: quiet)
        let rows = Int(manifest?.rows ?? 0)
        try await target.compare(with: manifest?.tables ?? []) {
            comparing.show(Int($0), of: max(1, rows))
        }
        comparing.finish()
    }
}

/// What becomes of the keys of the data folder.
private struct KeyPlan {
    private let source: KeyFolder
    private let names: [String]
    private let target: KeyFolder
    private let kept: String
    private let making: KeyFolder

    /// - Throws: `BackupRefusal`, `FileProblem`.
    init(
        from backup: (folder: KeyFolder, names: [String])?, to target: KeyFolder, replaces: Bool,
        withoutKeys: Bool, stamp: String
    ) throws {
        self.target = target
        kept = "\(target.path).before-\(stamp)"
        making = KeyFolder(path: "\(target.path).restoring-\(stamp)")
        source = backup?.folder ?? target
        let there = try target.names()
        let names = backup?.names ?? []
        guard names.allSatisfy(KeyFolder.isKey) else {
            throw BackupRefusal.damaged(source.path)
        }
        guard !names.isEmpty else {
            guard !there.isEmpty || withoutKeys else {
                throw BackupRefusal.keysNotInBackup(target.path)
            }
            self.names = []
            return
        }
        let common = names.filter(there.contains)
        if common.count == names.count, try source.agrees(with: target, on: common) {
            self.names = []
            return
        }
        guard there.isEmpty || replaces else { throw BackupRefusal.keysDiffer(target.path) }
        self.names = names
    }

    func prepare() throws {
        guard !names.isEmpty else { return }
        try source.copy(names, to: making)
        // Root restores for the account that the service runs as.
        var owner = stat()
        guard geteuid() == 0, stat(FolderWork.parent(of: target.path), &owner) == 0 else { return }
        for path in [making.path] + names.map({ "\(making.path)/\($0)" }) {
            guard chown(path, owner.st_uid, owner.st_gid) == 0 else {
                throw FileProblem(path, errno)
            }
        }
    }

    /// - Returns: the folder in which the keys that were there are kept.
    func finish() throws -> String? {
        guard !names.isEmpty else { return nil }
        let hadKeys = try !target.names().isEmpty
        if hadKeys {
            guard rename(target.path, kept) == 0 else { throw FileProblem(target.path, errno) }
        } else {
            rmdir(target.path)
        }
        guard rename(making.path, target.path) == 0 else { throw FileProblem(target.path, errno) }
        FolderWork.flush(FolderWork.parent(of: target.path))
        return hadKeys ? kept : nil
    }

    func abandon() {
        guard !names.isEmpty else { return }
        for name in names { unlink("\(making.path)/\(name)") }
        rmdir(making.path)
    }
}
