import Glibc
import Logging

/// Does the work of `PrivateCluster`, one step after the other; it blocks.
struct ClusterKeeper: Sendable {
    /// Longer than a start may take, so that whoever waits for one learns how it ended.
    static let lockPatience = Duration.seconds(660)

    var layout: ClusterLayout
    let environment: [String: String]
    let logger: Logger
    let report: @Sendable (String) -> Void
    var cancelled: Cancelled

    func with(_ cancelled: Cancelled) -> ClusterKeeper {
        var keeper = self
        keeper.cancelled = cancelled
        return keeper
    }

    func hold() throws -> (FileLock, socketFolder: String) {
        let keeper = try madeFolder()
        return try keeper.underStartLock {
            let lock = try FileLock(path: keeper.layout.holdLock, in: keeper.layout.dataFolder)
            // Held exclusively only for moments, and only under the start lock, which is ours.
            guard lock.tryShared() else {
                throw PrivateClusterError.lockedTooLong(seconds: 0)
            }
            return (lock, try keeper.start())
        }
    }

    func startUnderLock() throws {
        try underStartLock { _ = try start() }
    }

    func startPinned() throws {
        let keeper = try madeFolder()
        try keeper.underStartLock {
            _ = try keeper.start()
            // Both are files only: one to be found by name, one for a backup to lock.
            for path in [keeper.layout.pin, keeper.layout.holdLock] {
                _ = try FileLock(path: path, in: keeper.layout.dataFolder)
            }
        }
    }

    func stopUnpinned(force: Bool) throws {
        guard layout.isMade else { return }
        let account = try ClusterAccount.find(for: layout)
        try underStartLock {
            let lock = try FileLock(path: layout.holdLock, in: layout.dataFolder)
            defer { lock.unlock() }
            guard force || lock.tryExclusive() else {
                throw PrivateClusterError.inUse(holders: FileLock.holders(of: layout.holdLock))
            }
            unlink(layout.pin)
            try stop(ClusterProcesses(layout: layout, account: account))
        }
    }

    /// Nobody can be told of a failure any more; the next process finds the cluster as it is.
    func release(_ lock: FileLock) {
        do {
            let account = try ClusterAccount.find(for: layout)
            try underStartLock {
                ClusterLog(layout: layout, account: account).bound()
                defer { lock.unlock() }
                // Nobody else holds it if it can be held exclusively.
                guard lock.tryExclusive(), !fileExists(layout.pin) else { return }
                try stop(ClusterProcesses(layout: layout, account: account))
            }
        } catch {
            lock.unlock()
            logger.warning("the private cluster was not stopped: \(error)")
        }
    }

    func status() throws -> ClusterStatus {
        let account = layout.isMade ? try ClusterAccount.find(for: layout) : nil
        let postmaster = account.flatMap {
            ClusterProcesses(layout: layout, account: $0).postmaster()
        }
        let version = text(ofFile: layout.versionFile)?
            .split(whereSeparator: \.isWhitespace).first.map(String.init)
        return ClusterStatus(
            state: postmaster != nil ? .running : layout.isMade ? .stopped : .notMade,
            pid: postmaster?.pid, pinned: fileExists(layout.pin),
            holders: FileLock.holders(of: layout.holdLock).count,
            dataFolder: layout.dataFolder, socketFolder: postmaster?.socketFolder,
            version: version, sizeBytes: size(ofFolder: layout.cluster))
    }

    /// Once the folder exists, its name is canonical.
    private func madeFolder() throws -> ClusterKeeper {
        try layout.checkName()
        try DataFolder(path: layout.dataFolder).make()
        var keeper = self
        keeper.layout = ClusterLayout(dataFolder: layout.dataFolder)
        return keeper
    }

    private func underStartLock<Value>(_ work: () throws -> Value) throws -> Value {
        let lock = try FileLock(path: layout.startLock, in: layout.dataFolder)
        let begin = ContinuousClock.now
        var hasReported = false
        while !lock.tryExclusive() {
            let waited = ContinuousClock.now - begin
            if waited > .seconds(1), !hasReported {
                report("另一个 linli 进程正在准备数据库，请稍候……")
                hasReported = true
            }
            guard waited < Self.lockPatience else {
                throw PrivateClusterError.lockedTooLong(
                    seconds: Int(Self.lockPatience.components.seconds))
            }
            try pause(.milliseconds(20))
        }
        defer { lock.unlock() }
        return try work()
    }

    func pause(_ duration: Duration) throws {
        try cancelled.check()
        usleep(UInt32(duration / .microseconds(1)))
        try cancelled.check()
    }
}
