import Access
import Core
import Registry
import TestSupport
import Testing

@testable import Fees

@Suite struct ReversePaymentTests {
    @Test func owesAgainWhatWasSettled() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            try await fees.charge(month("2021-11"))
            let payment = try await fees.take(8000, key: "a", on: day("2021-11-08"))
            let first = try await fees.reverse(payment.payment, on: day("2021-11-20"))
            #expect(first.released == payment.allocations)
            #expect(!first.repeated)
            let again = try await fees.reverse(payment.payment, on: day("2021-11-21"))
            #expect(again.repeated)
            #expect(again.reversedOn == day("2021-11-20"))
            #expect(again.released == first.released)
            // as of the days between, the money was there
            let between = try await fees.statement(asOf: day("2021-11-19"))
            #expect(between.account.closing == Money(fen: -3000))
            #expect(between.account.credit == Money(fen: 3000))
            #expect(between.lines.map(\.settled.fen) == [5000])
            let after = try await fees.statement(asOf: day("2021-11-20"))
            #expect(after.account.paid == .zero)
            #expect(after.account.closing == Money(fen: 5000))
            #expect(after.lines.map(\.settled.fen) == [0])
            #expect(after.payments.map(\.reversedOn) == [day("2021-11-20")])
            let receipt = try await ReadReceipt(database: database).perform(
                .receipt(payment.receipt), in: fees.scope, by: testActor)
            #expect(receipt.void == Receipt.Void(on: day("2021-11-20"), reason: "记错了户"))
            #expect(receipt.lines.map(\.amount.fen) == [5000])
            #expect(try await brokenChecks(database).isEmpty)
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    /// Money entered late for a day before other money was taken back settles from that day only:
    /// no day sees more settled than was charged.
    @Test func lateMoneyDoesNotSettleTwice() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            try await fees.charge(month("2021-11"))
            let wrong = try await fees.take(5000, key: "a", on: day("2021-11-05"))
            try await fees.reverse(wrong.payment, on: day("2021-11-20"))
            try await fees.take(
                5000, receivedOn: day("2021-11-03"), key: "b", on: day("2021-11-21"))
            let between = try await fees.statement(asOf: day("2021-11-10"))
            #expect(between.account.paid == Money(fen: 10000))
            #expect(between.account.credit == Money(fen: 5000))
            #expect(between.lines.map(\.settled.fen) == [5000])
            let after = try await fees.statement(asOf: day("2021-11-20"))
            #expect(after.account.credit == .zero)
            #expect(after.account.closing == .zero)
            #expect(try await brokenChecks(database).isEmpty)
        }
    }

    @Test func refusesWhatCannotBe() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            let reverse = ReversePayment(database: database)
            func code(_ payment: PaymentReference, _ reason: String) async throws -> String {
                try await refusal {
                    _ = try await reverse.perform(
                        ReversePayment.Input(scope: fees.scope, payment: payment, reason: reason),
                        by: testActor, on: day("2021-12-01"))
                }
            }
            let payment = try await fees.take(8000, key: "a")
            #expect(try await code(.payment(payment.payment), " ") == "reasonMissing")
            #expect(try await code(.payment(PaymentID(99)), "错") == "unknownPayment")
            #expect(
                try await code(.receipt(ReceiptNumber(year: 2021, number: 2)), "错")
                    == "unknownPayment")
            try await fees.refund(1, key: "r")
            #expect(try await code(.receipt(payment.receipt), "错") == "partlyRefunded")
            #expect(try await brokenChecks(database).isEmpty)
        }
    }

    @Test func ofTwentyAtOnceOneReverses() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            try await fees.charge(month("2021-11"))
            let payment = try await fees.take(8000, key: "a").payment
            let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<20 {
                    group.addTask { try await fees.reverse(payment).repeated }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { !$0 }.count == 1)
            #expect(try await fees.statement().account.closing == Money(fen: 5000))
            #expect(try await brokenChecks(database).isEmpty)
            #expect(try await auditProblems(database).isEmpty)
        }
    }
}

