import Glibc

extension ClusterKeeper {
    /// A fast stop writes a checkpoint of everything in memory.
    static let stopPatience = Duration.seconds(60)
    static let quitPatience = Duration.seconds(10)

    /// Stops the cluster, if it runs. Under the start lock. By signal, not by `pg_ctl stop`,
    /// which trusts the number in the pid file.
    func stop(_ processes: ClusterProcesses) throws {
        guard let postmaster = processes.postmaster() else { return }
        kill(pid_t(postmaster.pid), SIGINT)
        if try ends(postmaster.pid, processes, within: Self.stopPatience) {
            logger.debug("stopped the private cluster in \(layout.cluster)")
            return
        }
        // Loses nothing: the next start replays the log.
        logger.warning("the private cluster does not stop; stopping it at once")
        kill(pid_t(postmaster.pid), SIGQUIT)
        guard try ends(postmaster.pid, processes, within: Self.quitPatience) else {
            throw PrivateClusterError.stopFailed(pid: postmaster.pid)
        }
    }

    private func ends(
        _ pid: Int, _ processes: ClusterProcesses, within limit: Duration
    ) throws -> Bool {
        let begin = ContinuousClock.now
        while processes.isOurs(pid) {
            guard ContinuousClock.now - begin < limit else { return false }
            try pause(.milliseconds(10))
        }
        return true
    }
}
