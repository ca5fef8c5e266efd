import FoundationEssentials
import Glibc

extension ClusterKeeper {
    /// Makes the cluster beside its place and renames it: whoever finds it finds it whole.
    func make(account: ClusterAccount, binaries: ClusterBinaries) throws {
        guard !fileExists(layout.cluster) else {
            throw PrivateClusterError.notACluster(path: layout.cluster)
        }
        removeHalfMade()
        report("正在建立数据库，请稍候……")
        let suffix = UInt32.random(in: 0...UInt32.max)
        let temporary = "\(layout.dataFolder)/\(ClusterLayout.makingPrefix)\(suffix)"
        guard mkdir(temporary, 0o700) == 0 else { throw notWritten(errno) }
        do {
            if account.isAnother, chown(temporary, account.uid, account.gid) != 0 {
                throw notWritten(errno)
            }
            try initialise(temporary, account, binaries)
            try cancelled.check()
            try configure(temporary)
            guard rename(temporary, layout.cluster) == 0 else { throw notWritten(errno) }
            flush(layout.dataFolder)
        } catch {
            removeTree(temporary)
            throw error
        }
        logger.info("made a PostgreSQL \(binaries.version) cluster in \(layout.cluster)")
    }

    private func initialise(
        _ folder: String, _ account: ClusterAccount, _ binaries: ClusterBinaries
    ) throws {
        let arguments = [
            "--pgdata=\(folder)", "--username=\(ClusterLayout.superuser)", "--encoding=UTF8",
            "--locale=C.UTF-8", "--data-checksums", "--auth-local=trust", "--auth-host=reject",
        ]
        let outcome = try ChildProcess.run(account.command(binaries.initdb, arguments))
        guard outcome.code == 0 else {
            if outcome.output.contains("No space left on device")
                || outcome.output.contains("Disk quota exceeded")
            {
                throw PrivateClusterError.diskFull(path: layout.dataFolder)
            }
            let lines = outcome.output.split(separator: "\n").suffix(12)
            throw PrivateClusterError.makeFailed(output: lines.joined(separator: "\n"))
        }
    }

    /// Both files exist already and belong to the account; so they are appended to, or
    /// overwritten in place.
    private func configure(_ folder: String) throws {
        try write(ClusterSettings.text, to: folder + "/postgresql.conf", flags: O_APPEND)
        try write(ClusterSettings.access, to: folder + "/pg_hba.conf", flags: O_TRUNC)
    }

    private func write(_ text: String, to path: String, flags: Int32) throws {
        let file = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | flags)
        guard file >= 0 else { throw notWritten(errno) }
        defer { close(file) }
        let bytes = Array(text.utf8)
        guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
            throw notWritten(errno)
        }
    }

    /// What was being made when its maker was killed. Safe under the start lock.
    private func removeHalfMade() {
        for name in names(inFolder: layout.dataFolder)
        where name.hasPrefix(ClusterLayout.makingPrefix) {
            removeTree(layout.dataFolder + "/" + name)
        }
    }

    private func removeTree(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }

    private func notWritten(_ number: Int32) -> PrivateClusterError {
        number == ENOSPC || number == EDQUOT
            ? .diskFull(path: layout.dataFolder)
            : .dataFolderNotWritable(path: layout.dataFolder, reason: errorText(number))
    }
}
