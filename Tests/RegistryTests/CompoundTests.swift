import Access
import Core
import Postgres
import Registry
import TestSupport
import Testing

@Suite struct AddCompoundTests {
    private func add(
        _ database: Database, _ name: String, city: String = "许昌市", county: String = "魏都区",
        street: String? = nil, community: String? = nil
    ) async throws -> Compound {
        try await AddCompound(database: database).perform(
            AddCompound.Input(
                name: name, city: city, county: county, street: street, community: community),
            by: testActor)
    }

    @Test func makesTheRegionsAboveOnce() async throws {
        try await withDatabase { database in
            let first = try await add(
                database, " 文宴雅居\u{3000}", street: "七一路街道", community: "新兴社区")
            #expect(first.name == "文宴雅居")
            #expect(first.region == ["许昌市", "魏都区", "七一路街道", "新兴社区"])
            _ = try await add(database, "建安粮苑", street: "七一路街道")
            let regions = try await database.query("select kind from registry.region").count
            #expect(regions == 4)
            let listed = try await database.withConnection { try await CompoundStore.list(on: $0) }
            #expect(listed.map(\.name) == ["建安粮苑", "文宴雅居"])
            #expect(try await auditProblems(database).isEmpty)
            #expect(try await brokenChecks(database) == [])
        }
    }

    /// Each fault in the order of precedence.
    @Test(arguments: [
        ("", "许昌市", "魏都区", nil, nil, "nameMissing"),
        (" \u{3000}", "许昌市", "魏都区", nil, nil, "nameMissing"),
        ("甲", "", "魏都区", nil, nil, "nameMissing"),
        ("甲", "许昌市", " ", nil, nil, "nameMissing"),
        ("甲", "许昌市", "魏都区", "", nil, "nameMissing"),
        (String(repeating: "甲", count: 101), "许昌市", "魏都区", nil, nil, "nameTooLong"),
        (String(repeating: "甲", count: 100), "许昌市", "魏都区", nil, nil, "none"),
        // 101 code points that look like 51 letters
        (String(repeating: "e\u{301}", count: 50) + "甲", "许昌市", "魏都区", nil, nil, "nameTooLong"),
        ("甲/乙", "许昌市", "魏都区", nil, nil, "nameHasSlash"),
        ("甲", "许昌市", "魏都区", nil, "新兴社区", "communityWithoutStreet"),
        ("甲", "许昌市", "魏都区", "七一路街道", "新兴社区", "none"),
    ])
    func refusesNames(
        name: String, city: String, county: String, street: String?, community: String?,
        code: String
    ) async throws {
        try await withDatabase { database in
            let found = try await refusal {
                _ = try await add(
                    database, name, city: city, county: county, street: street,
                    community: community)
            }
            #expect(found == code)
        }
    }

