import Access
import Core
import Postgres
import Registry
import TestSupport
import Testing

@testable import Fees

@Suite struct TakePaymentTests {
    @Test func settlesTheOldestFirstAndKeepsTheRest() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            try await fees.charge(month("2021-11"))
            try await fees.charge(month("2021-11"), item: PaymentRulesTests.light)
            try await fees.charge(month("2021-12"))
            let first = try await fees.take(8000, key: "a")
            #expect(
                first.json.text.hasPrefix(
                    """
                    {"payment":\(first.payment),"receipt":"2021-000001","amountFen":8000,\
                    "allocations":[{"month":"2021-11","item":"light","amountFen":800},\
                    {"month":"2021-11","item":"property-fee","amountFen":5000},\
                    {"month":"2021-12","item":"property-fee","amountFen":2200}],\
                    "creditFen":0,"repeated":false,
                    """))
            let second = try await fees.take(4000, key: "b")
            #expect(second.receipt.description == "2021-000002")
            #expect(second.allocations.map(\.amount.fen) == [2800])
            #expect(second.credit == Money(fen: 1200))
            #expect(try await brokenChecks(database).isEmpty)
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func settlesOnlyWhatWasChosen() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            try await fees.charge(month("2021-11"))
            try await fees.charge(month("2021-11"), item: PaymentRulesTests.light)
            try await fees.charge(month("2021-12"))
            let chosen = try await fees.take(
                6000, key: "a", months: [month("2021-12"), month("2022-01")])
            #expect(
                chosen.allocations
                    == [
                        SettledLine(
                            month: month("2021-12"), item: .propertyFee, amount: Money(fen: 5000))
                    ])
            #expect(chosen.credit == Money(fen: 1000))
            #expect(chosen.monthsWithoutDebt == [month("2022-01")])
            let item = try await fees.take(6000, key: "b", items: [PaymentRulesTests.light])
            #expect(item.allocations.map(\.amount.fen) == [800])
            // the credit of the earlier payments stays as it is
            let later = try await fees.take(5000, key: "c")
            #expect(later.allocations.map(\.amount.fen) == [5000])
            #expect(try await fees.statement().account.credit == Money(fen: 6200))
        }
    }

    @Test func theSameKeyIsTheSamePayment() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            try await fees.charge(month("2021-11"))
            let take = TakePayment(database: database)
            let input = fees.input(8000, key: "k")
            let first = try await take.perform(input, by: testActor, on: day("2021-12-01"))
            // past midnight, and after more was charged
            try await fees.charge(month("2021-12"))
            let again = try await take.perform(input, by: testActor, on: day("2021-12-02"))
            #expect(!first.repeated)
            #expect(again.repeated)
            #expect(again.payment == first.payment)
            #expect(again.receipt == first.receipt)
            #expect(again.allocations == first.allocations)
            #expect(again.credit == first.credit)
            #expect(again.receiptOn == day("2021-12-01"))
            try await fees.reverse(first.payment, on: day("2021-12-03"))
            let void = try await take.perform(input, by: testActor, on: day("2021-12-04"))
            #expect(void.receipt == first.receipt)
            #expect(void.reversed)
            for other in [
                fees.input(8001, key: "k"),
                fees.input(8000, from: fees.compound.households[1], key: "k"),
                fees.input(8000, receivedOn: day("2021-12-01"), key: "k"),
                fees.input(8000, key: "k", months: [month("2021-11")]),
            ] {
                #expect(
                    try await refusal {
                        _ = try await take.perform(other, by: testActor, on: day("2021-12-01"))
                    } == "keyReused")
            }
            // another compound has keys of its own
            let elsewhere = try await FeesFixture.make(database, name: "瑞欣园")
            let payment = try await elsewhere.take(8000, key: "k")
            #expect(!payment.repeated)
            #expect(payment.receipt.description == "2021-000001")
        }
    }

    @Test func twentyAtOnceUnderOneKeyMakeOnePayment() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            try await fees.charge(month("2021-11"))
            let input = fees.input(8000, key: "k")
            let outcomes = try await withThrowingTaskGroup(of: TakePayment.Outcome.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await TakePayment(database: database).perform(
                            input, by: testActor, on: day("2021-12-01"))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count == 20)
            #expect(outcomes.filter { !$0.repeated }.count == 1)
            #expect(Set(outcomes.map(\.payment)).count == 1)
            #expect(Set(outcomes.map(\.receipt.description)) == ["2021-000001"])
            #expect(outcomes.allSatisfy { $0.credit == Money(fen: 3000) })
            #expect(try await fees.statement().account.paid == Money(fen: 8000))
            #expect(try await brokenChecks(database).isEmpty)
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func receiptsRunWithoutGapUnderConcurrency() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database, households: 8)
            try await fees.charge(month("2021-11"))
            let outcomes = try await withThrowingTaskGroup(of: TakePayment.Outcome?.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        let input = fees.input(
                            Int64(100 + number), from: fees.compound.households[number % 8],
                            receivedOn: day("2021-12-31"),
                            // two years, and every sixth is refused after it drew its numbers
                            receiptOn: day(number % 2 == 0 ? "2021-12-31" : "2022-01-01"),
                            key: number % 6 == 5 ? "same" : "k\(number)")
                        do {
                            return try await TakePayment(database: database).perform(
                                input, by: testActor, on: day("2022-01-01"))
                        } catch PaymentRefusal.keyReused {
                            return nil
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let made = outcomes.compactMap(\.self)
            for year in [Int16(2021), 2022] {
                let numbers = made.filter { $0.receipt.year == year }.map(\.receipt.number).sorted()
                #expect(numbers == Array(1...Int32(numbers.count)))
            }
            #expect(made.count == 51)
            #expect(try await brokenChecks(database).isEmpty)
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func refusesWhatCannotBe() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            let take = TakePayment(database: database)
            let today = day("2021-12-01")
            func code(_ input: TakePayment.Input) async throws -> String {
                try await refusal { _ = try await take.perform(input, by: testActor, on: today) }
            }
            let unknown = HouseholdCode(building: "9", room: "101")
            #expect(try await code(fees.input(0, key: "a")) == "amountOutOfRange")
            #expect(try await code(fees.input(-1, key: "a")) == "amountOutOfRange")
            #expect(try await code(fees.input(1_000_000_000_000, key: "a")) == "amountOutOfRange")
            #expect(try await code(fees.input(1, from: unknown, key: "a")) == "unknownHousehold")
            #expect(
                try await code(fees.input(1, tenure: TenureID(999), key: "a")) == "unknownTenure")
            #expect(try await code(fees.input(1, key: "  ")) == "keyMissing")
            #expect(
                try await code(fees.input(1, key: String(repeating: "长", count: 201)))
                    == "textTooLong")
            #expect(try await code(fees.input(1, key: "a\u{0}b")) == "textUnreadable")
            for (received, receipt, expected) in [
                ("2021-12-02", nil, "receivedInFuture"), ("1989-12-31", nil, "receivedTooEarly"),
                ("2021-11-30", "2021-12-02", "receiptInFuture"),
                ("2021-11-30", "2021-11-29", "receiptBeforeReceived"),
                ("1990-01-01", nil, "none"), ("2021-12-01", "2021-12-01", "none"),
            ] as [(String, String?, String)] {
                let input = fees.input(
                    1, receivedOn: day(received), receiptOn: receipt.map { day($0) },
                    key: received)
                #expect(try await code(input) == expected)
            }
            let elsewhere = TakePayment.Input(
                scope: ScopeID(77), payer: Payer(household: fees.first), amount: Money(fen: 1),
                channel: .cash, key: "x")
            #expect(try await code(elsewhere) == "unknownCompound")
            let largest = try await fees.take(999_999_999_999, key: "largest")
            #expect(largest.credit == .largestEntry)
            #expect(try await brokenChecks(database).isEmpty)
        }
    }

    @Test func earlierTenuresPayTheirOwnDebts() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            try await fees.charge(month("2021-11"))
            let transfer = try await TransferHousehold(database: database).perform(
                TransferHousehold.Input(
                    scope: fees.scope, household: fees.first, day: day("2021-11-15"),
                    owners: [TransferHousehold.NewOwner(name: "新业主")]),
                by: testActor, on: day("2021-11-10"))
            let old = try #require(transfer.closed)
            // until the day itself the old owner answers
            let before = try await fees.take(1000, key: "a", on: day("2021-11-14"))
            #expect(before.tenure == old)
            let after = try await fees.take(1000, key: "b", on: day("2021-11-15"))
            #expect(after.tenure == transfer.opened)
            #expect(after.credit == Money(fen: 1000))
            let debt = try await TakePayment(database: database).perform(
                fees.input(4000, tenure: old, key: "c"), by: testActor, on: day("2021-12-01"))
            #expect(debt.allocations.map(\.amount.fen) == [4000])
            #expect(try await fees.statement(tenure: old).account.closing == .zero)
            #expect(
                try await fees.statement(tenure: transfer.opened).account.closing
                    == Money(fen: -1000))
            #expect(try await brokenChecks(database).isEmpty)
        }
    }

    @Test func tamperingIsFound() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            try await fees.charge(month("2021-11"))
            let payment = try await fees.take(8000, key: "a").payment
            #expect(try await auditProblems(database).isEmpty)
            try await asSuperuser(database) { connection in
                try await connection.execute(
                    """
                    update fees.allocation set amount_fen = amount_fen - 1
                    where payment_id = \(payment)
                    """)
            }
            #expect(try await auditProblems(database).map(\.code) == ["factsDiffer"])
            #expect(
                try await brokenChecks(database)
                    == [
                        "fees-allocated-settled", "fees-payment-credit",
                    ])
        }
    }
}
