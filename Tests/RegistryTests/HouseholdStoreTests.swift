import Core
import Postgres
import TestSupport
import Testing

@testable import Registry

@Suite struct HouseholdStoreTests {
    @Test(arguments: [
        ("3-2-501", "3|2|501"), ("5-101", "5||101"), ("A座-1-1001", "A座|1|1001"),
        ("501", nil), ("1-2-3-4", nil), ("1--101", nil), ("-1-101", nil), ("1-101-", nil),
        ("", nil), ("1-\(String(repeating: "9", count: 20))", "1||99999999999999999999"),
        ("1-\(String(repeating: "9", count: 21))", nil),
    ])
    func readsCodes(text: String, parts: String?) {
        let code = HouseholdCode(written: text)
        #expect(code.map { "\($0.building)|\($0.entrance)|\($0.room)" } == parts)
        #expect(code == nil || code?.description == text)
    }

    @Test func findsNothingInAnotherScope() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database, households: 1)
            let other = try await makeCompound(database, name: "别处", households: 0)
            try await database.withConnection { connection in
                let here = try await HouseholdStore.find(
                    compound.households[0], in: compound.scope, on: connection)
                let there = try await HouseholdStore.find(
                    compound.households[0], in: other.scope, on: connection)
                #expect(here?.area == Area(hundredths: 10_000) && there == nil)
            }
        }
    }
}
