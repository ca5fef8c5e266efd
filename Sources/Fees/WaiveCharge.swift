import Access
import Core
import Postgres
import Registry

/// 减免: what is open of one charge is not asked for any more, in part or whole.
public struct WaiveCharge: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        public let payer: Payer
        public let month: BillingMonth
        public let item: FeeItemCode
        /// The stall, where the household has several charges of the item in the month.
        public let stall: String?
        /// Nil: all that is open.
        public let amount: Money?
        public let reason: String
        /// The same key with the same request is the same waiver, for ever.
        public let key: String
        /// What it was when a second person was asked; nil where nobody was.
        let asked: Asked?

        public init(
            scope: ScopeID, payer: Payer, month: BillingMonth, item: FeeItemCode,
            stall: String? = nil, amount: Money?, reason: String, key: String
        ) {
            self.scope = scope
            self.payer = payer
            self.month = month
            self.item = item
            self.stall = stall
            self.amount = amount
            self.reason = reason
            self.key = key
            asked = nil
        }

        init(_ input: Input, asked: Asked) {
            scope = input.scope
            payer = input.payer
            month = input.month
            item = input.item
            stall = input.stall
            amount = input.amount
            reason = input.reason
            key = input.key
            self.asked = asked
        }
    }

    public struct Outcome: Sendable, Equatable {
        public let waiver: WaiverID
        public let household: HouseholdCode
        public let month: BillingMonth
        public let item: FeeItemCode
        public let stall: String?
        public let amount: Money
        /// What is still open of the charge; nil where the waiver was made before.
        public let open: Money?
        public let waivedOn: CivilDate
        public let reason: String
        public let repeated: Bool
    }

    public enum Failure: Refusal, Equatable {
        case noSuchCharge(household: String, month: BillingMonth, item: FeeItemCode)
        case severalStalls([String])
        case nothingOpen(month: BillingMonth, item: FeeItemCode)
        case moreThanOpen(Money)

        public var code: String {
            switch self {
            case .noSuchCharge: "noSuchCharge"
            case .severalStalls: "severalStalls"
            case .nothingOpen: "nothingOpen"
            case .moreThanOpen: "moreThanOpen"
            }
        }

        public var sentence: String {
            switch self {
            case .noSuchCharge(let household, let month, let item):
                "\(household) 在 \(month) 没有 \(item) 的账单：请核对账期和收费项目。"
            case .severalStalls(let codes):
                "这个月有 \(codes.joined(separator: "、")) 几个车位的账单：请用 --stall 写明减免哪一个。"
            case .nothingOpen(let month, let item):
                "\(month) 的 \(item) 已结清，没有可减免的金额；要退已收的钱，请先冲正那笔缴费。"
            case .moreThanOpen(let open):
                "这张账单只剩 \(open) 元未结清，减免金额不能超过它。"
            }
        }
    }

    /// Of one charge, what an account waives alone unless the installation says otherwise: two
    /// months of the example's fee.
    public static let aloneUpTo = Money(fen: 10_000)

    private let database: Database
    private let aloneUpTo: Money

    /// - Parameter aloneUpTo: what of one charge an account waives alone, earlier waivers included.
    public init(database: Database, aloneUpTo: Money = WaiveCharge.aloneUpTo) {
        self.database = database
        self.aloneUpTo = aloneUpTo
    }

    /// - Throws: `Failure`, `PaymentRefusal`, `HouseholdRefusal`, `CompoundRefusal`,
    ///   `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ input: Input, by actor: Actor, on today: CivilDate
    ) async throws -> Outcome {
        try actor.require(.correctFees, in: input.scope)
        return try await database.withTransaction { connection in
            try await perform(input, by: actor, on: today, connection)
        }
    }

    /// - Throws: `ApprovalRefusal.needsSecondPerson` for an account above what it waives alone, and
    ///   as above.
    public func perform(
        _ input: Input, by actor: Actor, on today: CivilDate, _ connection: Connection
    ) async throws -> Outcome {
        try actor.require(.correctFees, in: input.scope)
        let request = try Request(input)
        let tenure = try await PayerStore.lockAndFind(
            request.payer, in: request.scope, on: today, connection
        ).tenure
        if let earlier = try await WaiverStore.earlier(request, on: connection) {
            guard earlier.digest == request.digest else {
                throw PaymentRefusal.keyReused(request.key)
            }
            return request.outcome(
                earlier.waiver, stall: earlier.stall, amount: earlier.amount, open: nil,
                on: earlier.day, repeated: true)
        }
        let charges = try await WaiverStore.charges(request, of: tenure, on: connection)
        let (charge, amount) = try WaiveCharge.decide(request, among: charges)
        try input.asked?.check(tenure: tenure, amount: amount)
        if charge.waived + amount > aloneUpTo { try actor.requireSecondPerson() }
        // Never before the charge itself, where it was billed ahead.
        let day = max(today, charge.chargedOn)
        let waiver = try await WaiverStore.write(
            request, charge: charge, amount: amount, on: day, by: actor, connection)
        return request.outcome(
            waiver, stall: charge.stall, amount: amount, open: charge.open - amount, on: day,
            repeated: false)
    }

    /// A charge in force of the month and item asked for.
    struct Candidate: Sendable, Equatable {
        let key: ChargeKey
        let stall: String?
        let open: Money
        let waived: Money
        let chargedOn: CivilDate
    }

    /// Which charge is waived, and how much of it.
    ///
    /// - Throws: `Failure`.
    static func decide(
        _ request: Request, among charges: [Candidate]
    ) throws(Failure) -> (Candidate, Money) {
        let named = charges.filter { request.stall == nil || $0.stall == request.stall }
        guard let charge = named.first else {
            throw .noSuchCharge(
                household: request.payer.household.description, month: request.month,
                item: request.item)
        }
        guard named.count == 1 else { throw .severalStalls(named.compactMap(\.stall)) }
        guard charge.open > .zero else {
            throw .nothingOpen(month: request.month, item: request.item)
        }
        let amount = request.amount ?? charge.open
        guard amount <= charge.open else { throw .moreThanOpen(charge.open) }
        return (charge, amount)
    }
}

