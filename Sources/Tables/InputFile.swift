import Core
import Glibc

/// A regular file open for reading, closed with the last reference to it.
final class InputFile {
    let path: String
    let size: Int64
    private let descriptor: Int32
    private let opened: stat

    init(path: String) throws(TableRefusal) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw .unreadable(path: path, reason: InputFile.reason(errno))
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .notAFile(path: path)
        }
        self.path = path
        self.descriptor = descriptor
        opened = status
        size = Int64(status.st_size)
    }

    deinit { close(descriptor) }

    /// - Returns: bytes read, 0 at the end.
    func read(into buffer: UnsafeMutableBufferPointer<UInt8>) throws(TableRefusal) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            guard errno == EINTR else {
                throw .unreadable(path: path, reason: InputFile.reason(errno))
            }
        }
    }

    func seek(to offset: Int) {
        lseek(descriptor, off_t(offset), SEEK_SET)
    }

    /// Whether somebody wrote to the file since it was opened.
    var hasChanged: Bool {
        var now = stat()
        guard fstat(descriptor, &now) == 0 else { return true }
        return now.st_size != opened.st_size || now.st_mtim.tv_sec != opened.st_mtim.tv_sec
            || now.st_mtim.tv_nsec != opened.st_mtim.tv_nsec
    }

    private static func reason(_ code: Int32) -> String {
        switch code {
        case ENOENT: "没有这个文件"
        case EACCES, EPERM: "没有权限"
        case EISDIR: "这是一个目录"
        default: String(cString: strerror(code))
        }
    }
}
