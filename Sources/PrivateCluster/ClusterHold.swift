import Synchronization

/// The right to use a running private cluster, until it is released.
public struct ClusterHold: Sendable {
    public let socketFolder: String
    public let port: Int = ClusterLayout.port
    public let superuser: String = ClusterLayout.superuser

    private let keeper: ClusterKeeper
    private let lock: HeldLock

    init(socketFolder: String, keeper: ClusterKeeper, lock: FileLock) {
        self.socketFolder = socketFolder
        self.keeper = keeper
        self.lock = HeldLock(lock)
    }

    /// Starts the cluster again where it has died, say of a full disk: PostgreSQL starts a failed
    /// backend again, but nobody starts a failed postmaster. Does nothing while it runs.
    public func revive() async throws {
        try await Blocking.run { cancelled in
            try keeper.with(cancelled).startUnderLock()
        }
    }

    /// Gives the cluster up. The last one out stops it, unless it is pinned. Only the first call
    /// has an effect. Not cut short by cancellation: that is when it is mostly called.
    public func release() async {
        guard let lock = lock.take() else { return }
        await Blocking.runToTheEnd { keeper.release(lock) }
    }
}

/// Hands its lock out once.
private final class HeldLock: Sendable {
    private let lock: Mutex<FileLock?>

    init(_ lock: FileLock) {
        self.lock = Mutex(lock)
    }

    func take() -> FileLock? {
        lock.withLock { lock in
            defer { lock = nil }
            return lock
        }
    }
}
