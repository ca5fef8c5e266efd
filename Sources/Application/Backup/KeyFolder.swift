import Core
import Glibc

/// The folder of an installation's keys, as a whole: copied into a backup and back.
public struct KeyFolder: Sendable {
    public let path: String

    /// - Parameter path: absolute.
    public init(path: String) {
        self.path = path
    }

    public init(dataFolder: String) {
        path = "\(dataFolder)/keys"
    }

    /// Names of the key files, in order; what is being written just now (`name.key.123-…`) and
    /// hidden files are left out. Empty where there is no such folder.
    public func names() throws(FileProblem) -> [String] {
        guard let folder = opendir(path) else {
            if errno == ENOENT { return [] }
            throw FileProblem(path, errno)
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if KeyFolder.isKey(name) { names.append(name) }
        }
        return names.sorted()
    }

    /// A plain name, so that no backup can write outside the folder.
    public static func isKey(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts.contains { $0.isEmpty } && !name.contains("/")
    }

    /// Copies the named keys into another folder, which is made for them.
    public func copy(_ names: [String], to other: KeyFolder) throws(FileProblem) {
        guard mkdir(other.path, 0o700) == 0 || errno == EEXIST else {
            throw FileProblem(other.path, errno)
        }
        for name in names {
            let bytes = try PrivateFile.read("\(path)/\(name)", atMost: KeyFolder.longest)
            try PrivateFile.write(bytes, to: "\(other.path)/\(name)")
        }
    }

    /// Whether each of the named keys is the same in both.
    public func agrees(with other: KeyFolder, on names: [String]) throws(FileProblem) -> Bool {
        for name in names {
            let mine = try PrivateFile.read("\(path)/\(name)", atMost: KeyFolder.longest)
            let theirs = try PrivateFile.read("\(other.path)/\(name)", atMost: KeyFolder.longest)
            guard mine == theirs else { return false }
        }
        return true
    }

    /// Bytes; ours have 32 or 64.
    private static let longest = 64 * 1024
}

/// A file or folder that the operating system refused, in its own words.
public struct FileProblem: Refusal, Equatable {
    public let path: String
    public let reason: String
    private let number: Int32

    public init(_ path: String, _ number: Int32) {
        self.path = path
        self.number = number
        reason = String(cString: strerror(number))
    }

    public var code: String { number == ENOSPC || number == EDQUOT ? "diskFull" : "fileProblem" }
    public var sentence: String { "\(path) 无法读写（\(reason)），没有完成：请检查后再试。" }
}

/// Files that only their owner may read, written to the disk before they count.
public enum PrivateFile {
    public static func read(_ path: String, atMost limit: Int) throws(FileProblem) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw FileProblem(path, errno) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= limit {
            let count = Glibc.read(file, &chunk, chunk.count)
            guard count >= 0 else { throw FileProblem(path, errno) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
        throw FileProblem(path, EFBIG)
    }

    /// - Throws: where the file is there already, too.
    public static func write(_ bytes: [UInt8], to path: String) throws(FileProblem) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw FileProblem(path, errno) }
        defer { close(file) }
        var written = 0
        while written < bytes.count {
            let count = Glibc.write(file, Array(bytes[written...]), bytes.count - written)
            guard count > 0 else { throw FileProblem(path, errno) }
            written += count
        }
        guard fsync(file) == 0 else { throw FileProblem(path, errno) }
    }
}
