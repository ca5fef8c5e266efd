import Foundation

/// The repository's own files, as they lie beside this one.
enum Repository {
    struct File: Sendable {
        /// From the repository's root: `Sources/Fees/TakePayment.swift`.
        let path: String
        let text: String

        let lines: [Substring]
        /// The same lines without comments and words; of Swift files only.
        let code: [String]
        var name: String { path.split(separator: "/").last.map(String.init) ?? path }
        /// The folder under Sources or Tests: `Fees`.
        var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
    }

    /// Tests/TidyTests/…swift → ../..
    static let root = URL(fileURLWithPath: #filePath)
        .resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let sources = swift(in: "Sources")
    static let tests = swift(in: "Tests")
    static let sql = files(in: "sql") { $0.hasSuffix(".sql") }
    static let migrations = sql.filter { $0.path.hasPrefix("sql/migrations/") }
    static let checks = sql.filter { $0.path.hasPrefix("sql/checks/") }

    /// All that people wrote: source, SQL, scripts, papers.
    static let written: [File] =
        sources + tests + sql + files(in: "deploy") { _ in true } + files(in: ".ci") { _ in true }
        + ["Package.swift", "README.md", "README.zh-CN.md"].compactMap(file)

    static func file(_ path: String) -> File? {
        guard let data = FileManager.default.contents(atPath: root.path + "/" + path) else {
            return nil
        }
        return String(data: data, encoding: .utf8).map { text in
            File(
                path: path, text: text,
                lines: text.split(separator: "\n", omittingEmptySubsequences: false),
                code: path.hasSuffix(".swift") ? SwiftCode.lines(of: text) : [])
        }
    }

    static func folders(in folder: String) -> [String] {
        let path = root.path + "/" + folder
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { name in
            var isFolder: ObjCBool = false
            return !name.hasPrefix(".")
                && FileManager.default.fileExists(
                    atPath: path + "/" + name, isDirectory: &isFolder)
                && isFolder.boolValue
        }.sorted()
    }

    private static func swift(in folder: String) -> [File] {
        files(in: folder) { $0.hasSuffix(".swift") }
    }

    /// Symbolic links are not followed, so that no file is read twice.
    private static func files(in folder: String, where isWanted: (String) -> Bool) -> [File] {
        let top = root.path + "/" + folder
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: top)) ?? []
        return names.filter { name in
            isWanted(name) && !name.split(separator: "/").contains { $0.hasPrefix(".") }
        }.sorted().compactMap { file(folder + "/" + $0) }
    }
}

extension String {
    /// Whether a Chinese character is in it.
    var hasChinese: Bool { unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) } }

    /// Every piece between two marks.
    func pieces(from start: String, to end: String) -> [Substring] {
        var pieces: [Substring] = []
        var rest = self[...]
        while let opening = rest.range(of: start) {
            rest = rest[opening.upperBound...]
            guard let closing = rest.range(of: end) else { break }
            pieces.append(rest[..<closing.lowerBound])
            rest = rest[closing.upperBound...]
        }
        return pieces
    }
}
