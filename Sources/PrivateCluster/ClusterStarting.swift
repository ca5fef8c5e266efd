import Glibc

extension ClusterKeeper {
    /// After a killed postmaster, its orphans hold the shared memory for a while.
    static let startPatience = Duration.seconds(30)
    /// After that long, orphans that are still busy are told to stop at once: their postmaster is
    /// dead, so what they do cannot be committed any more.
    static let orphanPatience = Duration.seconds(5)
    /// Recovery after a crash may have 2 GB of log to replay.
    static let recoveryPatience = Duration.seconds(600)

    /// Makes the cluster if there is none, sees to it that it runs, and answers its socket
    /// folder. Under the start lock.
    func start() throws -> String {
        let account = try ClusterAccount.find(for: layout)
        try DataFolder(path: layout.dataFolder).open(to: account)
        if !layout.isMade {
            try make(account: account, binaries: try ClusterBinaries.find(for: layout))
        }
        let processes = ClusterProcesses(layout: layout, account: account)
        let begin = ContinuousClock.now
        while true {
            let waited = ContinuousClock.now - begin
            if let postmaster = processes.postmaster() {
                if postmaster.phase != .ready {
                    try waitFor(postmaster, processes)
                } else if hasSocket(postmaster) {
                    return postmaster.socketFolder
                } else {
                    // Cleaned away: a runtime folder goes when its user logs out.
                    logger.warning("the socket of the private cluster is gone; restarting it")
                    try stop(processes)
                }
            } else if processes.all().isEmpty {
                try launch(account, mayTryAgain: waited < Self.startPatience)
            } else {
                try waitForOrphans(processes, waited)
            }
        }
    }

    private func hasSocket(_ postmaster: Postmaster) -> Bool {
        fileExists("\(postmaster.socketFolder)/.s.PGSQL.\(ClusterLayout.port)")
    }

    /// Another process starts or stops the cluster, or it recovers from a crash.
    private func waitFor(_ postmaster: Postmaster, _ processes: ClusterProcesses) throws {
        let begin = ContinuousClock.now
        var reported = Duration.seconds(1)
        while let now = processes.postmaster(), now.phase == postmaster.phase {
            let waited = ContinuousClock.now - begin
            if waited > reported {
                report(
                    postmaster.phase == .starting
                        ? "数据库正在恢复数据，已等待 \(waited.components.seconds) 秒……"
                        : "数据库正在停止，请稍候……")
                reported += .seconds(10)
            }
            guard waited < Self.recoveryPatience else {
                throw PrivateClusterError.startTooSlow(
                    seconds: Int(Self.recoveryPatience.components.seconds))
            }
            try pause(.milliseconds(20))
        }
    }

    private func waitForOrphans(_ processes: ClusterProcesses, _ waited: Duration) throws {
        let orphans = processes.all()
        guard waited < Self.startPatience else {
            throw PrivateClusterError.orphansRemain(pids: orphans)
        }
        if waited > Self.orphanPatience {
            // Looked at a second time: one may have become a postmaster's child meanwhile.
            guard processes.postmaster() == nil else { return }
            logger.warning("stopping orphans of a killed postmaster: \(orphans)")
            for pid in orphans where processes.isOurs(pid) { kill(pid_t(pid), SIGQUIT) }
        }
        try pause(.milliseconds(200))
    }

    /// No process of the cluster is alive. Comes back when it may have been started, or when
    /// starting it again may help.
    private func launch(_ account: ClusterAccount, mayTryAgain: Bool) throws {
        let binaries = try ClusterBinaries.find(for: layout)
        let socket = SocketFolder(layout: layout, account: account, environment: environment)
        let socketFolder = try socket.make()
        // Stale for certain. PostgreSQL would refuse to start where the number in it belongs to
        // another program of the same account by now.
        unlink(layout.pidFile)
        socket.clear(socketFolder)
        let log = ClusterLog(layout: layout, account: account)
        try log.prepare()
        let logStart = log.size()
        let arguments = [
            "start", "--pgdata=\(layout.cluster)", "--log=\(layout.log)", "--wait",
            "--timeout=60", "--silent", "--options=\(options(socketFolder))",
        ]
        let outcome = try ChildProcess.run(account.command(binaries.pgCtl, arguments))
        if outcome.code == 0 {
            logger.debug("started the private cluster in \(layout.cluster)")
            return
        }
        let processes = ClusterProcesses(layout: layout, account: account)
        // Still recovering, which is waited for elsewhere.
        if processes.postmaster() != nil { return }
        try explain(log.tail(since: logStart), outcome.output, mayTryAgain: mayTryAgain)
        try pause(.milliseconds(500))
    }

    /// Only what may pass by itself is tried again.
    private func explain(_ log: String, _ output: String, mayTryAgain: Bool) throws {
        let passes = ["shared memory block", "lock file \"", "system is shutting down"]
        if mayTryAgain, passes.contains(where: log.contains) { return }
        let full = ["No space left on device", "Disk quota exceeded"]
        if full.contains(where: { log.contains($0) || output.contains($0) }) {
            throw PrivateClusterError.diskFull(path: layout.dataFolder)
        }
        let output = output.split(separator: "\n").suffix(4).joined(separator: "\n")
        throw PrivateClusterError.startFailed(log: log.isEmpty ? output : log)
    }

    /// For the shell of `pg_ctl`. The list of folders takes quotes of its own.
    private func options(_ socketFolder: String) -> String {
        let list = "\"" + socketFolder.replacing("\"", with: "\"\"") + "\""
        return [
            "unix_socket_directories=\(list)", "port=\(ClusterLayout.port)",
            "cluster_name=\(layout.tag)", "listen_addresses=",
        ]
        .map { "-c '" + $0.replacing("'", with: "'\\''") + "'" }
        .joined(separator: " ")
    }
}
