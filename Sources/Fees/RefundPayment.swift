import Access
import Core
import Postgres
import Registry

/// 退款: gives back money that settles nothing, out of the oldest payments first. What is allocated
/// has to be reversed before it can go back.
public struct RefundPayment: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        public let payer: Payer
        public let amount: Money
        public let channel: PaymentChannel
        public let reason: String
        /// The same key with the same request is the same refund, for ever.
        public let key: String
        /// What it was when a second person was asked; nil where nobody was.
        let asked: Asked?

        public init(
            scope: ScopeID, payer: Payer, amount: Money, channel: PaymentChannel, reason: String,
            key: String
        ) {
            self.scope = scope
            self.payer = payer
            self.amount = amount
            self.channel = channel
            self.reason = reason
            self.key = key
            asked = nil
        }

        init(_ input: Input, asked: Asked) {
            scope = input.scope
            payer = input.payer
            amount = input.amount
            channel = input.channel
            reason = input.reason
            key = input.key
            self.asked = asked
        }
    }

    public struct Part: Sendable, Equatable {
        public let refund: RefundID
        public let payment: PaymentID
        public let amount: Money
    }

    public struct Outcome: Sendable, Equatable {
        public let household: HouseholdCode
        public let amount: Money
        public let channel: PaymentChannel
        public let refundedOn: CivilDate
        public let reason: String
        /// One for each payment drawn on.
        public let parts: [Part]
        /// The tenure's credit after the refund; nil where the refund was made before.
        public let creditLeft: Money?
        public let repeated: Bool
    }

    public enum Failure: Refusal, Equatable {
        case channelNotForRefunds
        case notEnoughCredit(refundable: Money)

        public var code: String {
            switch self {
            case .channelNotForRefunds: "channelNotForRefunds"
            case .notEnoughCredit: "notEnoughCredit"
            }
        }

        public var sentence: String {
            switch self {
            case .channelNotForRefunds: "“原系统结转”不是退款方式。"
            case .notEnoughCredit(let refundable):
                "可退的预存只有 \(refundable) 元；已核销到账单的钱须先冲正那笔缴费，才能退。"
            }
        }
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
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

    /// - Throws: `ApprovalRefusal.needsSecondPerson` for an account, and as above.
    public func perform(
        _ input: Input, by actor: Actor, on today: CivilDate, _ connection: Connection
    ) async throws -> Outcome {
        try actor.require(.correctFees, in: input.scope)
        let request = try Request(input)
        let tenure = try await PayerStore.lockAndFind(
            request.payer, in: request.scope, on: today, connection
        ).tenure
        let earlier = try await RefundStore.earlier(request, on: connection)
        if let first = earlier.first {
            guard first.digest == request.digest else {
                throw PaymentRefusal.keyReused(request.key)
            }
            return request.outcome(
                parts: earlier.map(\.part), on: first.day, creditLeft: nil, repeated: true)
        }
        let credit = try await RefundStore.credit(of: tenure, in: request.scope, on: connection)
        let total = credit.reduce(Money.zero) { $0 + $1.unallocated }
        guard let drawn = PaymentRules.draw(request.amount, from: credit) else {
            throw Failure.notEnoughCredit(refundable: total)
        }
        try input.asked?.check(tenure: tenure, amount: request.amount)
        try actor.requireSecondPerson()
        // Never before the money came, even where the clock went back.
        let day = credit.map(\.receivedOn).reduce(today, max)
        let parts = try await RefundStore.write(
            request, drawn: drawn, on: day, by: actor, connection)
        return request.outcome(
            parts: parts, on: day, creditLeft: total - request.amount, repeated: false)
    }
}

extension RefundPayment {
    /// What was asked, checked.
    struct Request: Sendable {
        let scope: ScopeID
        let payer: Payer
        let amount: Money
        let channel: PaymentChannel
        let reason: String
        let key: String
        let digest: [UInt8]

        /// - Throws: `Failure`, `PaymentRefusal`.
        init(_ input: Input) throws {
            amount = try PaymentRules.checked(input.amount)
            guard PaymentChannel.choices.contains(input.channel) else {
                throw Failure.channelNotForRefunds
            }
            reason = try PaymentText.reason(input.reason)
            key = try PaymentText.key(input.key)
            scope = input.scope
            payer = input.payer
            channel = input.channel
            digest = PaymentRules.digest(of: [
                "operation": "RefundPayment", "household": JSON(input.payer.household),
                "tenure": JSON(input.payer.tenure), "amountFen": JSON(amount),
                "channel": JSON(channel), "reason": .string(reason),
            ])
        }

        func outcome(
            parts: [Part], on day: CivilDate, creditLeft: Money?, repeated: Bool
        ) -> Outcome {
            Outcome(
                household: payer.household, amount: amount, channel: channel, refundedOn: day,
                reason: reason, parts: parts, creditLeft: creditLeft, repeated: repeated)
        }
    }
}

extension RefundPayment.Part: JSONConvertible {
    public var json: JSON {
        ["refund": JSON(refund), "payment": JSON(payment), "amountFen": JSON(amount)]
    }
}

extension RefundPayment.Outcome: JSONConvertible {
    public var json: JSON {
        [
            "household": JSON(household), "amountFen": JSON(amount), "channel": JSON(channel),
            "refundedOn": JSON(refundedOn), "reason": .string(reason), "refunds": JSON(parts),
            "creditFen": JSON(creditLeft), "repeated": .bool(repeated),
        ]
    }
}
