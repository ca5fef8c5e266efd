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

    private func page(
        _ compound: MadeCompound, _ search: String?, limit: Int = 100, offset: Int = 0,
        on connection: Connection
    ) async throws -> (total: Int, codes: [String]) {
        let page = try await HouseholdStore.list(
            in: compound.scope, search: search, limit: limit, offset: offset, on: connection)
        return (page.total, page.households.map(\.household.code.description))
    }

    @Test func listsInTheOrderOfAddresses() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database, households: 0)
            try await asSuperuser(database) { connection in
                try await connection.execute(
                    """
                    insert into registry.household (scope_id, building, entrance, room, entry_id)
                    select \(compound.scope), b, e, r, 0 from (values ('10', '1', '101'),
                        ('2', '2', '101'), ('2', '1', '1001'), ('2', '1', '201'), ('2', '', '101'))
                        as h (b, e, r)
                    """)
            }
            try await database.withConnection { connection in
                let all = try await page(compound, nil, on: connection)
                #expect(all.codes == ["2-101", "2-1-201", "2-1-1001", "2-2-101", "10-1-101"])
            }
        }
    }

    @Test func pagesAndSearches() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database, households: 12)
            _ = try await makeCompound(database, name: "别处", households: 12)
            try await database.withConnection { connection in
                var seen: [String] = []
                for offset in stride(from: 0, to: 12, by: 5) {
                    let part = try await page(
                        compound, nil, limit: 5, offset: offset, on: connection)
                    #expect(part.total == 12)
                    seen += part.codes
                }
                #expect(seen == compound.households.map(\.description))
                #expect(try await page(compound, "-20", on: connection).total == 4)
                #expect(try await page(compound, "1-1-301", on: connection).codes == ["1-1-301"])
                #expect(try await page(compound, "业主102", on: connection).codes == ["1-1-102"])
                #expect(try await page(compound, "", on: connection).total == 12)
            }
        }
    }

    @Test func whatIsTypedIsNoPattern() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            _ = try await CorrectOwner(database: database).perform(
                CorrectOwner.Input(
                    scope: compound.scope, household: compound.households[1], name: "业主102",
                    correctName: "百%分_号\\反", correctPhone: nil),
                by: testActor)
            try await database.withConnection { connection in
                for text in ["%", "_", "\\", "%分_号\\"] {
                    let found = try await page(compound, text, on: connection)
                    #expect(found.codes == ["1-1-102"], "\(text)")
                }
                for text in ["%%", "__", "1_1", "业主%"] {
                    #expect(try await page(compound, text, on: connection).total == 0, "\(text)")
                }
            }
        }
    }

    @Test func onlyCurrentOwnersAreSearched() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            _ = try await TransferHousehold(database: database).perform(
                TransferHousehold.Input(
                    scope: compound.scope, household: compound.households[0],
                    day: day("2021-11-15"), owners: [.init(name: "王芳"), .init(name: "李强")]),
                by: testActor, on: day("2021-11-08"))
            try await database.withConnection { connection in
                #expect(try await page(compound, "业主101", on: connection).total == 0)
                #expect(try await page(compound, "李强", on: connection).codes == ["1-1-101"])
                let listed = try await HouseholdStore.list(
                    in: compound.scope, limit: 1, offset: 0, on: connection)
                #expect(listed.households.first?.owners == "王芳、李强")
            }
        }
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
