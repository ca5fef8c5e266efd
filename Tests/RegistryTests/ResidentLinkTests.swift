import Access
import Core
import Postgres
import Secrets
import TestSupport
import Testing

@testable import Registry

@Suite struct ResidentTokenTests {
    private static let hash = String(repeating: "a", count: 43)

    @Test(arguments: [
        ("2.", 43, true), ("9223372036854775807.", 43, true),
        ("9223372036854775808.", 43, false), ("02.", 43, false), ("0.", 43, false),
        ("-2.", 43, false), ("+2.", 43, false), ("２.", 43, false), ("2", 43, false),
        (".", 43, false), (" 2.", 43, false), ("2.", 42, false), ("2.", 44, false),
        ("2..", 43, false), ("2.3.", 43, false), ("", 0, false), ("2.", 0, false),
    ])
    func reads(prefix: String, length: Int, isToken: Bool) {
        let text = prefix + String(repeating: "a", count: length)
        #expect((ResidentToken(text) != nil) == isToken)
    }

    @Test func neverShowsItself() throws {
        let token = try #require(ResidentToken("7.\(Self.hash)"))
        #expect("\(token)" == "ResidentToken(7.…)")
        #expect(!String(reflecting: token.description).contains("aaa"))
        #expect(token.sha256 == Digest.sha256("7.\(Self.hash)"))
    }

    /// Under one key the same household has the same link; anything else another.
    @Test func dependsOnEveryPart() throws {
        let signer = LinkSigner(key: try #require(SecretKey([UInt8](repeating: 7, count: 32))))
        let other = LinkSigner(key: try #require(SecretKey([UInt8](repeating: 8, count: 32))))
        func both(
            _ signer: LinkSigner, _ scope: Int64, _ household: Int64, _ tenure: Int64,
            _ generation: Int32
        ) -> [String] {
            let (scope, household, tenure) = (
                ScopeID(scope), HouseholdID(household), TenureID(tenure)
            )
            return [
                signer.token(
                    scope: scope, household: household, tenure: tenure, generation: generation
                ).text,
                signer.accessCode(
                    scope: scope, household: household, tenure: tenure, generation: generation),
            ]
        }
        #expect(both(signer, 2, 3, 4, 1) == both(signer, 2, 3, 4, 1))
        let all = [
            both(signer, 2, 3, 4, 1), both(other, 2, 3, 4, 1), both(signer, 5, 3, 4, 1),
            both(signer, 2, 5, 4, 1), both(signer, 2, 3, 5, 1), both(signer, 2, 3, 4, 2),
            // the parts are kept apart
            both(signer, 23, 4, 1, 1), both(signer, 2, 34, 1, 1),
        ]
        #expect(Set(all.map { $0[0] }).count == all.count)
        #expect(Set(all.map { $0[1] }).count == all.count)
        for pair in all {
            #expect(ResidentToken(pair[0])?.text == pair[0])
            #expect(pair[1].count == 12)
            #expect(Base32.normalise(pair[1]) == pair[1])
        }
    }
}

@Suite struct ResidentLinkTests {
    private let signer = LinkSigner(key: SecretKey())

    private func issue(
        _ database: Database, _ compound: MadeCompound, household: Int? = nil, renew: Bool = false
    ) async throws -> [IssueResidentLinks.Link] {
        try await IssueResidentLinks(database: database, signer: signer).perform(
            IssueResidentLinks.Input(
                scope: compound.scope, household: household.map { compound.households[$0] },
                renew: renew),
            by: testActor)
    }

    private func revoke(
        _ database: Database, _ compound: MadeCompound, household: Int = 0
    ) async throws {
        try await RevokeResidentLink(database: database).perform(
            household: compound.households[household], in: compound.scope, by: testActor)
    }

    private func stored(_ database: Database) async throws -> [String] {
        try await database.query(
            """
            select h.room || ' ' || l.generation
                || case when l.revoked_at is null then '' else ' revoked' end
            from registry.resident_link l
            join registry.tenure t using (scope_id, tenure_id)
            join registry.household h using (scope_id, household_id)
            order by h.room, l.generation, l.tenure_id
            """
        ).map { try $0.decode(String.self) }
    }

    @Test func issuesOnceAndPrintsTheSameAgain() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            let one = try await issue(database, compound, household: 0)
            let all = try await issue(database, compound)
            let again = try await issue(database, compound)
            #expect(one.map(\.isNew) == [true])
            #expect(all.map(\.isNew) == [false, true, true, true])
            #expect(again.allSatisfy { !$0.isNew })
            #expect(all.map(\.household) == compound.households)
            #expect(all.map(\.token) == again.map(\.token))
            #expect(all.map(\.accessCode) == again.map(\.accessCode))
            #expect(one[0].token == all[0].token && all.allSatisfy { $0.generation == 1 })
            #expect(Set(all.map(\.token.text)).count == 4)
            #expect(try await auditProblems(database).isEmpty)
            #expect(try await brokenChecks(database) == [])
        }
    }