extension WaiveCharge {
    /// What was asked, checked.
    struct Request: Sendable {
        let scope: ScopeID
        let payer: Payer
        let month: BillingMonth
        let item: FeeItemCode
        let stall: String?
        let amount: Money?
        let reason: String
        let key: String
        let digest: [UInt8]

        /// - Throws: `PaymentRefusal`.
        init(_ input: Input) throws {
            amount = try input.amount.map { try PaymentRules.checked($0) }
            reason = try PaymentText.reason(input.reason)
            key = try PaymentText.key(input.key)
            scope = input.scope
            payer = input.payer
            month = input.month
            item = input.item
            stall = input.stall
            digest = PaymentRules.digest(of: [
                "operation": "WaiveCharge", "household": JSON(input.payer.household),
                "tenure": JSON(input.payer.tenure), "month": JSON(month), "item": JSON(item),
                "stall": JSON(stall), "amountFen": JSON(amount), "reason": .string(reason),
            ])
        }

        func outcome(
            _ waiver: WaiverID, stall: String?, amount: Money, open: Money?, on day: CivilDate,
            repeated: Bool
        ) -> Outcome {
            Outcome(
                waiver: waiver, household: payer.household, month: month, item: item,
                stall: stall, amount: amount, open: open, waivedOn: day, reason: reason,
                repeated: repeated)
        }
    }
}

extension WaiveCharge.Outcome: JSONConvertible {
    public var json: JSON {
        [
            "waiver": JSON(waiver), "household": JSON(household), "month": JSON(month),
            "item": JSON(item), "stall": JSON(stall), "amountFen": JSON(amount),
            "openFen": JSON(open), "waivedOn": JSON(waivedOn), "reason": .string(reason),
            "repeated": .bool(repeated),
        ]
    }
}