@Suite struct RefundPaymentTests {
    @Test func givesBackTheOldestCreditFirst() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            try await fees.charge(month("2021-11"))
            let later = try await fees.take(
                7000, receivedOn: day("2021-11-09"), key: "a", months: [month("2021-11")])
            let earlier = try await fees.take(1000, receivedOn: day("2021-11-08"), key: "b")
            let first = try await fees.refund(1500, key: "r", on: day("2021-12-02"))
            #expect(first.parts.map(\.payment) == [earlier.payment, later.payment])
            #expect(first.parts.map(\.amount.fen) == [1000, 500])
            #expect(first.creditLeft == Money(fen: 1500))
            let again = try await fees.refund(1500, key: "r", on: day("2021-12-03"))
            #expect(again.repeated)
            #expect(again.parts == first.parts)
            #expect(again.refundedOn == day("2021-12-02"))
            let account = try await fees.statement().account
            #expect(account.refunded == Money(fen: 1500))
            #expect(account.credit == Money(fen: 1500))
            #expect(account.closing == Money(fen: -1500))
            #expect(
                try await refusal { try await fees.refund(1501, key: "r") } == "keyReused")
            #expect(
                try await refusal { try await fees.refund(1501, key: "s") } == "notEnoughCredit")
            #expect(
                RefundPayment.Failure.notEnoughCredit(refundable: Money(fen: 1500)).sentence
                    .contains("15.00"))
            try await fees.refund(1500, key: "s")
            #expect(
                try await refusal { try await fees.refund(1, key: "t") } == "notEnoughCredit")
            #expect(try await brokenChecks(database).isEmpty)
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func refusesWhatCannotBe() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            try await fees.take(1000, key: "a")
            #expect(try await refusal { try await fees.refund(0, key: "r") } == "amountOutOfRange")
            #expect(
                try await refusal { try await fees.refund(1, key: "r", reason: "") }
                    == "reasonMissing")
            #expect(try await refusal { try await fees.refund(1, key: "") } == "keyMissing")
            let unknown = HouseholdCode(building: "9", room: "101")
            #expect(
                try await refusal { try await fees.refund(1, to: unknown, key: "r") }
                    == "unknownHousehold")
        }
    }
}

@Suite struct WaiveChargeTests {
    @Test func waivesInPartAndWhole() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            try await fees.charge(month("2021-11"))
            try await fees.take(2000, key: "a")
            let part = try await fees.waive(1000, of: month("2021-11"), key: "w")
            #expect(part.open == Money(fen: 2000))
            let again = try await fees.waive(1000, of: month("2021-11"), key: "w")
            #expect(again.repeated)
            #expect(again.waiver == part.waiver)
            #expect(
                try await refusal { try await fees.waive(2001, of: month("2021-11"), key: "x") }
                    == "moreThanOpen")
            let rest = try await fees.waive(nil, of: month("2021-11"), key: "x")
            #expect(rest.amount == Money(fen: 2000))
            #expect(rest.open == .zero)
            #expect(
                try await refusal { try await fees.waive(nil, of: month("2021-11"), key: "y") }
                    == "nothingOpen")
            let account = try await fees.statement().account
            #expect(account.waived == Money(fen: 3000))
            #expect(account.closing == .zero)
            #expect(try await brokenChecks(database).isEmpty)
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func refusesWhatCannotBe() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            try await fees.charge(month("2021-11"))
            #expect(
                try await refusal { try await fees.waive(1, of: month("2021-12"), key: "w") }
                    == "noSuchCharge")
            #expect(
                try await refusal {
                    try await fees.waive(1, of: month("2021-11"), item: .parking, key: "w")
                } == "noSuchCharge")
            try await fees.waive(1, of: month("2021-11"), key: "w")
            #expect(
                try await refusal { try await fees.waive(2, of: month("2021-11"), key: "w") }
                    == "keyReused")
            try await fees.withdraw(month("2021-11"), on: day("2021-11-30"))
            // one charge keeps its month by its waiver, the other households' went
            #expect(
                try await refusal {
                    try await fees.waive(
                        1, of: month("2021-11"), for: fees.compound.households[1], key: "z")
                } == "noSuchCharge")
        }
    }

    @Test(
        arguments: [
            (nil, 3, "several A-001、A-002"), ("A-002", 3, "A-002 3"), ("A-003", 3, "none"),
            ("A-002", nil, "A-002 3000"),
        ] as [(String?, Int64?, String)])
    func oneStallMustBeNamed(stall: String?, fen: Int64?, expected: String) throws {
        let input = WaiveCharge.Input(
            scope: ScopeID(2), payer: Payer(household: HouseholdCode(building: "1", room: "1")),
            month: month("2021-11"), item: .parking, stall: stall,
            amount: fen.map { Money(fen: $0) }, reason: "困难", key: "k")
        let candidates = ["A-001", "A-002"].enumerated().map { number, code in
            WaiveCharge.Candidate(
                key: ChargeKey(
                    tenure: TenureID(1), month: month("2021-11"), item: .parking,
                    subject: SubjectID(Int64(number))),
                stall: code, open: Money(fen: 3000), waived: .zero, chargedOn: day("2021-11-01"))
        }
        var found: String
        do {
            let (charge, amount) = try WaiveCharge.decide(
                try WaiveCharge.Request(input), among: candidates)
            found = "\(charge.stall ?? "") \(amount.fen)"
        } catch WaiveCharge.Failure.severalStalls(let codes) {
            found = "several \(codes.joined(separator: "、"))"
        } catch WaiveCharge.Failure.noSuchCharge {
            found = "none"
        }
        #expect(found == expected)
    }
}