    @Test func storesTheDigestAndNotTheToken() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database, households: 1)
            let link = try #require(try await issue(database, compound).first)
            let stored = try await database.query(
                "select token_sha256 from registry.resident_link"
            ).only().decode([UInt8].self)
            #expect(stored == link.token.sha256)
            let secret = link.token.text.split(separator: ".").last.map(String.init) ?? ""
            let everything = try await database.query(
                """
                select (select string_agg(l::text, ' ') from registry.resident_link l)
                    || (select string_agg(e::text, ' ') from access.audit_entry e)
                """
            ).only().decode(String.self)
            #expect(!everything.contains(secret))
            #expect(!everything.contains(link.accessCode))
        }
    }

    @Test func renewsRevokesAndIssuesTheNext() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database, households: 2)
            let first = try await issue(database, compound)
            let second = try await issue(database, compound, household: 0, renew: true)
            #expect(second.map(\.generation) == [2] && second[0].isNew)
            #expect(second[0].token != first[0].token)
            #expect(try await stored(database) == ["101 1 revoked", "101 2", "102 1"])
            try await revoke(database, compound)
            #expect(try await refusal { try await revoke(database, compound) } == "noLink")
            let third = try await issue(database, compound, household: 0)
            #expect(third.map(\.generation) == [3])
            #expect(
                try await stored(database)
                    == ["101 1 revoked", "101 2 revoked", "101 3", "102 1"])
            #expect(try await auditProblems(database).isEmpty)
            #expect(try await brokenChecks(database) == [])
        }
    }

    @Test func aNewTenureHasALinkOfItsOwn() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database, households: 1)
            let before = try await issue(database, compound)
            _ = try await TransferHousehold(database: database).perform(
                TransferHousehold.Input(
                    scope: compound.scope, household: compound.households[0],
                    day: day("2021-11-15"), owners: [.init(name: "新业主")]),
                by: testActor, on: day("2021-11-08"))
            let after = try await issue(database, compound)
            #expect(after[0].isNew && after[0].generation == 1)
            #expect(after[0].token != before[0].token)
            // arrears stay with who made them, and so does the link to see them
            #expect(try await stored(database) == ["101 1", "101 1"])
            // whose former owner's link was lost is taken back alone
            let former = try await database.query(
                "select tenure_id from registry.tenure where until_on is not null"
            ).only().decode(TenureID.self)
            let code = compound.households[0]
            let revoke = RevokeResidentLink(database: database)
            try await revoke.perform(
                household: code, tenure: former, in: compound.scope, by: testActor)
            #expect(try await stored(database) == ["101 1 revoked", "101 1"])
            for tenure in [former, TenureID(999)] {
                let none = try await refusal {
                    try await revoke.perform(
                        household: code, tenure: tenure, in: compound.scope, by: testActor)
                }
                #expect(none == "noLink")
            }
            #expect(try await issue(database, compound).map(\.isNew) == [false])
            #expect(try await auditProblems(database) == [])
            #expect(try await brokenChecks(database) == [])
        }
    }

    @Test func refusesUnknownHouseholds() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database, households: 1)
            let code = try await refusal {
                _ = try await IssueResidentLinks(database: database, signer: signer).perform(
                    IssueResidentLinks.Input(
                        scope: compound.scope, household: HouseholdCode(building: "9", room: "9")),
                    by: testActor)
            }
            #expect(code == "unknownHousehold")
            try await asSuperuser(database) {
                try await $0.script("delete from registry.ownership; delete from registry.tenure")
            }
            let withoutTenure = try await refusal {
                _ = try await issue(database, compound, household: 0)
            }
            #expect(withoutTenure == "noOpenTenure")
            #expect(try await issue(database, compound).isEmpty)
        }
    }

    @Test func manyAtOnceIssueOnce() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            let issued = try await withThrowingTaskGroup(of: [IssueResidentLinks.Link].self) {
                group in
                for _ in 0..<6 { group.addTask { try await issue(database, compound) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(issued.count { $0.allSatisfy(\.isNew) } == 1)
            #expect(Set(issued.map { $0.map(\.token.text) }).count == 1)
            #expect(try await stored(database).count == 4)
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func manyRenewalsAtOnceLeaveOneInForce() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database, households: 1)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<5 {
                    group.addTask { _ = try await issue(database, compound, renew: true) }
                }
                try await group.waitForAll()
            }
            #expect(
                try await stored(database) == [
                    "101 1 revoked", "101 2 revoked", "101 3 revoked", "101 4 revoked", "101 5",
                ])
            #expect(try await auditProblems(database).isEmpty)
            #expect(try await brokenChecks(database) == [])
        }
    }

    // MARK: by the access code

    @Test func findsByWhatStandsOnTheBill() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            _ = try await makeCompound(database, county: "建安区", households: 1)
            let links = try await issue(database, compound)
            let find = FindResidentByAccessCode(database: database, signer: signer)
            let code = links[0].accessCode
            let spaced = code.lowercased().enumerated().map { index, character in
                index.isMultiple(of: 4) ? " \(character)" : "\(character)"
            }.joined()
            let table: [(String, String, String, Bool)] = [
                ("文宴雅居", "101", code, true), (" 文宴雅居 ", "101", code, true),
                ("文宴雅居", "101", spaced, true), ("文宴雅居", "102", code, false),
                ("文宴雅居", "101", links[1].accessCode, false), ("文宴雅居", "101", "", false),
                ("文宴雅居", "101", String(code.dropLast()), false),
                ("文宴雅居", "101", code + "0", false), ("建安粮苑", "101", code, false),
                ("文宴雅居", "999", code, false), ("%", "101", code, false),
            ]
            for (name, room, typed, isFound) in table {
                let found = try await find.perform(
                    compound: name, room: HouseholdCode(building: "1", entrance: "1", room: room),
                    code: typed)
                #expect((found == links[0].token) == isFound, "\(name) \(room)")
                #expect((found != nil) == isFound)
            }
        }
    }

    @Test func aRevokedLinkHasNoCode() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database, households: 1)
            let first = try await issue(database, compound)[0]
            let find = FindResidentByAccessCode(database: database, signer: signer)
            try await revoke(database, compound)
            let gone = try await find.perform(
                compound: compound.name, room: first.household, code: first.accessCode)
            #expect(gone == nil)
            let second = try await issue(database, compound)[0]
            let old = try await find.perform(
                compound: compound.name, room: first.household, code: first.accessCode)
            let new = try await find.perform(
                compound: compound.name, room: first.household, code: second.accessCode)
            #expect(old == nil && new == second.token)
        }
    }
}
