import Access
import Core
import Postgres
import Registry

/// 冲正: the payment did not happen. What it settled is owed again; its receipt is void and keeps
/// its number. Asked for again, it says what was done the first time.
public struct ReversePayment: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        public let payment: PaymentReference
        public let reason: String

        public init(scope: ScopeID, payment: PaymentReference, reason: String) {
            self.scope = scope
            self.payment = payment
            self.reason = reason
        }
    }

    public struct Outcome: Sendable, Equatable {
        public let payment: PaymentID
        /// Nil for a credit taken over from the old system.
        public let receipt: ReceiptNumber?
        public let amount: Money
        public let reversedOn: CivilDate
        public let reason: String
        /// What is owed again.
        public let released: [SettledLine]
        public let repeated: Bool
    }

    public enum Failure: Refusal, Equatable {
        /// Money went back to the payer out of this payment: so it did happen.
        case partlyRefunded(Money)

        public var code: String { "partlyRefunded" }

        public var sentence: String {
            switch self {
            case .partlyRefunded(let amount):
                "这笔缴费已退款 \(amount) 元，说明钱确实收到过，不能冲正；余下的预存可再办退款。"
            }
        }
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `Failure`, `PaymentRefusal`, `CompoundRefusal`, `PermissionRefusal`,
    ///   `PostgresError`.
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
        let reason = try PaymentText.reason(input.reason)
        guard
            let found = try await ReversalStore.lockAndRead(
                input.payment, in: input.scope, on: connection)
        else { throw PaymentRefusal.unknownPayment(input.payment.shown) }
        if let earlier = found.reversal {
            return Outcome(
                payment: found.payment, receipt: found.receipt, amount: found.amount,
                reversedOn: earlier.day, reason: earlier.reason,
                released: try await ReversalStore.released(
                    by: found.payment, in: input.scope, on: connection),
                repeated: true)
        }
        guard found.refunded == .zero else { throw Failure.partlyRefunded(found.refunded) }
        try actor.requireSecondPerson()
        let day = max(today, found.receivedOn)
        let released = try await ReversalStore.write(
            found, on: day, reason: reason, in: input.scope, by: actor, connection)
        return Outcome(
            payment: found.payment, receipt: found.receipt, amount: found.amount,
            reversedOn: day, reason: reason, released: released, repeated: false)
    }
}

extension ReversePayment.Outcome: JSONConvertible {
    public var json: JSON {
        [
            "payment": JSON(payment), "receipt": JSON(receipt), "amountFen": JSON(amount),
            "reversedOn": JSON(reversedOn), "reason": .string(reason),
            "released": JSON(released), "repeated": .bool(repeated),
        ]
    }
}
