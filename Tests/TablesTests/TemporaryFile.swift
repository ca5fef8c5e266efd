import Glibc

/// A file under /tmp for the time of one test.
final class TemporaryFile {
    let path: String

    init(_ bytes: [UInt8] = []) throws {
        var template = Array("/tmp/linli-table-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes {
                write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { throw Unwritable() }
            start += count
        }
        close(descriptor)
    }

    convenience init(_ text: String) throws { try self.init(Array(text.utf8)) }

    deinit { unlink(path) }

    struct Unwritable: Error {}
}
