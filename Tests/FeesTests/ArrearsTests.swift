import Core
import Registry
import TestSupport
import Testing

@testable import Fees

@Suite struct AgeingTests {
    @Test(arguments: [
        ("2021-11-25", "2021-11-24", AgeBucket.notYetDue),
        ("2021-11-25", "2021-11-25", .notYetDue), ("2021-11-25", "2021-11-26", .upTo3Months),
        ("2021-11-25", "2022-02-24", .upTo3Months), ("2021-11-25", "2022-02-25", .upTo3Months),
        ("2021-11-25", "2022-02-26", .upTo6Months), ("2021-11-25", "2022-05-24", .upTo6Months),
        ("2021-11-25", "2022-05-25", .upTo6Months), ("2021-11-25", "2022-05-26", .upTo12Months),
        ("2021-11-25", "2022-11-25", .upTo12Months), ("2021-11-25", "2022-11-26", .upTo2Years),
        ("2021-11-25", "2023-11-25", .upTo2Years), ("2021-11-25", "2023-11-26", .upTo3Years),
        ("2021-11-25", "2024-11-25", .upTo3Years), ("2021-11-25", "2024-11-26", .over3Years),
        // a month without such a day ends the period with its last one
        ("2021-11-30", "2022-02-27", .upTo3Months), ("2021-11-30", "2022-02-28", .upTo3Months),
        ("2021-11-30", "2022-03-01", .upTo6Months), ("2024-02-29", "2025-02-28", .upTo12Months),
        ("2024-02-29", "2025-03-01", .upTo2Years), ("2022-02-28", "2022-05-28", .upTo3Months),
        ("2022-02-28", "2022-05-29", .upTo6Months), ("2022-02-28", "2022-05-31", .upTo6Months),
    ])
    func countsFromTheDueDay(due: String, asOf: String, expected: AgeBucket) {
        #expect(ArrearsRules.bucket(due: day(due), asOf: day(asOf)) == expected)
    }
}

@Suite struct ReadArrearsTests {
    @Test func agesFromTheDueDayAndTotalsOverAll() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            try await fees.charge(month("2021-11"))
            try await fees.charge(month("2021-12"))
            try await fees.take(5000, key: "a", on: day("2021-12-01"))
            try await fees.take(
                6000, from: fees.compound.households[1], key: "b", on: day("2022-02-10"))
            func arrears(
                _ asOf: String, search: String? = nil, limit: Int = 100, offset: Int = 0
            ) async throws -> Arrears {
                try await ReadArrears(database: database).perform(
                    ReadArrears.Input(
                        scope: fees.scope, asOf: day(asOf), search: search, limit: limit,
                        offset: offset),
                    by: testActor, on: day("2022-03-31"))
            }
            // due on 2021-11-25 and 2021-12-25; the second household's payment came later
            let early = try await arrears("2022-01-10")
            #expect(early.total.ages.map(\.fen) == [0, 35000, 0, 0, 0, 0, 0])
            #expect(early.households == 4)
            let late = try await arrears("2022-02-26")
            #expect(late.total.ages.map(\.fen) == [0, 19000, 10000, 0, 0, 0, 0])
            #expect(late.total.open == Money(fen: 29000))
            #expect(
                late.rows.map { "\($0.household) \($0.sum.open.fen) \($0.months)" } == [
                    "1-1-101 5000 1", "1-1-102 4000 1", "1-1-103 10000 2", "1-1-104 10000 2",
                ])
            let page = try await arrears("2022-02-26", limit: 1, offset: 2)
            #expect(page.rows.map(\.household.description) == ["1-1-103"])
            #expect(page.total == late.total)
            let beyond = try await arrears("2022-02-26", limit: 1, offset: 9)
            #expect(beyond.rows.isEmpty)
            #expect(beyond.total == late.total)
            let found = try await arrears("2022-02-26", search: "业主104")
            #expect(found.rows.map(\.obligor) == ["业主104"])
            #expect(found.total.open == Money(fen: 10000))
            #expect(try await arrears("2021-11-25").total[.notYetDue] == Money(fen: 20000))
            #expect(try await arrears("2021-11-26").total[.notYetDue] == .zero)
            #expect(try await arrears("2021-10-31").rows.isEmpty)
        }
    }

    @Test func debtsStayWithWhoMadeThem() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database, households: 1)
            try await fees.charge(month("2021-11"))
            _ = try await TransferHousehold(database: database).perform(
                TransferHousehold.Input(
                    scope: fees.scope, household: fees.first, day: day("2021-12-01"),
                    owners: [TransferHousehold.NewOwner(name: "新业主")]),
                by: testActor, on: day("2021-12-01"))
            try await fees.charge(month("2021-12"))
            let arrears = try await ReadArrears(database: database).perform(
                ReadArrears.Input(scope: fees.scope), by: testActor, on: day("2021-12-26"))
            #expect(
                arrears.rows.map { "\($0.obligor) \($0.isCurrent)" } == [
                    "业主101 false", "新业主 true",
                ])
            #expect(arrears.households == 1)
            #expect(arrears.tenures == 2)
        }
    }
}
