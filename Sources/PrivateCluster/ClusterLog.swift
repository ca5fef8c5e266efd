import FoundationEssentials
import Glibc

/// The server's log. Bounded whenever a process comes or goes: PostgreSQL itself appends to it
/// for ever.
struct ClusterLog {
    static let largest = 8 << 20
    static let keptBefore = 1 << 20

    let layout: ClusterLayout
    let account: ClusterAccount

    /// Makes the file, for the account that writes it.
    func prepare() throws {
        let file = open(layout.log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else {
            if errno == ENOSPC || errno == EDQUOT {
                throw PrivateClusterError.diskFull(path: layout.dataFolder)
            }
            throw PrivateClusterError.dataFolderNotWritable(
                path: layout.log, reason: errorText())
        }
        defer { close(file) }
        if account.isAnother { _ = fchown(file, account.uid, account.gid) }
        bound()
    }

    /// Keeps the end of a log that has grown large as `postgres.log.1`, and begins it anew. Safe
    /// while PostgreSQL runs, because it writes in append mode.
    func bound() {
        guard size() > Self.largest else { return }
        let end = read(from: size() - Self.keptBefore)
        try? Data(end).write(to: URL(filePath: layout.log + ".1"), options: .atomic)
        chmod(layout.log + ".1", 0o600)
        truncate(layout.log, 0)
    }

    func size() -> Int {
        fileStatus(layout.log).map { Int($0.st_size) } ?? 0
    }

    /// The last lines written since the log had a given size.
    func tail(since start: Int, lines: Int = 12) -> String {
        let from = size() < start ? 0 : max(start, size() - 65_536)
        let text = String(decoding: read(from: from), as: UTF8.self)
        return text.split(separator: "\n").suffix(lines).joined(separator: "\n")
    }

    private func read(from start: Int) -> [UInt8] {
        let file = open(layout.log, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: max(0, size() - start))
        let count = pread(file, &bytes, bytes.count, off_t(start))
        return Array(bytes.prefix(max(0, count)))
    }
}
