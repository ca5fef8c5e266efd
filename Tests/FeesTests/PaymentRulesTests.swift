import Core
import Registry
import TestSupport
import Testing

@testable import Fees

@Suite struct PaymentRulesTests {
    static let light = FeeItemCode(known: "light")

    static func open(
        _ month: String, _ item: FeeItemCode = .propertyFee, subject: Int64 = 1, _ fen: Int64,
        chargedOn: String? = nil, takenBackOn: String? = nil
    ) -> OpenCharge {
        OpenCharge(
            key: ChargeKey(
                tenure: TenureID(1), month: TestSupport.month(month), item: item,
                subject: SubjectID(subject)),
            open: Money(fen: fen), chargedOn: day(chargedOn ?? month + "-01"),
            takenBackOn: takenBackOn.map { day($0) })
    }

    struct Row: Sendable {
        let amount: Int64
        var months: [String] = []
        var items: [FeeItemCode] = []
        let shares: [String]
        let credit: Int64
    }

    /// Two months of two fees, two stalls in the first month; given out of order.
    static let charges = [
        open("2021-12", .propertyFee, 5000), open("2021-11", light, 800),
        open("2021-11", .propertyFee, 5000),
        open("2021-11", .parking, subject: 12, 3000), open("2021-11", .parking, subject: 11, 3000),
    ]

    @Test(arguments: [
        Row(amount: 1, shares: ["2021-11 light 1: 1"], credit: 0),
        Row(amount: 799, shares: ["2021-11 light 1: 799"], credit: 0),
        Row(amount: 800, shares: ["2021-11 light 1: 800"], credit: 0),
        Row(
            amount: 801, shares: ["2021-11 light 1: 800", "2021-11 parking 11: 1"], credit: 0),
        Row(
            amount: 6800,
            shares: [
                "2021-11 light 1: 800", "2021-11 parking 11: 3000", "2021-11 parking 12: 3000",
            ], credit: 0),
        Row(
            amount: 16800,
            shares: [
                "2021-11 light 1: 800", "2021-11 parking 11: 3000", "2021-11 parking 12: 3000",
                "2021-11 property-fee 1: 5000", "2021-12 property-fee 1: 5000",
            ], credit: 0),
        Row(
            amount: 16801,
            shares: [
                "2021-11 light 1: 800", "2021-11 parking 11: 3000", "2021-11 parking 12: 3000",
                "2021-11 property-fee 1: 5000", "2021-12 property-fee 1: 5000",
            ], credit: 1),
        Row(
            amount: 6000, months: ["2021-12"], shares: ["2021-12 property-fee 1: 5000"],
            credit: 1000),
        Row(amount: 6000, months: ["2022-01"], shares: [], credit: 6000),
        Row(
            amount: 6000, items: [.propertyFee],
            shares: ["2021-11 property-fee 1: 5000", "2021-12 property-fee 1: 1000"], credit: 0),
        Row(
            amount: 6000, months: ["2021-11"], items: [.propertyFee],
            shares: ["2021-11 property-fee 1: 5000"], credit: 1000),
    ])
    func allocatesOldestFirst(_ row: Row) {
        let (shares, credit) = PaymentRules.allocate(
            Money(fen: row.amount), receivedOn: day("2021-12-05"), over: Self.charges,
            months: Set(row.months.map { TestSupport.month($0) }), items: Set(row.items))
        #expect(
            shares.map {
                "\($0.key.month) \($0.key.item) \($0.key.subject): \($0.amount.fen)"
            } == row.shares)
        #expect(credit == Money(fen: row.credit))
        #expect(shares.reduce(credit) { $0 + $1.amount } == Money(fen: row.amount))
    }

    @Test(
        arguments: [
            ("2021-10-31", nil, "2021-11-01"), ("2021-11-01", nil, "2021-11-01"),
            ("2021-11-02", nil, "2021-11-02"), ("2021-11-02", "2021-11-20", "2021-11-20"),
            ("2021-11-21", "2021-11-20", "2021-11-21"),
        ] as [(String, String?, String)])
    func appliesFromTheDayOnWhichBothWereThere(
        receivedOn: String, takenBackOn: String?, expected: String
    ) {
        let charge = Self.open("2021-11", .propertyFee, 5000, takenBackOn: takenBackOn)
        #expect(
            PaymentRules.appliedOn(receivedOn: day(receivedOn), charge: charge) == day(expected))
    }

    @Test(
        arguments: [
            (1, ["2: 1"]), (300, ["2: 300"]), (301, ["2: 300", "1: 1"]),
            (1000, ["2: 300", "1: 500", "3: 200"]), (1001, nil),
        ] as [(Int64, [String]?)])
    func drawsFromTheOldestPaymentFirst(amount: Int64, expected: [String]?) {
        let credit = [
            PaymentRules.CreditPart(
                payment: PaymentID(3), receivedOn: day("2021-11-05"), unallocated: Money(fen: 200)),
            PaymentRules.CreditPart(
                payment: PaymentID(1), receivedOn: day("2021-11-04"), unallocated: Money(fen: 500)),
            PaymentRules.CreditPart(
                payment: PaymentID(2), receivedOn: day("2021-11-03"), unallocated: Money(fen: 300)),
        ]
        let drawn = PaymentRules.draw(Money(fen: amount), from: credit)
        #expect(drawn?.map { "\($0.payment): \($0.amount.fen)" } == expected)
    }

    @Test(
        arguments: [
            (0, false), (-1, false), (1, true), (999_999_999_999, true),
            (1_000_000_000_000, false),
        ] as [(Int64, Bool)])
    func amountsHaveBounds(fen: Int64, isFine: Bool) {
        #expect((try? PaymentRules.checked(Money(fen: fen))) == (isFine ? Money(fen: fen) : nil))
    }

    @Test func monthsWithoutDebt() {
        let months = ["2021-11", "2021-12", "2022-01"].map { TestSupport.month($0) }
        #expect(
            PaymentRules.monthsWithoutDebt(months, items: [], open: Self.charges)
                == [TestSupport.month("2022-01")])
        #expect(
            PaymentRules.monthsWithoutDebt(months, items: [Self.light], open: Self.charges)
                == [TestSupport.month("2021-12"), TestSupport.month("2022-01")])
    }
}
