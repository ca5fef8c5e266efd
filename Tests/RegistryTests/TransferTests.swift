import Access
import Core
import Postgres
import TestSupport
import Testing

@testable import Registry

private typealias NewOwner = TransferHousehold.NewOwner

@Suite struct TransferRulesTests {
    private static let half = Owner.Share(numerator: 1, denominator: 2)

    private func verdict(_ owners: [NewOwner]) -> String {
        do {
            _ = try TransferRules.checked(owners)
            return "none"
        } catch {
            return error.code
        }
    }

    @Test func ownersAsATable() {
        let long = String(repeating: "长", count: 100)
        let many = (1...51).map { NewOwner(name: "业主\($0)") }
        let table: [([NewOwner], String)] = [
            ([], "ownersMissing"),
            (many, "tooManyOwners"),
            (Array(many.dropLast()), "none"),
            ([NewOwner(name: "")], "ownerNameInvalid"),
            ([NewOwner(name: " \u{3000}")], "ownerNameInvalid"),
            ([NewOwner(name: long + "长")], "ownerNameInvalid"),
            ([NewOwner(name: long)], "none"),
            ([NewOwner(name: "甲", phone: "")], "phoneInvalid"),
            ([NewOwner(name: "甲", phone: "12")], "phoneInvalid"),
            ([NewOwner(name: "甲", phone: "123")], "none"),
            ([NewOwner(name: "甲", phone: String(repeating: "1", count: 31))], "phoneInvalid"),
            ([NewOwner(name: "甲", phone: String(repeating: "1", count: 30))], "none"),
            ([NewOwner(name: "甲", phone: "１３９")], "phoneInvalid"),
            ([NewOwner(name: "甲", phone: "+86(374)-1234")], "none"),
            ([NewOwner(name: "甲"), NewOwner(name: "甲 ")], "ownerTwice"),
            (
                [NewOwner(name: "甲", phone: "123"), NewOwner(name: "甲", phone: "123 ")],
                "ownerTwice"
            ),
            ([NewOwner(name: "甲", phone: "123"), NewOwner(name: "甲", phone: "124")], "none"),
            (
                [NewOwner(name: "甲", share: Self.half), NewOwner(name: "乙", share: Self.half)],
                "none"
            ),
            (
                [
                    NewOwner(name: "甲", share: Self.half), NewOwner(name: "乙", share: Self.half),
                    NewOwner(name: "丙", share: Owner.Share(numerator: 1, denominator: 1_000_000)),
                ], "sharesExceedWhole"
            ),
        ]
        for (owners, code) in table {
            #expect(verdict(owners) == code, "\(owners.map(\.name).prefix(3))")
        }
    }

    @Test(arguments: [
        ([], false), (["1/1"], false), (["1/3", "1/3", "1/3"], false),
        (["1/6", "1/6", "1/6", "1/6", "1/6", "1/6"], false),
        (["1/2", "1/3", "1/6"], false), (["1/2", "1/3", "1/5"], true), (["1/1", "1/999983"], true),
        // too fine for 64 bits together: not believed
        (["1/999983", "1/999979", "1/999961", "1/999959"], true),
    ])
    func sharesAddUpExactly(shares: [String], exceeds: Bool) {
        #expect(TransferRules.exceedsWhole(shares.compactMap { Owner.Share($0) }) == exceeds)
    }

    @Test(arguments: [
        ("1/2", true), ("1/1", true), ("2/1", false), ("0/1", false), ("-1/2", false),
        ("1/1000000", true), ("1/1000001", false), ("1", false), ("1/2/3", false), ("", false),
        ("½", false),
    ])
    func readsShares(text: String, isShare: Bool) {
        #expect((Owner.Share(text) != nil) == isShare)
    }
}

@Suite struct TransferHouseholdTests {
    private func transfer(
        _ database: Database, _ compound: MadeCompound, on date: String,
        to owners: [NewOwner] = [NewOwner(name: "新业主", phone: "13800000001")],
        obligor: Obligor = .owner, household: Int = 0, keepsStalls: Bool = false
    ) async throws -> TransferHousehold.Outcome {
        try await TransferHousehold(database: database).perform(
            TransferHousehold.Input(
                scope: compound.scope, household: compound.households[household], day: day(date),
                obligor: obligor, owners: owners, keepsStalls: keepsStalls),
            by: testActor, on: day("2021-11-08"))
    }

    private func tenures(
        _ database: Database, _ compound: MadeCompound, household: Int = 0
    ) async throws -> [Tenure] {
        try await database.withConnection { connection in
            guard
                let found = try await HouseholdStore.find(
                    compound.households[household], in: compound.scope, on: connection)
            else { return [] }
            return try await HouseholdStore.tenures(
                of: found.id, in: compound.scope, on: connection)
        }
    }

