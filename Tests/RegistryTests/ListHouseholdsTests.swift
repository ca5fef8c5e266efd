import Access
import Core
import Postgres
import TestSupport
import Testing

@testable import Registry

@Suite struct ListHouseholdsTests {
    private func page(
        _ database: Database, _ compound: MadeCompound, _ search: String? = nil,
        kind: HouseholdKind? = nil, building: String? = nil, sort: ListHouseholds.Sort = .address,
        descending: Bool = false, limit: Int = 100, offset: Int = 0
    ) async throws -> (total: Int, codes: [String]) {
        let page = try await ListHouseholds(database: database).perform(
            ListHouseholds.Input(
                scope: compound.scope, search: search, kind: kind, building: building, sort: sort,
                descending: descending, limit: limit, offset: offset),
            by: testActor)
        return (page.total, page.rows.map(\.household.code.description))
    }

    /// Five households at addresses that sort wrongly as texts.
    private func makeAddresses(_ database: Database) async throws -> MadeCompound {
        let compound = try await makeCompound(database, households: 0)
        try await asSuperuser(database) { connection in
            try await connection.execute(
                """
                insert into registry.household (scope_id, building, entrance, room, area, kind,
                    entry_id)
                select \(compound.scope), b, e, r, a, k, 0 from (values
                    ('10', '1', '101', 900, 'dwelling'), ('2', '2', '101', 10000, 'shop'),
                    ('2', '1', '1001', null, 'dwelling'), ('2', '1', '201', 5000, 'dwelling'),
                    ('2', '', '101', 7000, 'garage')) as h (b, e, r, a, k)
                """)
        }
        return compound
    }

    @Test func listsInTheOrderOfAddresses() async throws {
        try await withDatabase { database in
            let compound = try await makeAddresses(database)
            let order = ["2-101", "2-1-201", "2-1-1001", "2-2-101", "10-1-101"]
            #expect(try await page(database, compound).codes == order)
            #expect(try await page(database, compound, descending: true).codes == order.reversed())
            #expect(
                try await page(database, compound, sort: .area).codes
                    == ["10-1-101", "2-1-201", "2-101", "2-2-101", "2-1-1001"])
        }
    }

    @Test func filters() async throws {
        try await withDatabase { database in
            let compound = try await makeAddresses(database)
            #expect(try await page(database, compound, building: "2").total == 4)
            #expect(try await page(database, compound, building: "1").total == 0)
            #expect(try await page(database, compound, kind: .shop).codes == ["2-2-101"])
            #expect(try await page(database, compound, kind: .dwelling, building: "2").total == 2)
            #expect(try await page(database, compound, "101", kind: .garage).codes == ["2-101"])
        }
    }

    @Test func pagesWithATrueTotal() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database, households: 12)
            _ = try await makeCompound(database, name: "别处", households: 12)
            var seen: [String] = []
            for offset in stride(from: 0, to: 12, by: 5) {
                let part = try await page(database, compound, limit: 5, offset: offset)
                #expect(part.total == 12)
                seen += part.codes
            }
            #expect(seen == compound.households.map(\.description))
            for (limit, offset) in [(5, 12), (5, 1_000_000), (100, 13)] {
                let beyond = try await page(database, compound, limit: limit, offset: offset)
                #expect(beyond.total == 12 && beyond.codes.isEmpty)
            }
            // what cannot be asked for is moved to what can
            #expect(try await page(database, compound, limit: 0, offset: -3).codes == ["1-1-101"])
        }
    }

    @Test func searches() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database, households: 12)
            let table: [(String, [String])] = [
                ("1-1-301", ["1-1-301"]), ("业主102", ["1-1-102"]), ("1号楼1单元204室", ["1-1-204"]),
                ("１－１－２０４", ["1-1-204"]), ("0302", ["1-1-302"]), ("13900000302", ["1-1-302"]),
                // three digits are a room, not the end of a phone
                ("303", ["1-1-303"]), ("00000", []), ("139000003021", []), ("没有这个人", []),
            ]
            for (search, codes) in table {
                #expect(try await page(database, compound, search).codes == codes, "\(search)")
            }
            #expect(try await page(database, compound, "-20").total == 4)
            #expect(try await page(database, compound, "").total == 12)
            #expect(try await page(database, compound, " \u{3000} ").total == 12)
            #expect(
                try await page(database, compound, String(repeating: "长", count: 5000)).total == 0)
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
            for text in ["%", "_", "\\", "%分_号\\"] {
                #expect(try await page(database, compound, text).codes == ["1-1-102"], "\(text)")
            }
            for text in ["%%", "__", "1_1", "业主%", "' or 1=1 --", "<b>", "😀", "\u{202E}"] {
                #expect(try await page(database, compound, text).total == 0, "\(text)")
            }
        }
    }

    @Test func onlyPresentOwnersAreSearchedAndSortedBy() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            for (index, names) in [["周明", "李强"], ["安平"], ["赵云"]].enumerated() {
                _ = try await TransferHousehold(database: database).perform(
                    TransferHousehold.Input(
                        scope: compound.scope, household: compound.households[index],
                        day: day("2021-11-15"),
                        owners: names.map { .init(name: $0, phone: "13900\(index)20000") }),
                    by: testActor, on: day("2021-11-08"))
            }
            #expect(try await page(database, compound, "业主101").total == 0)
            #expect(try await page(database, compound, "李强").codes == ["1-1-101"])
            // an, ye, zhao, zhou
            #expect(
                try await page(database, compound, sort: .owner).codes
                    == ["1-1-102", "1-1-104", "1-1-103", "1-1-101"])
            let first = try await ListHouseholds(database: database).perform(
                ListHouseholds.Input(scope: compound.scope, limit: 1), by: testActor
            ).rows.first
            #expect(first?.owners == "周明、李强")
            #expect(first?.phone == "139****0000")
        }
    }

    /// Whatever is asked for, nothing outside the compound is read.
    @Test func noListReadsAWholeTable() async throws {
        try await withDatabase { database in
            let scopes = try await makeCrowd(database)
            let scope = scopes[7]
            for sort in ListHouseholds.Sort.allCases {
                for search in [nil, "101", "业主70", "0042"] {
                    let input = ListHouseholds.Input(
                        scope: scope, search: search, kind: .dwelling, sort: sort)
                    let plan = try await plan(of: HouseholdListStore.page(input), in: database)
                    #expect(readWhole(in: plan) == [], "\(plan)")
                }
            }
            for sort in ListStalls.Sort.allCases {
                let input = ListStalls.Input(
                    scope: scope, search: "A-1", isLeased: true, sort: sort)
                let plan = try await plan(of: StallListStore.page(input), in: database)
                #expect(readWhole(in: plan) == [], "\(plan)")
            }
            for query in [
                CompoundFiguresStore.households(scope), CompoundFiguresStore.stalls(scope),
            ] {
                let plan = try await plan(of: query, in: database)
                #expect(readWhole(in: plan) == [], "\(plan)")
            }
            let code = HouseholdCode(building: "1", entrance: "1", room: "101")
            for query in [
                HouseholdReadStore.heading(code, in: scope),
                HouseholdReadStore.tenures(of: code, in: scope),
                HouseholdReadStore.leases(of: code, in: scope),
                HouseholdReadStore.links(of: code, in: scope),
                CompoundListStore.page(.init(search: "小区1"), reach: scopes),
                CompoundListStore.page(.init(), reach: nil), ImportStore.listing(scope),
            ] {
                let plan = try await plan(of: query, in: database)
                #expect(readWhole(in: plan) == [], "\(plan)")
            }
        }
    }
}
