import Glibc

/// Writes a CSV file that Excel opens as it is: UTF-8 with a mark, lines ended by CR LF, no cell a
/// formula. The file is new, readable by its owner only, and unlinked again unless `close` came to its end.
public final class TableWriter {
    public struct Failed: Error {
        /// In Chinese or the system's words.
        public let reason: String
        public let exists: Bool

        public init(reason: String, exists: Bool = false) {
            self.reason = reason
            self.exists = exists
        }
    }

    private let path: String
    private var descriptor: Int32
    private var pending: [UInt8] = [0xEF, 0xBB, 0xBF]
    private static let chunk = 64 * 1024

    public init(path: String) throws(Failed) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw TableWriter.failed() }
    }

    deinit {
        guard descriptor >= 0 else { return }
        Glibc.close(descriptor)
        unlink(path)
    }

    public func write(_ cells: [String]) throws(Failed) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { pending.append(UInt8(ascii: ",")) }
            append(cell)
        }
        pending.append(contentsOf: [0x0D, 0x0A])
        if pending.count >= TableWriter.chunk { try flush() }
    }

    /// Writes what is left and sees it on the disk.
    public func close() throws(Failed) {
        try flush()
        guard fsync(descriptor) == 0 else { throw TableWriter.failed() }
        Glibc.close(descriptor)
        descriptor = -1
    }

    private func append(_ text: String) {
        let cell = FormulaMark.isNeeded(text) ? "'\(text)" : text
        let needsQuotes = cell.utf8.contains {
            $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 0x0A || $0 == 0x0D
        }
        guard needsQuotes else { return pending.append(contentsOf: cell.utf8) }
        pending.append(UInt8(ascii: "\""))
        for byte in cell.utf8 {
            if byte == UInt8(ascii: "\"") { pending.append(byte) }
            pending.append(byte)
        }
        pending.append(UInt8(ascii: "\""))
    }

    private func flush() throws(Failed) {
        var start = 0
        while start < pending.count {
            let count = pending[start...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw TableWriter.failed() }
            start += count
        }
        pending.removeAll(keepingCapacity: true)
    }

    private static func failed() -> Failed {
        let code = errno
        let reason =
            switch code {
            case ENOSPC: "磁盘已满"
            case EACCES, EPERM, EROFS: "没有权限"
            case ENOENT: "目录不存在"
            default: String(cString: strerror(code))
            }
        return Failed(reason: reason, exists: code == EEXIST)
    }
}
