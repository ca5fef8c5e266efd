import Access
import Core
import Glibc
import Secrets

/// Files that were uploaded to be looked at, until they are imported: by digest, so that the file
/// that was previewed is the one that is applied, and by who brought them and for which compound.
///
/// Nothing else knows of them. When one is gone it is uploaded again.
struct ImportShelf: Sendable {
    /// Seconds: a register that was previewed yesterday morning is still there today.
    static let lifetime = 36 * 3600
    /// Files of one account: the oldest goes when there are more.
    static let mostOfOne = 8

    private struct Failed: Error {
        let errno: Int32
    }

    private let folder: String

    /// - Parameter folder: made on first use, for its owner only.
    init(folder: String) {
        self.folder = folder
    }

    /// Keeps a copy of a file.
    ///
    /// - Returns: its SHA-256.
    func put(_ path: String, of account: AccountID, in scope: ScopeID) throws -> String {
        try prepare()
        let temporary = "\(folder)/.\(URLText.random())"
        let digest = try copy(path, to: temporary)
        guard rename(temporary, name(digest, account, scope)) == 0 else {
            unlink(temporary)
            throw Failed(errno: errno)
        }
        sweep(keeping: account)
        return digest
    }

    /// Where a file is; nil where this account has none of that digest for this compound.
    func path(_ digest: String, of account: AccountID, in scope: ScopeID) -> String? {
        guard ImportShelf.isDigest(digest) else { return nil }
        let path = name(digest, account, scope)
        return access(path, R_OK) == 0 ? path : nil
    }

    /// A name for a file that is not there yet.
    func unused() throws -> String {
        try prepare()
        return "\(folder)/.\(URLText.random())"
    }

    static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 2 * Digest.length
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
    }

    private func name(_ digest: String, _ account: AccountID, _ scope: ScopeID) -> String {
        "\(folder)/\(account)-\(scope)-\(digest)"
    }

    /// A folder that somebody else made, or may read, is not used.
    private func prepare() throws {
        if mkdir(folder, 0o700) != 0, errno != EEXIST { throw Failed(errno: errno) }
        var status = stat()
        guard lstat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
            status.st_uid == geteuid(), status.st_mode & 0o077 == 0
        else { throw Failed(errno: EPERM) }
    }

    private func copy(_ source: String, to target: String) throws -> String {
        let from = open(source, O_RDONLY | O_CLOEXEC)
        guard from >= 0 else { throw Failed(errno: errno) }
        defer { close(from) }
        let into = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard into >= 0 else { throw Failed(errno: errno) }
        defer { close(into) }
        var digest = StreamingDigest()
        var buffer = [UInt8](repeating: 0, count: 256 * 1024)
        while true {
            let count = read(from, &buffer, buffer.count)
            guard count >= 0 else {
                unlink(target)
                throw Failed(errno: errno)
            }
            guard count > 0 else { return Hex.encode(digest.finish()) }
            buffer.withUnsafeBytes { digest.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            do {
                try UploadFolder.write(Array(buffer[..<count]), to: into)
            } catch {
                unlink(target)
                throw error
            }
        }
    }

    /// Removes what is too old, and of one account what is too much.
    private func sweep(keeping account: AccountID) {
        guard let listing = opendir(folder) else { return }
        defer { closedir(listing) }
        let now = time(nil)
        var own: [(path: String, age: Int)] = []
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            let path = "\(folder)/\(name)"
            var status = stat()
            guard name != ".", name != "..", lstat(path, &status) == 0 else { continue }
            let age = now - status.st_mtim.tv_sec
            if age > ImportShelf.lifetime {
                unlink(path)
            } else if name.hasPrefix("\(account)-") {
                own.append((path, age))
            }
        }
        for file in own.sorted(by: { $0.age < $1.age }).dropFirst(ImportShelf.mostOfOne) {
            unlink(file.path)
        }
    }
}