    @Test func closesOneAndOpensTheNext() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            let outcome = try await transfer(
                database, compound, on: "2021-11-15",
                to: [
                    NewOwner(
                        name: "王芳", phone: "13800000001",
                        share: Owner.Share(numerator: 1, denominator: 2)),
                    NewOwner(name: "李强"),
                ])
            #expect(outcome.changed)
            let found = try await tenures(database, compound)
            #expect(found.map(\.until) == [day("2021-11-15"), nil])
            #expect(found.map(\.from) == [nil, day("2021-11-15")])
            #expect(found.map(\.ownerNames) == ["业主101", "王芳、李强"])
            #expect(found.last?.owners.first?.share?.description == "1/2")
            #expect(found.last?.id == outcome.opened && found.first?.id == outcome.closed)
            #expect(try await auditProblems(database).isEmpty)
            #expect(try await brokenChecks(database) == [])
        }
    }

    @Test func theSameAgainChangesNothing() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            let first = try await transfer(database, compound, on: "2021-11-15")
            let again = try await transfer(database, compound, on: "2021-11-15")
            #expect(first.changed && !again.changed)
            #expect(first.opened == again.opened && again.closed == nil)
            #expect(try await tenures(database, compound).count == 2)
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func refusesDaysAndHouseholds() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            _ = try await transfer(database, compound, on: "2021-06-15")
            let other = [NewOwner(name: "他人")]
            let table: [(String, String)] = [
                ("2021-06-14", "transferNotAfterStart"), ("2021-06-15", "transferNotAfterStart"),
                // 366 days after the day it is asked on, and one more
                ("2022-11-10", "transferTooLate"), ("2022-11-09", "none"),
            ]
            for (date, code) in table {
                let found = try await refusal {
                    _ = try await transfer(database, compound, on: date, to: other)
                }
                #expect(found == code, "\(date)")
            }
            let unknown = try await refusal {
                _ = try await TransferHousehold(database: database).perform(
                    TransferHousehold.Input(
                        scope: compound.scope,
                        household: HouseholdCode(building: "9", room: "101"),
                        day: day("2021-11-15"), owners: other),
                    by: testActor, on: day("2021-11-08"))
            }
            #expect(unknown == "unknownHousehold")
            #expect(try await tenures(database, compound).count == 3)
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func oneDayAfterTheStartIsEnough() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            _ = try await transfer(database, compound, on: "2021-06-15")
            _ = try await transfer(
                database, compound, on: "2021-06-16", to: [NewOwner(name: "他人")])
            #expect(try await tenures(database, compound).count == 3)
            #expect(try await brokenChecks(database) == [])
        }
    }

    @Test func sameNameAndPhoneIsOneOwnerAndANameAloneIsNot() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            let known = NewOwner(name: "业主102", phone: "13900000102")
            _ = try await transfer(database, compound, on: "2021-06-15", to: [known])
            _ = try await transfer(
                database, compound, on: "2021-06-15", to: [NewOwner(name: "业主102")], household: 2)
            let owner = try await tenures(database, compound).last?.owners.first?.id
            let same = try await tenures(database, compound, household: 1).last?.owners.first?.id
            let other = try await tenures(database, compound, household: 2).last?.owners.first?.id
            #expect(owner == same && owner != other)
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func twoAtOnceOfOneHouseholdMakeOneLine() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            let codes = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<6 {
                    group.addTask {
                        try await refusal {
                            _ = try await transfer(
                                database, compound, on: "2021-11-15",
                                to: [NewOwner(name: "买家\(number)")])
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.count { $0 == "none" } == 1)
            #expect(codes.count { $0 == "transferNotAfterStart" } == 5)
            #expect(try await tenures(database, compound).count == 2)
            #expect(try await auditProblems(database).isEmpty)
            #expect(try await brokenChecks(database) == [])
        }
    }

    @Test func theSameTwiceAtOnceIsDoneOnce() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            let changed = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        try await transfer(database, compound, on: "2021-11-15").changed
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(changed == 1)
            #expect(try await tenures(database, compound).count == 2)
        }
    }

    @Test func takesTheRight() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database, households: 1, stalls: 0)
            let code = try await refusal {
                _ = try await TransferHousehold(database: database).perform(
                    TransferHousehold.Input(
                        scope: compound.scope, household: compound.households[0],
                        day: day("2021-11-15"), owners: []),
                    by: Actor(kind: .resident, name: "某户"), on: day("2021-11-08"))
            }
            #expect(code == "notPermitted")
        }
    }
}

@Suite struct CorrectOwnerTests {
    private func correct(
        _ database: Database, _ compound: MadeCompound, _ name: String, to correctName: String?,
        phone: String?
    ) async throws -> [String] {
        try await CorrectOwner(database: database).perform(
            CorrectOwner.Input(
                scope: compound.scope, household: compound.households[0], name: name,
                correctName: correctName, correctPhone: phone),
            by: testActor)
    }

    @Test func altersWithBeforeAndAfter() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            let first = try await correct(
                database, compound, "业主101", to: "王芳", phone: "13800000001")
            #expect(first == ["name", "phone"])
            #expect(try await correct(database, compound, "王芳", to: "王芳 ", phone: nil) == [])
            #expect(
                try await correct(database, compound, "王芳", to: "汪芳", phone: "13800000001")
                    == ["name"])
            let alterations = try await database.query(
                "select field, before, after from registry.alteration order by alteration_id"
            ).map { try $0.decode(String.self, String?.self, String?.self) }
            #expect(alterations.map(\.0) == ["name", "phone", "name"])
            #expect(alterations.map(\.1) == ["业主101", "13900000101", "王芳"])
            #expect(alterations.map(\.2) == ["王芳", "13800000001", "汪芳"])
            #expect(try await auditProblems(database).isEmpty)
            #expect(try await brokenChecks(database) == [])
        }
    }

    @Test func refusesAsATable() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            let long = String(repeating: "长", count: 101)
            let table: [(String, String?, String?, String)] = [
                ("业主101", nil, nil, "nothingToCorrect"),
                ("业主101", " ", nil, "ownerNameInvalid"),
                ("业主101", long, nil, "ownerNameInvalid"),
                ("业主101", nil, "12", "phoneInvalid"),
                ("业主102", "王芳", nil, "unknownOwner"),
                ("业主101", "业主102", "13900000102", "ownerSameAsAnother"),
                ("业主101", "业主102", nil, "none"),
            ]
            for (name, correctName, phone, code) in table {
                let found = try await refusal {
                    _ = try await correct(database, compound, name, to: correctName, phone: phone)
                }
                #expect(found == code, "\(correctName ?? "") \(phone ?? "")")
            }
            #expect(try await auditProblems(database).isEmpty)
        }
    }
}
