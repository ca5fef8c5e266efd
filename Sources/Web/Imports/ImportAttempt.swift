import Core
import Glibc
import Registry
import Secrets

/// A file on the shelf, and what was said about it.
struct ImportAttempt: Sendable {
    let subject: ImportSubject
    /// Its SHA-256 in hexadecimal.
    let digest: String
    /// What it was called where it came from.
    let name: String
    let extras: ImportExtras
    let form: Form
    let file: String
}

extension ImportAttempt {
    /// - Throws: `WebError.refused` where the file is gone, or what goes with it cannot be read.
    init(_ subject: ImportSubject, _ form: Form, _ desk: Desk) throws {
        let digest = try desk.parameter("digest")
        guard let file = desk.context.shelf.path(digest, of: desk.account, in: desk.scope) else {
            throw WebError.refused(
                code: "uploadGone", sentence: "上传的文件已经不在了：请回到“导入”重新上传。已经导入的内容不受影响。")
        }
        var entries = Entries(form)
        extras = ImportExtras(&entries, for: subject)
        if let problem = subject.extras.lazy.compactMap({ entries.problems[$0] }).first {
            throw WebError.refused(code: "malformedImport", sentence: problem)
        }
        let name = entries.text("name", longest: 255)
        self.subject = subject
        self.digest = digest
        self.name = name.isEmpty ? "\(subject.title).csv" : name
        self.form = form
        self.file = file
    }

    func run(_ mode: ImportRequest.Mode, _ desk: Desk) async throws -> ImportFinding {
        try await subject.run(
            ImportRequest(
                path: file, fileName: name, scope: desk.scope, mode: mode,
                expecting: Hex.decode(digest)), extras, desk)
    }

    /// The file's page.
    func path(_ desk: Desk, _ below: String = "") -> String {
        let pairs = [("name", name)] + subject.extras.map { ($0, form[$0]) }
        return "\(desk.compound.imports)/\(subject.rawValue)/\(digest)\(below)"
            + URLText.query(pairs)
    }

    /// The name without its ending.
    var bareName: String {
        name.lowercased().hasSuffix(".csv") ? String(name.dropLast(4)) : name
    }

    /// What is said on the file's page; the rest is no fault of the file.
    static func isAboutTheFile(_ refusal: any Refusal) -> Bool {
        let isOurs = [
            "notPermitted", "fileUnreadable", "notAFile", "refusalsFileExists",
            "refusalsFileUnwritable", "unknownCompound",
        ]
        return !isOurs.contains(refusal.code)
    }

    static func remove(_ path: String) { unlink(path) }

    static func content(of path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 256 * 1024)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { return nil }
            guard count > 0 else { return content }
            content += chunk[..<count]
        }
    }
}
