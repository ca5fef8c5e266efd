import Glibc

/// The account under which PostgreSQL runs. PostgreSQL refuses root, so root runs it as another.
struct ClusterAccount: Sendable, Equatable {
    let name: String
    let uid: uid_t
    let gid: gid_t
    /// Whether its programs must be started under another account than ours.
    let isAnother: Bool

    /// The owner of an existing cluster. For a new one ourselves; or, as root, the owner of the
    /// data folder, say the account of the service, and otherwise `postgres`.
    static func find(for layout: ClusterLayout) throws -> ClusterAccount {
        let owner = linkStatus(layout.cluster)?.st_uid
        guard isRoot() else {
            if let owner, owner != geteuid() {
                throw PrivateClusterError.dataFolderOfAnother(
                    path: layout.cluster, owner: ownerName(owner))
            }
            let name = named(uid: geteuid())?.name ?? String(geteuid())
            return ClusterAccount(
                name: name, uid: geteuid(), gid: getegid(), isAnother: false)
        }
        let keeper = fileStatus(layout.dataFolder)?.st_uid ?? 0
        let ordinary = owner ?? (keeper == 0 ? nil : keeper)
        let account = ordinary.flatMap(named(uid:)) ?? named("postgres")
        guard let account, account.uid != 0 else {
            throw PrivateClusterError.noUnprivilegedAccount
        }
        return account
    }

    static func named(_ name: String) -> ClusterAccount? {
        entry { entry, buffer, count, found in getpwnam_r(name, entry, buffer, count, found) }
    }

    static func named(uid: uid_t) -> ClusterAccount? {
        entry { entry, buffer, count, found in getpwuid_r(uid, entry, buffer, count, found) }
    }

    private static func entry(
        _ read: (
            UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int,
            UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
        ) -> Int32
    ) -> ClusterAccount? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        // 16 kB: many times the longest entry that any name service has given us.
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { buffer in
            guard let base = buffer.baseAddress,
                read(&entry, base, buffer.count, &found) == 0, found != nil,
                let name = entry.pw_name
            else { return nil }
            return ClusterAccount(
                name: String(cString: name), uid: entry.pw_uid, gid: entry.pw_gid,
                isAnother: entry.pw_uid != geteuid())
        }
    }

    /// Whether the account may pass through a folder, by owner, group and mode.
    func canEnter(_ folder: stat) -> Bool {
        if folder.st_uid == uid { return folder.st_mode & S_IXUSR != 0 }
        if folder.st_gid == gid { return folder.st_mode & S_IXGRP != 0 }
        return folder.st_mode & S_IXOTH != 0
    }

    /// The command that runs a program under this account. `setpriv` belongs to util-linux, which
    /// every Debian has; unlike `su` and `runuser` it opens no session and stays no parent.
    func command(_ program: String, _ arguments: [String]) -> [String] {
        guard isAnother else { return [program] + arguments }
        let setpriv = ["/usr/bin/setpriv", "/bin/setpriv"].first(where: fileExists)
        return [
            setpriv ?? "setpriv", "--reuid=\(uid)", "--regid=\(gid)", "--init-groups",
            "--inh-caps=-all", "--no-new-privs", "--", program,
        ] + arguments
    }
}
