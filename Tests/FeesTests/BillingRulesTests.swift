import Core
import Postgres
import TestSupport
import Testing

@testable import Fees

@Suite struct BillingRulesTests {
    /// 0.0001 yuan by m² at and around half a fen, and at an odd and an even fen.
    static let areaTable: [(rate: Int64, area: Int32, RoundingMode, fen: Int64)] = [
        (12_345, 4_999, .halfUp, 6_171), (12_500, 2, .halfUp, 3), (12_500, 2, .halfEven, 2),
        (12_500, 2, .down, 2), (12_500, 2, .up, 3), (17_500, 2, .halfEven, 4),
        (17_500, 2, .halfUp, 4), (17_500, 2, .down, 3), (12_499, 2, .halfUp, 2),
        (12_501, 2, .halfEven, 3), (12_499, 2, .up, 3), (10_000, 2, .up, 2), (5_000, 1, .halfUp, 1),
        (5_000, 1, .halfEven, 0), (4_999, 1, .halfUp, 0), (1, 1, .up, 1), (1, 1, .down, 0),
        (10_000_000, 100_000_000, .halfUp, 100_000_000_000),
    ]

    @Test(arguments: areaTable)
    func amountsByArea(rate: Int64, area: Int32, rounding: RoundingMode, fen: Int64) {
        #expect(
            BillingRules.amount(
                rate: Rate(tenThousandths: rate), basis: .area, rounding: rounding, quantity: area)
                == Money(fen: fen))
    }

    @Test(
        arguments: [
            (500_000, .halfUp, 5_000), (50, .halfUp, 1), (50, .halfEven, 0), (150, .halfEven, 2),
            (49, .halfUp, 0), (51, .halfEven, 1), (1, .up, 1), (99, .down, 0),
            (10_000_000_000, .up, 100_000_000),
        ] as [(Int64, RoundingMode, Int64)])
    func amountsByHousehold(rate: Int64, rounding: RoundingMode, fen: Int64) {
        #expect(
            BillingRules.amount(
                rate: Rate(tenThousandths: rate), basis: .household, rounding: rounding,
                quantity: 1) == Money(fen: fen))
    }

    /// The database rounds as Swift does: around every half of the first fens, and at the extremes.
    @Test func theDatabaseRoundsAlike() async throws {
        var products: [Int64] = [1, 4_999, 9_999_999, 10_000_000]
        for half in 1...12 as ClosedRange<Int64> {
            products += [half * 5_000 - 1, half * 5_000, half * 5_000 + 1]
        }
        var cases: [(Int64, FeeSchedule.Basis, RoundingMode, Int32)] = []
        for rounding in RoundingMode.allCases {
            cases += products.map { ($0, .area, rounding, 1) }
            cases += products.map { ($0, .household, rounding, 1) }
            cases.append((10_000_000, .area, rounding, 100_000_000))
            cases.append((12_345, .area, rounding, 5_836))
        }
        let asked = cases
        let answered: [Money] = try await withRolledBack { connection in
            try await connection.query(
                """
                select fees.amount(rate, basis, rounding, quantity)
                from unnest(\(asked.map(\.0)), \(asked.map(\.1.rawValue)),
                    \(asked.map(\.2.rawValue)), \(asked.map(\.3))) with ordinality
                    as c (rate, basis, rounding, quantity, number)
                order by number
                """
            ).map { try $0.decode(Money.self) }
        }
        #expect(answered.count == asked.count)
        for (asked, answered) in zip(asked, answered) {
            let expected = BillingRules.amount(
                rate: Rate(tenThousandths: asked.0), basis: asked.1, rounding: asked.2,
                quantity: asked.3)
            #expect(answered == expected, "\(asked)")
        }
    }

    @Test func batchesEndWithTheCompoundThatFillsThem() {
        func cut(_ weights: [Int]) -> [[Int64]] {
            BillingRules.batches(
                weights.enumerated().map {
                    BillingRules.Share(scope: ScopeID(Int64($0.offset)), weight: $0.element)
                }, target: 10
            ).map { $0.map(\.number) }
        }
        #expect(cut([]) == [])
        #expect(cut([9]) == [[0]])
        #expect(cut([9, 1, 1]) == [[0, 1], [2]])
        #expect(cut([10, 10]) == [[0], [1]])
        #expect(cut([25, 0, 3]) == [[0], [1, 2]])
    }

    @Test func monthsHaveLimits() {
        func refused(_ text: String, first: String?) -> String {
            do throws(BillingRefusal) {
                try BillingRules.check(
                    month(text), on: day("2021-11-30"), firstMonth: first.map { month($0) })
                return "none"
            } catch {
                #expect(error.sentence.hasSuffix("。"))
                return error.code
            }
        }
        #expect(refused("2022-11", first: "2021-11") == "none")
        #expect(refused("2022-12", first: "2021-11") == "monthTooFarAhead")
        #expect(refused("2021-11", first: "2021-11") == "none")
        #expect(refused("2021-10", first: "2021-11") == "monthBeforeFirstSchedule")
        #expect(refused("2021-10", first: nil) == "none")
    }
}
