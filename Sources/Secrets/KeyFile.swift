import Glibc

/// Keys in the data folder, outside the database, readable by their owner only.
public struct KeyFile: Sendable {
    public enum Problem: Error, CustomStringConvertible, Sendable {
        case unreadable(path: String, reason: String)
        case wrongLength(path: String)
        case tooOpen(path: String)

        /// A Chinese sentence for the person who runs the server.
        public var description: String {
            switch self {
            case .unreadable(let path, let reason):
                "密钥文件 \(path) 无法读写（\(reason)）：请检查数据目录的权限。"
            case .wrongLength(let path):
                "密钥文件 \(path) 长度不对，可能已损坏：请从备份恢复；不要删除，否则已印发的链接全部失效。"
            case .tooOpen(let path):
                "密钥文件 \(path) 对其他用户可读：请执行 chmod 600 后再启动。"
            }
        }
    }

    private let path: String

    /// - Parameter path: the file; its folder must exist.
    public init(path: String) {
        self.path = path
    }

    /// Reads the key, or makes one where there is none yet. Two processes that make it at once end
    /// with the same one: the file is linked into place whole, and the first link wins.
    ///
    /// - Throws: `Problem`.
    public func loadOrCreate() throws(Problem) -> SecretKey {
        if let key = try load() { return key }
        let draft = "\(path).\(getpid())-\(Hex.encode(Random.bytes(6)))"
        try write(SecretKey(), to: draft)
        let linked = link(draft, path)
        let reason = errno
        unlink(draft)
        guard linked == 0 || reason == EEXIST else { throw unreadable(reason) }
        guard let key = try load() else { throw unreadable(ENOENT) }
        return key
    }

    private func load() throws(Problem) -> SecretKey? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw unreadable(errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unreadable(errno) }
        guard status.st_mode & 0o077 == 0 else { throw .tooOpen(path: path) }
        var bytes = [UInt8](repeating: 0, count: SecretKey.length + 1)
        let count = read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw unreadable(errno) }
        guard let key = SecretKey(Array(bytes.prefix(count))) else {
            throw .wrongLength(path: path)
        }
        return key
    }

    private func write(_ key: SecretKey, to draft: String) throws(Problem) {
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unreadable(errno) }
        defer { close(descriptor) }
        var written = 0
        key.write { bytes in written = Glibc.write(descriptor, bytes, bytes.count) }
        guard written == SecretKey.length, fsync(descriptor) == 0 else { throw unreadable(errno) }
    }

    private func unreadable(_ code: Int32) -> Problem {
        .unreadable(path: path, reason: String(cString: strerror(code)))
    }
}
