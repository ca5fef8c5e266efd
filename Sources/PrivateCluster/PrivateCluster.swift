import Logging

/// The embedded default: a PostgreSQL cluster of our own, made, started and stopped as needed.
///
/// It lives in `postgres/` of the data folder and listens on a Unix socket only. Every process
/// that uses it holds a shared lock on the data folder; the last one out stops the cluster,
/// unless `start` pinned it. What is decided about the cluster is decided under an exclusive
/// lock, so that any number of processes may come and go at once.
public struct PrivateCluster: Sendable {
    private let dataFolder: String
    private let environment: [String: String]
    private let logger: Logger

    public init(dataFolder: String, logger: Logger) {
        self.init(dataFolder: dataFolder, environment: processEnvironment(), logger: logger)
    }

    /// For tests, which choose where the runtime folder is.
    init(dataFolder: String, environment: [String: String], logger: Logger) {
        self.dataFolder = dataFolder
        self.environment = environment
        self.logger = logger
    }

    /// Where the data are kept when nobody says otherwise: `/var/lib/linli` for root, whose home
    /// no unprivileged account can enter; the XDG data folder for everybody else.
    public static func defaultDataFolder() -> String {
        defaultDataFolder(environment: processEnvironment(), isRoot: isRoot())
    }

    static func defaultDataFolder(environment: [String: String], isRoot: Bool) -> String {
        if isRoot { return "/var/lib/linli" }
        // The XDG specification has relative paths ignored.
        if let xdg = environment["XDG_DATA_HOME"], xdg.hasPrefix("/") { return xdg + "/linli" }
        return (environment["HOME"] ?? ".") + "/.local/share/linli"
    }

    /// Makes the cluster if there is none, starts it if it does not run, and holds it.
    ///
    /// - Parameter report: told, in Chinese, what takes longer than a moment.
    /// - Throws: `PrivateClusterError`; `CancellationError` when the task is cancelled meanwhile.
    public func hold(
        report: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> ClusterHold {
        let (lock, socketFolder) = try await Blocking.run { cancelled in
            try keeper(report, cancelled).hold()
        }
        return ClusterHold(
            socketFolder: socketFolder, keeper: keeper(report, Cancelled()), lock: lock)
    }

    /// Starts the cluster and pins it: it stays up when the last process leaves.
    public func start(
        report: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws {
        try await Blocking.run { cancelled in try keeper(report, cancelled).startPinned() }
    }

    /// Unpins the cluster and stops it.
    ///
    /// - Parameter force: also when other processes hold it; otherwise that is refused.
    public func stop(force: Bool = false) async throws {
        try await Blocking.run { cancelled in
            try keeper({ _ in }, cancelled).stopUnpinned(force: force)
        }
    }

    /// Looks, and changes nothing.
    public func status() async throws -> ClusterStatus {
        try await Blocking.run { cancelled in try keeper({ _ in }, cancelled).status() }
    }

    private func keeper(
        _ report: @escaping @Sendable (String) -> Void, _ cancelled: Cancelled
    ) -> ClusterKeeper {
        ClusterKeeper(
            layout: ClusterLayout(dataFolder: dataFolder), environment: environment,
            logger: logger, report: report, cancelled: cancelled)
    }
}
