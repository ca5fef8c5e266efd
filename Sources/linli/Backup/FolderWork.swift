import Application
import Glibc
import Secrets

/// What backups do with files and folders.
enum FolderWork {
    /// What a person typed, from the working folder on; a closing slash stays.
    static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        return "\(String(cString: folder))/\(path)"
    }

    static func withoutSlash(_ path: String) -> String {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? ""
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    static func size(of path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    static func flush(_ path: String) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        fsync(file)
        close(file)
    }

    /// In hex.
    static func sha256(of path: String) throws -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw FileProblem(path, errno) }
        defer { close(file) }
        var digest = StreamingDigest()
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            try Task.checkCancellation()
            let count = read(file, &bytes, bytes.count)
            guard count >= 0 else { throw FileProblem(path, errno) }
            if count == 0 { return Hex.encode(digest.finish()) }
            bytes.withUnsafeBytes { digest.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
    }

    /// A backup that was not finished: files, and the folder of keys.
    static func remove(_ folder: String) {
        let keys = KeyFolder(path: "\(folder)/\(BackupManifest.keysName)")
        for name in (try? keys.names()) ?? [] { unlink("\(keys.path)/\(name)") }
        rmdir(keys.path)
        for name in [BackupManifest.dumpName, BackupManifest.fileName] {
            unlink("\(folder)/\(name)")
        }
        rmdir(folder)
    }
}
