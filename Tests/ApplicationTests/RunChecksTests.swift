import Access
import Core
import Postgres
import SQLCatalog
import Synchronization
import TestSupport
import Testing

@testable import Application

@Suite struct RunChecksTests {
    private let broken = NamedSQL(
        name: "demo-broken",
        sql: "-- 甲与乙不符\nselect n::bigint as scope_id, '户' || n as room"
            + " from generate_series(1, 30) n\n")
    private let holding = NamedSQL(
        name: "demo-holding", sql: "-- 从来没有\nselect 1::bigint as scope_id where false")

    @Test func tellsWhatIsWrongAndHowOften() async throws {
        try await withDatabase { database in
            let findings = try await RunChecks(database: database, checks: [holding, broken])
                .perform(by: .system)
            let finding = try #require(findings.first)
            #expect(findings.count == 1)
            #expect(finding.check == "demo-broken")
            #expect(finding.sentence == "甲与乙不符")
            #expect(finding.count == 30)
            #expect(finding.rows.count == 20)
            #expect(finding.rows.first == #"{"scope_id":1,"room":"户1"}"#)
        }
    }

    @Test func progressGoesToTheEnd() async throws {
        try await withDatabase { database in
            let seen = Mutex<[String]>([])
            _ = try await RunChecks(database: database, checks: [holding, broken])
                .perform(by: .system) { done, all in seen.withLock { $0.append("\(done)/\(all)") } }
            #expect(seen.withLock { $0 } == ["1/2", "2/2"])
        }
    }

    /// Each file runs, gives its scope first, and finds nothing in an empty database.
    @Test(arguments: SQLCatalog.checks)
    func everyFileRuns(check: NamedSQL) async throws {
        try await withRolledBack { connection in
            let rows = try await connection.query("select * from (\(unescaped: check.sql)) found")
            #expect(rows.columns.first == "scope_id", "\(check.name)")
            #expect(rows.isEmpty, "\(check.name)")
        }
        let sentence = RunChecks.sentence(of: check)
        #expect(sentence != check.name && !sentence.isEmpty, "\(check.name)")
    }

    @Test func findsWhatIsBrokenInTheRegister() async throws {
        try await withDatabase { database in
            _ = try await makeCompound(database, households: 1)
            #expect(try await RunChecks(database: database).perform(by: .system).isEmpty)
            try await asSuperuser(database) { connection in
                try await connection.execute("delete from access.ledger where scope_id > 1")
            }
            let findings = try await RunChecks(database: database).perform(by: .system)
            #expect(findings.map(\.check) == ["access-scope-ledger"])
        }
    }

    @Test func takesTheRight() async throws {
        try await withDatabase { database in
            let code = try await refusal {
                _ = try await RunChecks(database: database).perform(
                    by: Actor(kind: .resident, name: "某户"))
            }
            #expect(code == "notPermitted")
        }
    }
}
