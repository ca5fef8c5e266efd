import Access
import Core
import Glibc
import Postgres
import Registry
import Secrets
import TestSupport
import Testing

/// A compound to import into, and the files of Tests/Fixtures.
struct ImportFixture {
    let database: Database
    let scope: ScopeID
    static let key = SecretKey([UInt8](repeating: 7, count: SecretKey.length)) ?? SecretKey()

    init(_ database: Database, name: String = "文宴雅居") async throws {
        self.database = database
        scope = try await AddCompound(database: database).perform(
            .init(name: name, city: "许昌市", county: "魏都区"), by: .terminal(user: "测试")
        ).scope
    }

    private static let here = #filePath

    static func path(_ name: String) -> String {
        let folder = here.split(separator: "/").dropLast().joined(separator: "/")
        return "/\(folder)/../../Fixtures/wenyanyaju/\(name)"
    }

    func households(
        _ file: String, _ mode: ImportRequest.Mode = .apply(refusalsTo: nil),
        expecting: [UInt8]? = nil
    ) async throws -> ImportOutcome {
        try await ImportHouseholds(database: database, idNumberKey: ImportFixture.key).perform(
            ImportRequest(path: file, scope: scope, mode: mode, expecting: expecting),
            by: .terminal(user: "测试"))
    }

    func households(
        text: String, _ mode: ImportRequest.Mode = .apply(refusalsTo: nil)
    ) async throws -> ImportOutcome {
        let file = try ImportFile(text)
        return try await households(file.path, mode)
    }

    func count(_ table: String) async throws -> Int {
        try await database.withConnection { connection in
            try await connection.query(
                "select count(*) from registry.\(unescaped: table) where scope_id = \(scope)"
            ).only().decode(Int.self)
        }
    }

    func text(_ sql: String) async throws -> [String] {
        try await database.withConnection { connection in
            try await connection.query("\(unescaped: sql)").map { try $0.decode(String.self) }
        }
    }
}

/// A file under /tmp for the time of one test.
final class ImportFile {
    let path: String

    init(_ text: String) throws {
        path = ImportFile.unusedPath()
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        let bytes = Array(text.utf8)
        let count = write(descriptor, bytes, bytes.count)
        close(descriptor)
        #expect(count == bytes.count)
    }

    deinit { unlink(path) }

    static func unusedPath() -> String {
        "/tmp/linli-import-\(getpid())-\(Hex.encode(Random.bytes(6))).csv"
    }

    static func read(_ path: String) -> String {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
