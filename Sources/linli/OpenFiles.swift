import Glibc
import Logging

/// How many files this process may have open: each connection is one.
enum OpenFiles {
    /// For as many connections as the server takes, the database's, and what else is open.
    static let wanted: rlim_t = 8_192

    /// Raises the soft limit, which many systems set to 1024, as far as the hard one lets it.
    static func raise(logger: Logger) {
        var limit = rlimit()
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(files, &limit) == 0, limit.rlim_cur < wanted else { return }
        limit.rlim_cur = min(wanted, limit.rlim_max)
        if setrlimit(files, &limit) != 0 || limit.rlim_cur < wanted {
            logger.warning(
                "fewer connections than usual can be open at once",
                metadata: ["files": "\(limit.rlim_cur)", "wanted": "\(wanted)"])
        }
    }
}
