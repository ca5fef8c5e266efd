import FoundationEssentials
import Glibc

/// An advisory lock on a file. The kernel gives it up when the process dies, however it dies.
final class FileLock: Sendable {
    private let descriptor: Int32

    /// Opens the file, and makes it if it is missing; nothing is locked yet.
    init(path: String, in dataFolder: String) throws {
        // O_CLOEXEC: a postmaster that inherited the lock would keep it for ever.
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            if errno == ENOSPC || errno == EDQUOT {
                throw PrivateClusterError.diskFull(path: dataFolder)
            }
            throw PrivateClusterError.dataFolderNotWritable(
                path: dataFolder, reason: errorText())
        }
        // Where root opens the data folder of an ordinary account, that account must still be
        // able to open the lock afterwards.
        if isRoot(), let folder = fileStatus(dataFolder) {
            _ = fchown(descriptor, folder.st_uid, folder.st_gid)
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    func tryExclusive() -> Bool { tryLock(LOCK_EX) }

    func tryShared() -> Bool { tryLock(LOCK_SH) }

    /// Gives the lock up at once, where closing the file may come late, or where a child between
    /// its fork and its exec still shares it.
    func unlock() {
        _ = flock(descriptor, LOCK_UN)
    }

    /// Processes that hold a file locked, each as often as it holds it, as far as the system
    /// tells. Compared by inode only: some file systems report another device there.
    static func holders(of path: String) -> [Int] {
        guard let status = fileStatus(path), let table = text(ofFile: "/proc/locks") else {
            return []
        }
        return table.split(separator: "\n").compactMap { line in
            // 1: FLOCK  ADVISORY  READ 1234 fe:00:5678 0 EOF
            let fields = line.split(separator: " ")
            guard fields.count >= 6, fields[1] == "FLOCK",
                fields[5].hasSuffix(":\(status.st_ino)")
            else { return nil }
            return Int(fields[4])
        }
    }

    private func tryLock(_ kind: Int32) -> Bool {
        while flock(descriptor, kind | LOCK_NB) != 0 {
            guard errno == EINTR else { return false }
        }
        return true
    }
}
