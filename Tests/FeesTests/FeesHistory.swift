import Access
import Core
import Postgres
import Registry
import TestSupport
import Testing

@testable import Fees

/// Numbers that look random and are the same for the same seed (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A compound to which everything that can happen happens in any order, day after day, by the
/// operations themselves. What is refused is refused; the rest is on record.
struct FeesHistory {
    let fees: BillingFixture
    private(set) var numbers: SeededNumbers
    private(set) var today = day("2021-11-01")
    private(set) var taken: [(payment: PaymentID, amount: Money)] = []
    private(set) var reversed: Set<PaymentID> = []
    private(set) var refunded = Money.zero
    private var waiting = 0

    static let firstDay = day("2021-10-01")

    init(_ fees: BillingFixture, seed: UInt64) {
        self.fees = fees
        numbers = SeededNumbers(seed: seed)
    }

    private var households: [HouseholdCode] { fees.compound.households }

    private mutating func month() -> BillingMonth {
        let latest = BillingMonth(containing: today).adding(months: 1)
        let first = TestSupport.month("2021-11")
        return first.adding(
            months: Int.random(in: 0...Int(latest.ordinal - first.ordinal), using: &numbers))
    }

    private mutating func household() -> HouseholdCode {
        households[Int.random(in: 0..<households.count, using: &numbers)]
    }

    private mutating func key() -> String {
        waiting += 1
        return "key \(waiting)"
    }

    /// What the first two households owed and had paid ahead in the old system.
    func takeOver() async throws {
        _ = try await OpeningBalanceTests.load(
            into: fees.scope, of: fees.database,
            """
            房屋,账期,欠费金额,预存金额
            1-1-101,2021-08,35.00,
            1-1-101,2021-09,50.00,12.34
            1-1-102,2021-09,50.00,120.00
            """, owed: "135.00", credit: "132.34")
    }

    /// - Throws: anything but a refusal.
    mutating func step() async throws {
        today = today.adding(days: Int.random(in: 0...6, using: &numbers))
        do {
            switch Int.random(in: 0..<20, using: &numbers) {
            case 0...2: try await bill()
            case 3...4: try await withdraw()
            case 5...10: try await take()
            case 11...13: try await reverse()
            case 14...15: try await refund()
            case 16...17: try await waive()
            case 18: try await transfer()
            default: today = today.adding(days: 20)
            }
        } catch is any Refusal {
        }
    }

    private mutating func bill() async throws {
        _ = try await IssueBills(database: fees.database).perform(
            IssueBills.Input(month: month(), scope: fees.scope), by: testActor, on: today)
    }

    /// Half of the time right after it was billed, when nobody has paid yet.
    private mutating func withdraw() async throws {
        let month = month()
        if Bool.random(using: &numbers) {
            _ = try await IssueBills(database: fees.database).perform(
                IssueBills.Input(month: month, scope: fees.scope), by: testActor, on: today)
        }
        _ = try await WithdrawBills(database: fees.database).perform(
            WithdrawBills.Input(scope: fees.scope, month: month, reason: "多算了"),
            by: testActor, on: today)
    }

    private mutating func take() async throws {
        let chooses = Int.random(in: 0..<4, using: &numbers) == 0
        let outcome = try await TakePayment(database: fees.database).perform(
            TakePayment.Input(
                scope: fees.scope, payer: Payer(household: household()),
                amount: Money(fen: Int64.random(in: 1...13_000, using: &numbers)),
                channel: .wechat,
                receivedOn: today.adding(days: -Int.random(in: 0...30, using: &numbers)),
                key: key(), months: chooses ? [month()] : []),
            by: testActor, on: today)
        taken.append((outcome.payment, outcome.amount))
    }

    private mutating func reverse() async throws {
        guard let payment = taken.randomElement(using: &numbers)?.payment else { return }
        _ = try await ReversePayment(database: fees.database).perform(
            ReversePayment.Input(scope: fees.scope, payment: .payment(payment), reason: "记错"),
            by: testActor, on: today)
        reversed.insert(payment)
    }

    private mutating func refund() async throws {
        let outcome = try await RefundPayment(database: fees.database).perform(
            RefundPayment.Input(
                scope: fees.scope, payer: Payer(household: household()),
                amount: Money(fen: Int64.random(in: 1...4_000, using: &numbers)), channel: .cash,
                reason: "多交", key: key()),
            by: testActor, on: today)
        refunded += outcome.amount
    }

    private mutating func waive() async throws {
        let whole = Bool.random(using: &numbers)
        _ = try await WaiveCharge(database: fees.database).perform(
            WaiveCharge.Input(
                scope: fees.scope, payer: Payer(household: household()), month: month(),
                item: Bool.random(using: &numbers) ? .propertyFee : .parking,
                amount: whole ? nil : Money(fen: Int64.random(in: 1...3_000, using: &numbers)),
                reason: "困难", key: key()),
            by: testActor, on: today)
    }

    private mutating func transfer() async throws {
        waiting += 1
        _ = try await TransferHousehold(database: fees.database).perform(
            TransferHousehold.Input(
                scope: fees.scope, household: household(), day: today,
                owners: [TransferHousehold.NewOwner(name: "新业主\(waiting)")],
                keepsStalls: Bool.random(using: &numbers)),
            by: testActor, on: today)
    }

    /// Days to look at: the first, the last, and some between.
    mutating func someDays(_ count: Int) -> [CivilDate] {
        let last = Int(today.daysSinceEpoch - FeesHistory.firstDay.daysSinceEpoch)
        let between = (0..<count).map { _ in
            FeesHistory.firstDay.adding(days: Int.random(in: 0...last, using: &numbers))
        }
        return [FeesHistory.firstDay] + between.sorted() + [today]
    }
}
