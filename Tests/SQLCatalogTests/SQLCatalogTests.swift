import Foundation
import Testing

@testable import SQLCatalog

@Suite struct SQLCatalogTests {
    /// The folder as the repository has it: Tests/SQLCatalogTests/…swift → ../../sql.
    private static let sqlFolder = URL(fileURLWithPath: #filePath)
        .resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("sql", isDirectory: true)

    private static func onDisk() throws -> [String: String] {
        var files: [String: String] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: sqlFolder.path) {
            let isHidden = name.split(separator: "/").contains { $0.hasPrefix(".") }
            guard name.hasSuffix(".sql"), !isHidden else { continue }
            let data = try Data(contentsOf: sqlFolder.appendingPathComponent(name))
            files[name] = String(decoding: data, as: UTF8.self)
        }
        return files
    }

    @Test func whatIsOnDiskIsWhatIsEmbedded() throws {
        let onDisk = try Self.onDisk()
        let embedded = Dictionary(
            uniqueKeysWithValues: EmbeddedFiles.files
                .filter { $0.path.hasSuffix(".sql") }
                .map { ($0.path, $0.text) })
        #expect(embedded.keys.sorted() == onDisk.keys.sorted())
        for (path, text) in onDisk {
            #expect(embedded[path] == text, "\(path) differs from what is embedded")
        }
    }

    @Test func everyMigrationIsNumberedWithoutAGap() {
        #expect(SQLCatalog.faults == [])
        let numbers = SQLCatalog.migrations.map(\.number)
        #expect(numbers == Array(0..<numbers.count).map { $0 + 1 })
    }

    @Test func everyFolderIsInTheCatalogue() throws {
        let folders = try Self.onDisk().keys.map { $0.split(separator: "/").first ?? "" }
        #expect(!SQLCatalog.bootstrap.isEmpty)
        #expect(SQLCatalog.migrations.count == folders.count { $0 == "migrations" })
        #expect(SQLCatalog.checks.count == folders.count { $0 == "checks" })
        #expect(SQLCatalog.reports.count == folders.count { $0 == "reports" })
        #expect(SQLCatalog.facts.count == folders.count { $0 == "facts" })
    }

    @Test(arguments: [
        (["0001_a", "0002_b"], [1, 2], 0),
        (["0001_a", "0003_b"], [1], 1),
        (["0002_a"], [], 1),
        (["0001_a", "0001_b"], [1], 1),
        (["001_a"], [], 1),
        (["0001a"], [], 1),
        (["0001_"], [], 1),
        (["+001_a"], [], 1),
        (["0001_a/b"], [], 1),
    ])
    func onlyContiguousWellNamedFilesAreRead(names: [String], numbers: [Int], faults: Int) {
        let read = Migration.read(from: names.map { (name: $0, text: "") })
        #expect(read.migrations.map(\.number) == numbers)
        #expect(read.faults.count == faults)
    }

    /// NIST's example "abc", and a text outside ASCII, as `sha256sum` prints it.
    @Test func checksumIsSHA256OfTheUTF8() {
        #expect(
            Migration(number: 1, name: "a", sql: "abc").checksum
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            Migration(number: 1, name: "a", sql: "邻里").checksum
                == "03e2210f53ff8877f7b2ee88d421b2783e515ccafb66f1c913a84082a1675520")
    }
}
