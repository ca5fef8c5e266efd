import Core
import Postgres
import Registry
import TestSupport
import Testing

@testable import Fees

@Suite struct StatementTests {
    /// Two months charged, one payment over both, a waiver, a withdrawal, a reversal, a refund.
    static func eventful(_ database: Database) async throws -> FeesFixture {
        let fees = try await FeesFixture.make(database)
        try await fees.charge(month("2021-11"))
        try await fees.charge(month("2021-11"), item: PaymentRulesTests.light)
        try await fees.charge(month("2021-12"))
        try await fees.take(9000, receivedOn: day("2021-11-08"), key: "a", on: day("2021-11-10"))
        try await fees.waive(1000, of: month("2021-12"), key: "w", on: day("2021-12-10"))
        let second = try await fees.take(7000, key: "b", on: day("2021-12-15"))
        try await fees.reverse(second.payment, on: day("2021-12-20"))
        try await fees.take(3000, key: "c", on: day("2021-12-21"))
        try await fees.refund(1200, key: "r", on: day("2021-12-22"))
        try await fees.charge(month("2022-01"))
        try await fees.withdraw(month("2022-01"), on: day("2022-01-05"))
        return fees
    }

    @Test(arguments: [
        ("2021-10-31", "0 0 0 0 0 0 = 0 credit 0"),
        ("2021-11-01", "0 5800 0 0 0 0 = 5800 credit 0"),
        ("2021-11-07", "0 5800 0 0 0 0 = 5800 credit 0"),
        // received on the 8th, entered on the 10th: the money counts from the 8th
        ("2021-11-08", "0 5800 0 0 9000 0 = -3200 credit 3200"),
        // the charge of December takes its part from its own day
        ("2021-12-01", "0 10800 0 0 9000 0 = 1800 credit 0"),
        ("2021-12-10", "0 10800 0 1000 9000 0 = 800 credit 0"),
        ("2021-12-15", "0 10800 0 1000 16000 0 = -6200 credit 6200"),
        ("2021-12-20", "0 10800 0 1000 9000 0 = 800 credit 0"),
        ("2021-12-21", "0 10800 0 1000 12000 0 = -2200 credit 2200"),
        ("2021-12-22", "0 10800 0 1000 12000 1200 = -1000 credit 1000"),
        ("2022-01-01", "0 15800 0 1000 12000 1200 = 4000 credit 1000"),
        ("2022-01-05", "0 15800 5000 1000 12000 1200 = -1000 credit 1000"),
    ])
    func standsAsOfAnyDay(asOf: String, expected: String) async throws {
        try await withDatabase { database in
            let fees = try await StatementTests.eventful(database)
            let account = try await fees.statement(asOf: day(asOf)).account
            #expect(StatementTests.text(account) == expected)
        }
    }

    static func text(_ account: Account) -> String {
        let parts = [
            account.opening, account.charged, account.withdrawn, account.waived, account.paid,
            account.refunded,
        ]
        return parts.map { String($0.fen) }.joined(separator: " ")
            + " = \(account.closing.fen) credit \(account.credit.fen)"
    }

    @Test func periodsFollowOnEachOther() async throws {
        try await withDatabase { database in
            let fees = try await StatementTests.eventful(database)
            var opening = Money.zero
            for (from, until) in [
                ("2021-10-01", "2021-11-30"), ("2021-12-01", "2021-12-15"),
                ("2021-12-16", "2021-12-31"), ("2022-01-01", "2022-01-31"),
            ] {
                let period = try await fees.statement(
                    from: day(from), until: day(until), on: day("2022-02-01"))
                #expect(period.account.opening == opening)
                opening = period.account.closing
            }
            #expect(opening == Money(fen: -1000))
            // an older line that was open when the period began is listed, a settled one is not
            let december = try await fees.statement(
                from: day("2021-12-16"), until: day("2021-12-31"), on: day("2022-02-01"))
            #expect(december.lines.map { "\($0.month)" } == [])
            #expect(december.payments.count == 2)
            let whole = try await fees.statement(on: day("2022-02-01"))
            #expect(
                whole.lines.map { "\($0.month) \($0.item) \($0.open.fen)" } == [
                    "2021-11 light 0", "2021-11 property-fee 0", "2021-12 property-fee 0",
                ])
        }
    }

    @Test func namesWhoDecided() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            try await fees.charge(month("2021-11"))
            let payment = try await fees.take(5000, key: "a")
            let statement = try await fees.statement()
            #expect(
                statement.json.text.hasPrefix(
                    """
                    {"compound":"文宴雅居","household":"1-1-101","openingFen":0,"chargedFen":5000,\
                    "withdrawnFen":0,"waivedFen":0,"paidFen":5000,"refundedFen":0,"closingFen":0,\
                    "creditFen":0,"lines":[{"month":"2021-11","item":"property-fee",\
                    "amountFen":5000,"settledFen":5000,"basis":{"kind":"historical",\
                    "body":"owners-committee","title":"收费标准的决议","adoptedOn":"2021-10-08",\
                    "digest":"
                    """))
            #expect(
                statement.json.text.contains(
                    """
                    "payments":[{"payment":\(payment.payment),"receipt":"2021-000001",\
                    "receivedOn":"2021-12-01","amountFen":5000,"channel":"cash"
                    """))
            let terms = try #require(statement.terms.values.first)
            #expect(terms.basis.isHistorical)
            #expect(terms.basis.words == "每户每月五十元")
            #expect(terms.payee?.fund == .propertyService)
            #expect(statement.obligor == "业主101")
            #expect(statement.masked.obligor == "业****")
        }
    }

    @Test func refusesWhatCannotBe() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            let unknown = HouseholdCode(building: "9", room: "101")
            #expect(
                try await refusal { _ = try await fees.statement(of: unknown) }
                    == "unknownHousehold")
            #expect(
                try await refusal { _ = try await fees.statement(tenure: TenureID(99)) }
                    == "unknownTenure")
            #expect(
                try await refusal {
                    _ = try await fees.statement(from: day("2021-12-02"), until: day("2021-12-01"))
                } == "periodReversed")
        }
    }
}

@Suite struct ReceiptTests {
    @Test func printsWhatWasPaidToWhom() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            try await fees.charge(month("2021-11"))
            try await fees.charge(month("2021-11"), item: PaymentRulesTests.light)
            let payment = try await fees.take(8000, key: "a")
            let receipt = try await ReadReceipt(database: database).perform(
                .payment(payment.payment), in: fees.scope, by: testActor)
            #expect(receipt.number.description == "2021-000001")
            #expect(receipt.payer == "业主101")
            #expect(receipt.cashier == "测试")
            #expect(receipt.lines.map(\.itemName) == ["照明费", "物业费"])
            #expect(receipt.credit == Money(fen: 2200))
            #expect(
                receipt.shares.map { "\($0.payee?.name ?? "") \($0.amount.fen)" }
                    == ["许昌供电 800", "许昌恒达物业公司 5000"])
            #expect(receipt.void == nil)
            #expect(receipt.json.text.contains("\"capitals\":\"捌拾元整\""))
            #expect(receipt.json.text.contains("非税务发票"))
            #expect(
                try await refusal {
                    _ = try await ReadReceipt(database: database).perform(
                        .receipt(ReceiptNumber(year: 2021, number: 2)), in: fees.scope,
                        by: testActor)
                } == "unknownPayment")
        }
    }
}