    @Test func theSameAgainIsRefusedAndLeavesNothing() async throws {
        try await withDatabase { database in
            _ = try await add(database, "文宴雅居")
            let code = try await refusal { _ = try await add(database, "文宴雅居 ") }
            #expect(code == "alreadyRegistered")
            let scopes = try await database.query("select kind from access.scope").count
            #expect(scopes == 2)
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func manyAtOnceMakeOne() async throws {
        try await withDatabase { database in
            let codes = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await refusal {
                            _ = try await add(database, "文宴雅居", street: "七一路街道")
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.count { $0 == "none" } == 1)
            #expect(codes.count { $0 == "alreadyRegistered" } == 7)
            #expect(try await auditProblems(database).isEmpty)
            #expect(try await brokenChecks(database) == [])
        }
    }

    @Test(arguments: [Actor.Kind.resident, .account])
    func takesTheRight(kind: Actor.Kind) async throws {
        try await withDatabase { database in
            let code = try await refusal {
                _ = try await AddCompound(database: database).perform(
                    AddCompound.Input(name: "甲", city: "许昌市", county: "魏都区"),
                    by: Actor(kind: kind, name: "某人"))
            }
            #expect(code == "notPermitted")
        }
    }
}

@Suite struct FindCompoundTests {
    /// 魏都区 has one directly and one in a street; 建安区 has one in a street of the same name.
    private static let places: [(county: String, street: String?)] = [
        ("魏都区", nil), ("魏都区", "五一路街道"), ("建安区", "五一路街道"), ("长葛市", "建设路街道"),
    ]

    private func find(_ database: Database, _ text: String) async throws -> [String] {
        try await database.withConnection { connection in
            do {
                return try await CompoundStore.find(text, on: connection).region
            } catch CompoundRefusal.ambiguousCompound(_, let candidates) {
                return ["ambiguous"] + candidates
            } catch CompoundRefusal.unknownCompound {
                return ["unknown"]
            }
        }
    }

    @Test func findsByNameOrByWhatIsAbove() async throws {
        try await withDatabase { database in
            for place in Self.places {
                _ = try await AddCompound(database: database).perform(
                    AddCompound.Input(
                        name: "粮食局家属院", city: "许昌市", county: place.county,
                        street: place.street),
                    by: testActor)
            }
            _ = try await makeCompound(database, households: 0, stalls: 0)
            let table: [(String, [String])] = [
                ("文宴雅居", ["许昌市", "魏都区"]),
                (" 文宴雅居 ", ["许昌市", "魏都区"]),
                ("许昌市/文宴雅居", ["许昌市", "魏都区"]),
                ("建安区/文宴雅居", ["unknown"]),
                ("文宴", ["unknown"]),
                ("文宴%", ["unknown"]),
                ("", ["unknown"]),
                ("/", ["unknown"]),
                ("长葛市/粮食局家属院", ["许昌市", "长葛市", "建设路街道"]),
                ("建设路街道/粮食局家属院", ["许昌市", "长葛市", "建设路街道"]),
                ("魏都区/粮食局家属院", ["许昌市", "魏都区"]),
                ("魏都区/五一路街道/粮食局家属院", ["许昌市", "魏都区", "五一路街道"]),
                (
                    "五一路街道/粮食局家属院",
                    ["ambiguous", "建安区/五一路街道/粮食局家属院", "魏都区/五一路街道/粮食局家属院"]
                ),
                (
                    "粮食局家属院",
                    [
                        "ambiguous", "建安区/五一路街道/粮食局家属院", "建设路街道/粮食局家属院",
                        "魏都区/粮食局家属院", "魏都区/五一路街道/粮食局家属院",
                    ]
                ),
            ]
            for (text, expected) in table {
                let found = try await find(database, text)
                // in any order: names are ordered by their code points
                #expect(found.sorted() == expected.sorted(), "\(text)")
            }
        }
    }

    /// Whatever a refusal proposes must itself be understood.
    @Test func everyCandidateIsFound() async throws {
        try await withDatabase { database in
            for place in Self.places {
                _ = try await AddCompound(database: database).perform(
                    AddCompound.Input(
                        name: "粮食局家属院", city: "许昌市", county: place.county,
                        street: place.street),
                    by: testActor)
            }
            let candidates = try await find(database, "粮食局家属院").dropFirst()
            var regions: Set<[String]> = []
            for candidate in candidates { regions.insert(try await find(database, candidate)) }
            #expect(regions.count == Self.places.count)
        }
    }
}

@Suite struct AddOrganisationTests {
    @Test func sameKindAndNameIsTheSame() async throws {
        try await withDatabase { database in
            let add = AddOrganisation(database: database)
            let first = try await add.perform(
                kind: .propertyCompany, name: "许昌恒达物业公司", by: testActor)
            let again = try await add.perform(
                kind: .propertyCompany, name: " 许昌恒达物业公司 ", by: testActor)
            let other = try await add.perform(kind: .other, name: "许昌恒达物业公司", by: testActor)
            #expect(first.added && !again.added && other.added)
            #expect(first.organisation == again.organisation)
            #expect(other.organisation.scope != first.organisation.scope)
            let listed = try await database.withConnection {
                try await OrganisationStore.list(on: $0)
            }
            #expect(listed.count == 2)
            #expect(try await auditProblems(database).isEmpty)
            #expect(try await brokenChecks(database) == [])
        }
    }

    @Test func manyAtOnceMakeOne() async throws {
        try await withDatabase { database in
            let made = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await AddOrganisation(database: database).perform(
                            kind: .policeStation, name: "七一路派出所", by: testActor
                        ).added
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(made == 1)
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test(arguments: [
        ("", "organisationNameInvalid"), (" ", "organisationNameInvalid"),
        (String(repeating: "物", count: 200), "none"),
        (String(repeating: "物", count: 201), "organisationNameInvalid"),
    ])
    func refusesNames(name: String, code: String) async throws {
        try await withDatabase { database in
            let found = try await refusal {
                _ = try await AddOrganisation(database: database).perform(
                    kind: .other, name: name, by: testActor)
            }
            #expect(found == code)
        }
    }
}
