import Core
import Postgres
import Registry
import TestSupport
import Testing

@Suite struct ImportHouseholdsTests {
    @Test func theKnownAnswers() async throws {
        try await withDatabase { database in
            let fixture = try await ImportFixture(database)
            let file = ImportFixture.path("households.csv")
            let preview = try await fixture.households(file, .preview)
            #expect(preview.added == 216)
            #expect(!preview.applied)
            #expect(try await fixture.count("household") == 0)

            let first = try await fixture.households(file)
            #expect(first.added == 216 && first.changed == 0 && first.unchanged == 0)
            #expect(first.refused.isEmpty)
            #expect(first.applied && !first.alreadyImported)
            #expect(try await fixture.count("household") == 216)
            #expect(try await fixture.count("tenure") == 216)
            // one owner of two households, one household with two owners
            #expect(try await fixture.count("owner") == 216)
            #expect(try await fixture.count("ownership") == 217)

            let again = try await fixture.households(file)
            #expect(again.added == 0 && again.changed == 0 && again.unchanged == 216)
            #expect(again.alreadyImported)
            #expect(try await fixture.count("import_batch") == 1)

            let kept = try await fixture.households(
                ImportFixture.path("households-as-kept.csv"))
            #expect(kept.added == 0 && kept.changed == 0 && kept.unchanged == 215)
            #expect(
                kept.refused == [
                    RefusedCell(
                        row: 103, column: "建筑面积（㎡）", value: "约90",
                        reason: "面积应为数字，例如 58.36。")
                ])
            #expect(!kept.applied)
            #expect(kept.warnings.contains { $0.contains("17689.29") && $0.contains("17601.04") })
            #expect(try await auditProblems(database).isEmpty)
        }
    }
}
