import Glibc

/// Where everything of one private cluster is.
struct ClusterLayout: Sendable {
    /// Names the socket file only: nothing listens on a network port.
    static let port = 5432
    static let superuser = "postgres"

    /// Absolute, without symbolic links once it exists: two names of one folder are one cluster.
    let dataFolder: String

    init(dataFolder: String) {
        let absolute = dataFolder.hasPrefix("/") ? dataFolder : currentFolder() + "/" + dataFolder
        self.dataFolder = canonicalPath(absolute) ?? absolute
    }

    var cluster: String { dataFolder + "/postgres" }
    var log: String { dataFolder + "/postgres.log" }
    /// Held exclusively while somebody decides about the cluster.
    var startLock: String { dataFolder + "/postgres.start.lock" }
    /// Held shared by everybody who uses the cluster.
    var holdLock: String { dataFolder + "/postgres.hold.lock" }
    /// Exists while the cluster is pinned.
    var pin: String { dataFolder + "/postgres.pinned" }
    /// What a cluster is called while it is being made.
    static let makingPrefix = "postgres.making-"

    var versionFile: String { cluster + "/PG_VERSION" }
    var pidFile: String { cluster + "/postmaster.pid" }

    var isMade: Bool { fileExists(versionFile) }

    /// Tells this cluster's processes and socket folder from those of others: FNV-1a of the path,
    /// which need not withstand anybody, because the owner of the folder is checked.
    var tag: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in dataFolder.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        let hex = String(hash, radix: 16)
        return "linli-" + String(repeating: "0", count: 16 - hex.count) + hex
    }

    /// `pg_ctl` puts the path into a shell command between double quotes.
    func checkName() throws {
        let unsuitable = Set("\"$`\\\n\r")
        if dataFolder.contains(where: unsuitable.contains) {
            throw PrivateClusterError.dataFolderUnsuitable(path: dataFolder)
        }
    }
}
