import FoundationEssentials
import Glibc

// The few calls of the operating system that this room needs, without their C clothes.

func isRoot() -> Bool { geteuid() == 0 }

func processEnvironment() -> [String: String] { ProcessInfo.processInfo.environment }

/// The system's own words, such as "Permission denied".
func errorText(_ number: Int32 = errno) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
        guard let base = buffer.baseAddress, strerror_r(number, base, buffer.count) == 0 else {
            return "errno \(number)"
        }
        return String(cString: base)
    }
}

func currentFolder() -> String { FileManager.default.currentDirectoryPath }

func canonicalPath(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
}

func fileExists(_ path: String) -> Bool { access(path, F_OK) == 0 }

/// Follows symbolic links; `nil` when there is nothing, or it may not be looked at.
func fileStatus(_ path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
}

/// Does not follow a symbolic link.
func linkStatus(_ path: String) -> stat? {
    var status = stat()
    return lstat(path, &status) == 0 ? status : nil
}

extension stat {
    var isFolder: Bool { st_mode & S_IFMT == S_IFDIR }
}

func names(inFolder path: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
}

func text(ofFile path: String) -> String? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    return String(decoding: data, as: UTF8.self)
}

/// Bytes on disk of everything below a folder, as far as it may be read.
func size(ofFolder path: String) -> Int {
    names(inFolder: path).reduce(0) { sum, name in
        let item = path + "/" + name
        guard let status = linkStatus(item) else { return sum }
        // st_blocks counts units of 512 bytes, whatever the block size of the file system.
        return sum + (status.isFolder ? size(ofFolder: item) : Int(status.st_blocks) * 512)
    }
}

/// Waits for what has been written to a file or folder to be on the disk.
func flush(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
}

/// The owner's name, or number where it has none.
func ownerName(_ uid: uid_t) -> String {
    ClusterAccount.named(uid: uid)?.name ?? String(uid)
}
