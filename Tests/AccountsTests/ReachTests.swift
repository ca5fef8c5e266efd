import Access
import Core
import Postgres
import Registry
import TestSupport
import Testing

@testable import Accounts

/// How far an appointment reaches on a day.
@Suite struct ReachTests {
    /// 许昌市: 魏都区 with two streets and three communities, and 建安区; a compound in each, and one
    /// directly in 魏都区.
    private struct Town {
        let database: Database
        let compounds: [String: ScopeID]

        init(_ database: Database) async throws {
            self.database = database
            var compounds: [String: ScopeID] = [:]
            for (name, county, street, community) in [
                ("甲", "魏都区", "东街", "一社区"), ("乙", "魏都区", "东街", "二社区"),
                ("丙", "魏都区", "西街", "一社区"), ("丁", "建安区", "东街", nil),
                ("戊", "魏都区", nil, nil),
            ] {
                compounds[name] =
                    try await AddCompound(database: database).perform(
                        .init(
                            name: name, city: "许昌市", county: county, street: street,
                            community: community),
                        by: testActor
                    ).scope
            }
            self.compounds = compounds
        }

        func names(reachedFrom body: ScopeID, on date: String = "2026-03-02") async throws
            -> String
        {
            let scopes = try await database.query(
                "select accounts.reached(\(body), \(day(date)))"
            ).only().decode([ScopeID].self)
            #expect(scopes.contains(body))
            #expect(scopes == scopes.sorted())
            return compounds.filter { scopes.contains($0.value) }.keys.sorted().joined()
        }
    }

    @Test(arguments: [
        (Organisation.Kind.residentsCommittee, ["许昌市", "魏都区", "东街", "一社区"], "甲"),
        (.partyOrganisation, ["许昌市", "魏都区", "西街", "一社区"], "丙"),
        (.streetOffice, ["许昌市", "魏都区", "东街"], "甲乙"),
        (.partyOrganisation, ["许昌市", "建安区", "东街"], "丁"),
        (.housingBureau, ["许昌市", "魏都区"], "甲乙丙戊"), (.housingBureau, ["许昌市"], "甲乙丙丁戊"),
        (.policeStation, ["许昌市", "魏都区", "西街"], "丙"),
        // nowhere in particular: only itself; a company's reach is its contracts
        (.partyOrganisation, [], ""), (.propertyCompany, ["许昌市"], ""), (.workUnit, ["许昌市"], ""),
        (.other, ["许昌市"], ""),
    ])
    func aBodyReachesItsRegion(
        kind: Organisation.Kind, region: [String], names: String
    ) async throws {
        try await withDatabase { database in
            let town = try await Town(database)
            let body = try await makeOrganisation(database, kind, "某单位", region: region)
            let sorted = names.map(String.init).sorted().joined()
            #expect(try await town.names(reachedFrom: body) == sorted)
        }
    }

    @Test func aCompanyReachesItsContractsWhileTheyRun() async throws {
        try await withDatabase { database in
            let town = try await Town(database)
            let company = try await makeOrganisation(database, .propertyCompany, "恒达物业")
            let other = try await makeOrganisation(database, .propertyCompany, "别家物业")
            let first = try #require(town.compounds["甲"])
            let second = try #require(town.compounds["乙"])
            try await makeContract(
                database, company: company, compound: first, from: "2026-03-01",
                until: "2026-03-31")
            try await makeContract(database, company: company, compound: second, from: "2026-04-01")
            try await makeContract(database, company: other, compound: first, from: "2026-04-01")
            for (date, names) in [
                ("2026-02-28", ""), ("2026-03-01", "甲"), ("2026-03-31", "甲"),
                ("2026-04-01", "乙"), ("2099-01-01", "乙"),
            ] {
                #expect(try await town.names(reachedFrom: company, on: date) == names, "\(date)")
            }
            #expect(try await town.names(reachedFrom: other, on: "2026-04-01") == "甲")
            #expect(try await town.names(reachedFrom: first) == "甲")
        }
    }

    @Test func aSessionHasEveryGrantInForceWithItsReach() async throws {
        try await withDatabase { database in
            let town = try await Town(database)
            let company = try await makeOrganisation(database, .propertyCompany, "恒达物业")
            let compound = try #require(town.compounds["甲"])
            let (_, password) = try await makeAccount(database, "li", displayName: "李晓玉")
            let clerk = try await appoint(
                "li", as: .propertyClerk, at: company, from: "2026-01-01", until: "2026-03-02",
                in: database)
            let grid = try await appoint(
                "li", as: .gridWorker, at: compound, from: "2026-03-02", in: database)
            // neither of these holds
            try await appoint(
                "li", as: .propertyManager, at: company, from: "2026-03-03", in: database)
            _ = try await ProposeAppointment(database: database).perform(
                .init(
                    account: "li", role: .scrutineer, body: compound, from: day("2026-01-01")),
                by: testActor, on: day("2026-03-02"))
            let (_, session) = try await signIn("li", password, in: database)
            #expect(
                session.actor.grants == [
                    Grant(
                        appointment: clerk, role: .propertyClerk, body: "恒达物业",
                        reach: .scopes([company])),
                    Grant(
                        appointment: grid, role: .gridWorker, body: "甲",
                        reach: .scopes([compound])),
                ])
            #expect(session.actor.name == "李晓玉")
            let acting = session.actor.acting(on: .takePayment, in: company)
            #expect(acting.appointment == "\(clerk) propertyClerk 恒达物业")
        }
    }

    @Test(arguments: [Role.administrator, .auditor])
    func whoServesTheInstallationReachesEverything(role: Role) async throws {
        try await withDatabase { database in
            let actor = try await makePerson(database, "li", as: role, at: .installation)
            #expect(actor.grants.map(\.reach) == [.everywhere])
            #expect(actor.grants.map(\.body) == ["本系统"])
        }
    }
}
