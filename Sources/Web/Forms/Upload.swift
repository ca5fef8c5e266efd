import Glibc

/// A file that came with a form, in a folder that lasts as long as the page that takes it.
struct Upload: Sendable, Equatable {
    /// The form's field.
    let field: String
    /// What it is called where it came from, without folders; empty where nothing was chosen.
    let name: String
    let path: String
    /// Bytes.
    let size: Int

    /// The browser sends an empty file without a name where nothing was chosen.
    var isChosen: Bool { !name.isEmpty || size > 0 }
}

/// A folder of one request, for nobody else to read, outside everything that is served.
struct UploadFolder: Sendable {
    private struct CannotWrite: Error {
        let errno: Int32
    }

    let path: String

    init() throws {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/linli-upload-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw CannotWrite(errno: errno) }
        path = String(cString: made)
    }

    /// A new file, for its owner only.
    func open(_ number: Int) throws -> (path: String, descriptor: Int32) {
        let file = "\(path)/\(number)"
        let descriptor = Glibc.open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CannotWrite(errno: errno) }
        return (file, descriptor)
    }

    static func write(_ bytes: [UInt8], to descriptor: Int32) throws {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 || errno == EINTR else { throw CannotWrite(errno: errno) }
            written += max(0, count)
        }
    }

    static func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

    /// Removes the folder and what lies in it.
    func remove() {
        for number in 0..<WebLimits.uploadParts { unlink("\(path)/\(number)") }
        rmdir(path)
    }
}
