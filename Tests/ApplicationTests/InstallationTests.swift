import Access
import Glibc
import Logging
import Postgres
import TestSupport
import Testing

@testable import Application

@Suite struct InstallationTests {
    private let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }

    private func withInstallation(
        on name: String, _ body: (Installation) async throws -> Void
    ) async throws {
        var template = Array("/tmp/linli-data-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else {
            Issue.record("mkdtemp")
            return
        }
        let folder = String(cString: made)
        defer {
            for name in [
                "resident-links.key", "id-numbers.key", "audit-heads.key", "second-factors.key",
            ] {
                unlink("\(folder)/keys/\(name)")
            }
            rmdir("\(folder)/keys")
            rmdir(folder)
        }
        let installation = try await Installation.open(
            connection: try TestDatabase.settings(database: name), dataFolder: folder,
            logger: logger)
        do {
            try await body(installation)
        } catch {
            await installation.database.close()
            throw error
        }
        await installation.database.close()
    }

    @Test func migratesAndServesAsTheLesserRole() async throws {
        let name = try await TestDatabase.create(empty: true)
        try await withInstallation(on: name) { installation in
            let (role, zone) = try await installation.database.query(
                "select current_user::text, current_setting('TimeZone')"
            ).only().decode(String.self, String.self)
            #expect(role == "linli_server" && zone == "Asia/Shanghai")
            try await installation.ping()
        }
        try await TestDatabase.drop(name)
    }

    /// Fact lines hold dates: a server that writes them in another style must not make honest data
    /// look tampered with.
    @Test(arguments: ["German", "SQL, DMY", "Postgres, MDY"])
    func theServersDateStyleDoesNotMatter(style: String) async throws {
        let name = try await TestDatabase.create()
        try await withInstallation(on: name) { installation in
            let compound = try await makeCompound(installation.database)
            try await transferFirst(of: compound, in: installation.database)
            #expect(try await auditProblems(installation.database).isEmpty)
            try await asSuperuser(installation.database) { connection in
                try await connection.execute(
                    "alter database \(unescaped: name) set datestyle to \(unescaped: style)")
            }
        }
        try await withInstallation(on: name) { installation in
            let problems = try await auditProblems(installation.database)
            #expect(problems.isEmpty)
        }
        try await TestDatabase.drop(name)
    }

    @Test func createsADatabaseOnce() async throws {
        let name = "made_\(getpid())"
        let connection = try TestDatabase.settings(database: name)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    try await Installation.createDatabase(connection: connection, logger: logger)
                }
            }
            try await group.waitForAll()
        }
        try await withInstallation(on: name) { try await $0.ping() }
        try await TestDatabase.drop(name)
    }
}
