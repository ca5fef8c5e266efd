import Access
import Core
import Postgres
import TestSupport
import Testing

@testable import Registry

@Suite struct ListCompoundsTests {
    /// In three regions of two cities.
    private func makeTown(_ database: Database) async throws -> [String: ScopeID] {
        var scopes: [String: ScopeID] = [:]
        let town: [(String, String, String, String?)] = [
            ("文宴雅居", "许昌市", "魏都区", "东大街街道"), ("建安粮苑", "许昌市", "魏都区", nil),
            ("瑞欣园", "许昌市", "建安区", nil), ("百合苑", "郑州市", "金水区", nil),
        ]
        for (name, city, county, street) in town {
            scopes[name] = try await AddCompound(database: database).perform(
                AddCompound.Input(name: name, city: city, county: county, street: street),
                by: testActor
            ).scope
        }
        return scopes
    }

    private func names(
        _ database: Database, _ input: ListCompounds.Input, by actor: Actor = testActor
    ) async throws -> (total: Int, names: [String]) {
        let found = try await ListCompounds(database: database).perform(input, by: actor)
        return (found.total, found.rows.map(\.compound.name))
    }

    @Test func listsAsADictionaryOrders() async throws {
        try await withDatabase { database in
            _ = try await makeTown(database)
            // bai, jian, rui, wen
            let order = ["百合苑", "建安粮苑", "瑞欣园", "文宴雅居"]
            #expect(try await names(database, .init()).names == order)
            #expect(try await names(database, .init(descending: true)).names == order.reversed())
            #expect(
                try await names(database, .init(sort: .added)).names
                    == ["文宴雅居", "建安粮苑", "瑞欣园", "百合苑"])
        }
    }

    @Test func searchesAndPages() async throws {
        try await withDatabase { database in
            _ = try await makeTown(database)
            #expect(try await names(database, .init(search: "苑")).names == ["百合苑", "建安粮苑"])
            for text in ["%", "_", "没有", "' or true --", "<script>"] {
                #expect(try await names(database, .init(search: text)).total == 0, "\(text)")
            }
            #expect(try await names(database, .init(search: "  ")).total == 4)
            let second = try await names(database, .init(limit: 3, offset: 3))
            #expect(second.total == 4 && second.names == ["文宴雅居"])
            let beyond = try await names(database, .init(limit: 3, offset: 30))
            #expect(beyond.total == 4 && beyond.names.isEmpty)
        }
    }

    @Test func countsWhatTheyHold() async throws {
        try await withDatabase { database in
            _ = try await makeCompound(database, street: "东大街街道", households: 5, stalls: 3)
            _ = try await makeCompound(database, name: "空小区", households: 0, stalls: 0)
            let found = try await ListCompounds(database: database).perform(.init(), by: testActor)
            #expect(found.rows.map(\.households) == [0, 5])
            #expect(found.rows.map(\.stalls) == [0, 3])
            #expect(found.rows[1].compound.region == ["许昌市", "魏都区", "东大街街道"])
        }
    }

    @Test func aRegionHoldsWhatIsBelowIt() async throws {
        try await withDatabase { database in
            _ = try await makeTown(database)
            let regions = try await ListRegions(database: database).perform(by: testActor)
            #expect(
                regions.map { "\($0.path.joined(separator: "/")) \($0.compounds)" } == [
                    "许昌市 3", "许昌市/建安区 1", "许昌市/魏都区 2", "许昌市/魏都区/东大街街道 1",
                    "郑州市 1", "郑州市/金水区 1",
                ])
            for region in regions {
                let found = try await names(database, .init(region: region.id))
                #expect(found.total == region.compounds, "\(region.name)")
            }
            #expect(try await names(database, .init(region: RegionID(999))).total == 0)
        }
    }

    @Test func nobodySeesBeyondTheirReach() async throws {
        try await withDatabase { database in
            let scopes = try await makeTown(database)
            let mine = try ["建安粮苑", "瑞欣园"].map { try #require(scopes[$0]) }
            func clerk(_ reach: [ScopeID], _ role: Role = .propertyClerk) -> Actor {
                .account(
                    AccountID(1), name: "clerk",
                    grants: [
                        Grant(
                            appointment: AppointmentID(1), role: role, body: "某公司",
                            reach: .scopes(reach))
                    ])
            }
            #expect(
                try await names(database, .init(), by: clerk(mine)).names == ["建安粮苑", "瑞欣园"])
            #expect(try await names(database, .init(search: "居"), by: clerk(mine)).total == 0)
            // a contract that has ended leaves nothing, and refuses nothing
            #expect(try await names(database, .init(), by: clerk([])).total == 0)
            let regions = try await ListRegions(database: database).perform(by: clerk(mine))
            #expect(regions.map(\.name) == ["许昌市", "建安区", "魏都区"])
            #expect(regions.map(\.compounds) == [2, 1, 1])
            for role in [Role.auditor, .administrator, .housingBureau] {
                let code = try await refusal {
                    _ = try await names(database, .init(), by: clerk(mine, role))
                }
                #expect(code == "notPermitted")
            }
            let foreign = try #require(scopes["文宴雅居"])
            let code = try await refusal {
                _ = try await ReadCompound(database: database).perform(foreign, by: clerk(mine))
            }
            #expect(code == "notPermitted")
        }
    }

    @Test func readsTheFiguresOfOne() async throws {
        try await withDatabase { database in
            let compound = try await makeFullRegister(database)
            let found = try await ReadCompound(database: database).perform(
                compound.scope, by: testActor)
            #expect(found.compound.name == "文宴雅居")
            #expect(found.households == 3 && found.withoutTenure == 0 && found.withoutArea == 0)
            #expect(found.kinds == [.init(kind: .dwelling, households: 3)])
            #expect(found.buildings == [.init(name: "1", households: 3)])
            #expect(found.area.description == "323.45")
            #expect(found.stalls == 3 && found.leasedStalls == 2)
            let code = try await refusal {
                _ = try await ReadCompound(database: database).perform(
                    ScopeID(999), by: testActor)
            }
            #expect(code == "unknownCompound")
        }
    }
}
