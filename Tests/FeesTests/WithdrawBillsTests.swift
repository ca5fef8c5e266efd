import Core
import Postgres
import TestSupport
import Testing

@testable import Fees

@Suite struct WithdrawBillsTests {
    @Test func aWithdrawnMonthIsBillableAgain() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database)
            try await fixture.bill()
            let outcome = try await fixture.withdraw()
            #expect(outcome.charges == 6)
            #expect(outcome.total == Money(fen: 26_000))
            #expect(try await fixture.charges() == [])
            let repeated = try await fixture.withdraw()
            #expect(repeated.charges == 0)
            #expect(repeated.run == nil)
            for revision in [2, 3] as [Int16] {
                let billed = try await fixture.bill(on: "2021-11-06")
                #expect(billed.charges == 6)
                #expect(billed.total == Money(fen: 26_000))
                #expect(try await fixture.charges().allSatisfy { $0.revision == revision })
                #expect(try await fixture.problems() == [])
                try await fixture.withdraw(on: "2021-11-06")
            }
            #expect(try await fixture.problems() == [])
        }
    }

    @Test func whatIsPaidOrWaivedStays() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(
                database, households: 8, stalls: 0, leased: 0)
            try await fixture.bill()
            for household in 0..<6 {
                try await fixture.take(1, from: household, key: "k\(household)")
            }
            let error = await #expect(throws: WithdrawBills.Failure.self) {
                try await fixture.withdraw()
            }
            #expect(
                error
                    == .paidOrWaived(
                        households: 6, examples: Array(fixture.compound.households.prefix(5))))
            #expect(error?.sentence.contains("6 户") == true)
            #expect(error?.sentence.contains("1-1-101") == true)
            #expect(try await fixture.charges().count == 8)
            #expect(try await fixture.problems() == [])
        }
    }

    @Test func aReversedPaymentIsNoPayment() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database)
            try await fixture.bill()
            let payment = try await fixture.take(5_000, key: "k").payment
            let before = try await refusal { try await fixture.withdraw() }
            #expect(before == "monthPaidOrWaived")
            _ = try await ReversePayment(database: database).perform(
                ReversePayment.Input(
                    scope: fixture.scope, payment: .payment(payment), reason: "记错了户"),
                by: testActor, on: day("2021-11-09"))
            #expect(try await fixture.withdraw(on: "2021-11-10").charges == 6)
            #expect(try await fixture.problems() == [])
        }
    }

    @Test func aWaivedChargeStays() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database)
            try await fixture.bill()
            _ = try await WaiveCharge(database: database).perform(
                WaiveCharge.Input(
                    scope: fixture.scope, payer: Payer(household: fixture.compound.households[1]),
                    month: month("2021-11"), item: .propertyFee, amount: Money(fen: 1),
                    reason: "困难户", key: "w"),
                by: testActor, on: day("2021-11-08"))
            let code = try await refusal { try await fixture.withdraw() }
            #expect(code == "monthPaidOrWaived")
        }
    }

    @Test func creditIsFreedAndAppliedAgain() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database, stalls: 1, leased: 1)
            try await fixture.take(6_000, key: "a", on: "2021-10-28")
            try await fixture.take(1_000, key: "b", on: "2021-10-29")
            try await fixture.bill()
            #expect(try await fixture.charges().map(\.settled) == [3_000, 4_000, 0, 0, 0])
            try await fixture.withdraw(on: "2021-11-05")
            #expect(
                try await fixture.count(
                    "select sum(unallocated_fen)::bigint from fees.payment") == 7_000)
            #expect(try await fixture.problems() == [])
            try await fixture.bill(on: "2021-11-06")
            #expect(try await fixture.charges().map(\.settled) == [3_000, 4_000, 0, 0, 0])
            // Not before it was free again: on no day is the money there twice.
            let days = try await fixture.count(
                """
                select count(*) from fees.allocation
                where revision = 2 and applied_on = '2021-11-05'
                """)
            #expect(days == 3)
            #expect(try await fixture.problems() == [])
        }
    }

    @Test func aReasonIsNeeded() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database)
            try await fixture.bill()
            let code = try await refusal { try await fixture.withdraw(reason: " ") }
            #expect(code == "reasonMissing")
            #expect(try await fixture.charges().count == 6)
        }
    }

    @Test func billingAndWithdrawingAtOnce() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 {
                    group.addTask { try await fixture.bill() }
                    group.addTask { try await fixture.withdraw() }
                }
                try await group.waitForAll()
            }
            try await fixture.bill()
            #expect(try await fixture.charges().count == 6)
            #expect(try await fixture.problems() == [])
        }
    }
}
