import Glibc

/// What a running postmaster writes into its `postmaster.pid`.
struct Postmaster: Sendable, Equatable {
    enum Phase: Sendable {
        case starting, ready, stopping
    }

    let pid: Int
    let socketFolder: String
    let phase: Phase

    /// One fact a line: pid, data folder, start, port, socket folder, address, memory key, phase.
    /// `nil` while the file is still being written.
    init?(pidFile text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first, let pid = Int(first), pid > 0 else { return nil }
        self.pid = pid
        socketFolder = lines.count > 4 ? String(lines[4]) : ""
        switch lines.count > 7 ? lines[7].split(separator: " ").first : nil {
        case "ready", "standby": phase = .ready
        case "stopping": phase = .stopping
        default: phase = .starting
        }
    }
}

/// The processes of one cluster, told from all others.
struct ClusterProcesses: Sendable {
    let layout: ClusterLayout
    let account: ClusterAccount

    /// The postmaster, if one is alive. A pid file alone proves nothing: its process may have
    /// been killed, and its number given to another program since.
    func postmaster() -> Postmaster? {
        guard let text = text(ofFile: layout.pidFile), let found = Postmaster(pidFile: text),
            isOurs(found.pid)
        else { return nil }
        return found
    }

    /// Backends and helpers; after a killed postmaster, those that outlive it for a while.
    func all() -> [Int] {
        names(inFolder: "/proc").compactMap { Int($0) }.filter(isOurs).sorted()
    }

    func isOurs(_ pid: Int) -> Bool {
        let process = "/proc/\(pid)"
        guard let status = fileStatus(process), status.st_uid == account.uid,
            text(ofFile: process + "/comm") == "postgres\n"
        else { return false }
        // Every process of a cluster works in its folder. A container may forbid root to see
        // where others work; there the name of the cluster in the command line decides.
        if let place = fileStatus(process + "/cwd"), let cluster = fileStatus(layout.cluster) {
            return place.st_ino == cluster.st_ino && place.st_dev == cluster.st_dev
        }
        return text(ofFile: process + "/cmdline")?.contains(layout.tag) ?? false
    }
}
