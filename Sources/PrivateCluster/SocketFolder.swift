import Glibc

/// The folder of the cluster's socket: short, only for its account, and not deep in the data
/// folder, because the path of a Unix socket may have 107 bytes.
struct SocketFolder {
    static let longestPath = 107

    let layout: ClusterLayout
    let account: ClusterAccount
    let environment: [String: String]

    /// Chooses a folder, and makes it. Everybody who may enter it is trusted by PostgreSQL, so
    /// one that somebody else made before us is refused.
    func make() throws -> String {
        let fitting = candidates().first { path in
            "\(path)/.s.PGSQL.\(ClusterLayout.port)".utf8.count <= Self.longestPath
        }
        guard let path = fitting else {
            throw PrivateClusterError.socketPathTooLong(path: candidates().last ?? "")
        }
        if mkdir(path, 0o700) != 0 && errno != EEXIST {
            throw PrivateClusterError.socketFolderUnusable(path: path, reason: errorText())
        }
        // Looked at and changed through one descriptor: nothing can be put in its place between.
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else {
            let owner = linkStatus(path).map { ownerName($0.st_uid) } ?? "?"
            throw PrivateClusterError.socketFolderOfAnother(path: path, owner: owner)
        }
        defer { close(folder) }
        var status = stat()
        fstat(folder, &status)
        guard status.st_uid == account.uid || status.st_uid == geteuid() else {
            throw PrivateClusterError.socketFolderOfAnother(
                path: path, owner: ownerName(status.st_uid))
        }
        let isGiven = status.st_uid == account.uid || fchown(folder, account.uid, account.gid) == 0
        guard isGiven, fchmod(folder, 0o700) == 0 else {
            throw PrivateClusterError.socketFolderUnusable(path: path, reason: errorText())
        }
        return path
    }

    /// What a killed postmaster left behind: PostgreSQL would refuse to start where the number in
    /// the socket's lock file belongs to another program by now.
    func clear(_ path: String) {
        unlink("\(path)/.s.PGSQL.\(ClusterLayout.port)")
        unlink("\(path)/.s.PGSQL.\(ClusterLayout.port).lock")
    }

    /// The runtime folder of the service, then of the user; else /tmp.
    func candidates() -> [String] {
        let runtime =
            if account.isAnother {
                // Our own runtime folder is closed to that account.
                ["/run"]
            } else {
                ["/run/linli", environment["XDG_RUNTIME_DIR"] ?? "", "/run/user/\(account.uid)"]
            }
        let usable = runtime.filter { path in
            guard path.hasPrefix("/"), let status = fileStatus(path) else { return false }
            return status.isFolder && status.st_uid == geteuid() && access(path, W_OK) == 0
        }
        let number = layout.tag.dropFirst("linli-".count)
        return usable.map { "\($0)/\(layout.tag)" } + ["/tmp/linli-\(account.uid)-\(number)"]
    }
}
