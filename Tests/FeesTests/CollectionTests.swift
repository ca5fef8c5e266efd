import Core
import Registry
import TestSupport
import Testing

@testable import Fees

@Suite struct CollectionRateTests {
    @Test(
        arguments: [
            (0, 0, nil), (1, 0, nil), (0, 1, "0.0000"), (1, 3, "0.3333"), (2, 3, "0.6667"),
            (1, 20_000, "0.0001"), (1, 20_001, "0.0000"), (19_999, 20_000, "1.0000"),
            (19_998, 20_000, "0.9999"), (3, 3, "1.0000"), (1_392_000, 1_392_000, "1.0000"),
            (900_000_000_000_000, 900_000_000_000_000, "1.0000"),
        ] as [(Int64, Int64, String?)])
    func isAnExactFraction(part: Int64, whole: Int64, expected: String?) {
        #expect(CollectionRules.fraction(part, of: whole) == expected)
    }
}

@Suite struct ReadCollectionTests {
    @Test func countsWhatWasSettledByTheDay() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            try await fees.charge(month("2021-11"))
            try await fees.charge(month("2021-12"))
            let homes = fees.compound.households
            try await fees.take(5000, key: "a", on: day("2021-11-20"))
            try await fees.take(2000, from: homes[1], key: "b", on: day("2021-12-10"))
            try await fees.waive(
                5000, of: month("2021-11"), for: homes[2], key: "w", on: day("2021-12-15"))
            func report(
                _ from: String, _ until: String? = nil, asOf: String
            ) async throws -> CollectionReport {
                try await ReadCollection(database: database).perform(
                    ReadCollection.Input(
                        scope: fees.scope, from: month(from), until: until.map { month($0) },
                        asOf: day(asOf)),
                    by: testActor, on: day("2022-03-31"))
            }
            let early = try await report("2021-11", asOf: "2021-11-30")
            #expect(
                early.json.text.hasPrefix(
                    """
                    {"month":"2021-11","asOf":"2021-11-30","chargedFen":20000,"waivedFen":0,\
                    "settledFen":5000,"rate":"0.2500","households":4,"householdsPaid":1,\
                    "householdRate":"0.2500"
                    """))
            let late = try await report("2021-11", asOf: "2021-12-31")
            #expect(late.total.settled == Money(fen: 7000))
            #expect(late.total.waived == Money(fen: 5000))
            #expect(late.total.rate == "0.4667")
            // who is asked for nothing any more is neither paid nor unpaid
            #expect(late.total.households == 3)
            #expect(late.items.map(\.name) == ["物业费"])
            #expect(late.buildings.map(\.sum) == [late.total])
            #expect(late.account.charged == Money(fen: 20000))
            #expect(late.account.paid == Money(fen: 5000))
            let both = try await report("2021-11", "2021-12", asOf: "2021-12-31")
            #expect(both.total.charged == Money(fen: 40000))
            #expect(both.account.closing == Money(fen: 40000 - 5000 - 7000))
            let none = try await report("2022-02", asOf: "2022-02-28")
            #expect(none.total.rate == nil)
            #expect(none.json.text.contains("\"rate\":null"))
            // of 2021 28 000 was owed at the start of 2022, of which 1 000 came since
            try await fees.take(1000, from: homes[3], key: "c", on: day("2022-01-15"))
            let next = try await report("2022-01", asOf: "2022-01-31")
            #expect(next.earlier.owed == Money(fen: 28000))
            #expect(next.earlier.settled == Money(fen: 1000))
            #expect(next.earlier.rate == "0.0357")
            try await fees.charge(month("2022-01"))
            try await fees.withdraw(month("2022-01"), on: day("2022-01-20"))
            #expect(
                try await report("2022-01", asOf: "2022-01-19").total.charged == Money(fen: 20000))
            #expect(try await report("2022-01", asOf: "2022-01-20").total.charged == .zero)
            #expect(
                try await refusal { _ = try await report("2022-02", "2022-01", asOf: "2022-02-01") }
                    == "monthsReversed")
        }
    }
}
