import Access
import Core
import Postgres
import Registry
import TestSupport
import Testing

@Suite struct AuditTests {
    private func addThree(_ database: Database) async throws {
        for name in ["文宴雅居", "建安粮苑", "瑞欣园"] {
            _ = try await AddCompound(database: database).perform(
                AddCompound.Input(name: name, city: "许昌市", county: "魏都区"),
                by: .terminal(user: "测试"))
        }
    }

    @Test func sealsOnceAndVerifies() async throws {
        try await withDatabase { database in
            try await addThree(database)
            #expect(try await SealAudit(database: database).perform() == 3)
            #expect(try await SealAudit(database: database).perform() == 0)
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func twoSealersAtOnceMakeOneChain() async throws {
        try await withDatabase { database in
            try await addThree(database)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask { _ = try await SealAudit(database: database).perform() }
                }
                try await group.waitForAll()
            }
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    /// What a superuser might do behind the program's back, each found by `audit verify`.
    @Test(arguments: [
        ("update registry.compound set name = '别名' where name = '瑞欣园'", "factsDiffer"),
        ("delete from registry.compound where name = '瑞欣园'", "factsDiffer"),
        ("update registry.compound set entry_id = 999999 where name = '瑞欣园'", "factWithoutEntry"),
        (
            "alter table access.audit_entry disable trigger all; update access.audit_entry set actor_name = '他人'",
            "chainBroken"
        ),
        (
            "alter table access.audit_entry disable trigger all; update access.audit_entry set at = at - interval '1 day'",
            "chainBroken"
        ),
        (
            "alter table access.audit_entry disable trigger all; update access.audit_entry set position = position + 1",
            "positionMissing"
        ),
    ])
    func findsTampering(sql: String, code: String) async throws {
        try await withDatabase { database in
            try await addThree(database)
            _ = try await SealAudit(database: database).perform()
            try await asSuperuser(database) { try await $0.script(sql) }
            let problems = try await auditProblems(database)
            #expect(problems.contains { $0.code == code })
            #expect(problems.allSatisfy { $0.sentence.hasSuffix("。") })
        }
    }

    @Test func aSealCannotBeMovedEvenByTheOwner() async throws {
        try await withDatabase { database in
            try await addThree(database)
            _ = try await SealAudit(database: database).perform()
            await #expect(throws: PostgresError.self) {
                try await database.withConnection { connection in
                    try await connection.execute("update access.audit_entry set position = 77")
                }
            }
        }
    }

    @Test func swiftAndSQLDigestTheSameBytes() async throws {
        let lines = ["b", "文", "a,\"引\"", "Z", ""]
        let fromSQL = try await withRolledBack { connection in
            try await connection.query("select access.digest(\(lines))").only()
                .decode([UInt8].self)
        }
        #expect(fromSQL == AuditEntry.digest(of: lines))
        let ofNothing = try await withRolledBack { connection in
            try await connection.query("select access.digest(array[]::text[])").only()
                .decode([UInt8].self)
        }
        #expect(ofNothing == AuditEntry.digest(of: []))
    }
}

@Suite struct PrivilegeTests {
    /// The serving role appends; it edits nothing but the columns granted by name.
    @Test(arguments: [
        "delete from access.audit_entry", "update access.audit_entry set actor_name = 'x'",
        "truncate access.audit_entry", "delete from fees.payment",
        "update fees.payment set amount_fen = 1", "update fees.charge set amount_fen = 1",
        "delete from fees.charge", "update fees.schedule set rate = 1",
        "update registry.household set room = '1'", "update resolutions.resolution set title = 'x'",
        "delete from registry.tenure", "create table public.x ()",
        "alter table fees.payment add x text",
        "insert into linli.migration values (99, 'x', 'x')",
        "drop trigger audit_entry_sealed_once on access.audit_entry",
        "update fees.receipt set number = 1", "update fees.allocation set amount_fen = 1",
    ])
    func theServingRoleMayNot(sql: String) async throws {
        do {
            try await withRolledBack { connection in
                try await connection.script(sql)
            }
            Issue.record("permitted: \(sql)")
        } catch let error as PostgresError {
            #expect(error.sqlState == "42501", "\(String(reflecting: error))")
        }
    }
}
