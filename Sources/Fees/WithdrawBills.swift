import Access
import Core
import Postgres
import Registry

/// 撤回: takes back what was billed for a month in one compound, while nobody has paid any of it.
/// The month can be billed again; credit that had settled it is free again.
public struct WithdrawBills: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        public let month: BillingMonth
        public let reason: String
        /// What stood of the month when a second person was asked; nil where nobody was.
        let asked: WithdrawalStore.Bills?

        public init(scope: ScopeID, month: BillingMonth, reason: String) {
            self.init(scope: scope, month: month, reason: reason, asked: nil)
        }

        init(scope: ScopeID, month: BillingMonth, reason: String, asked: WithdrawalStore.Bills?) {
            self.scope = scope
            self.month = month
            self.reason = reason
            self.asked = asked
        }
    }

    public enum Failure: Refusal, Equatable {
        case paidOrWaived(households: Int, examples: [HouseholdCode])

        public var code: String {
            switch self {
            case .paidOrWaived: "monthPaidOrWaived"
            }
        }

        public var sentence: String {
            switch self {
            case .paidOrWaived(let count, let examples):
                "这个月已有 \(count) 户缴费或减免（\(examples.map(\.description).joined(separator: "、"))"
                    + "\(count > examples.count ? " 等" : "")），不能撤回：请先冲正缴费；已减免的账单不能撤回。"
            }
        }
    }

    public struct Outcome: Sendable, Equatable {
        public let month: BillingMonth
        /// Nil where there was nothing to withdraw.
        public let run: RunID?
        public let charges: Int
        public let total: Money
    }

    /// Households named in a refusal.
    static let mostNamed = 5

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `PaymentRefusal` for the reason, `Failure`, `CompoundRefusal`,
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
        let reason = try PaymentText.reason(input.reason)
        guard try await LedgerStore.lock(input.scope, on: connection) else {
            throw CompoundRefusal.unknownCompound(input.scope.description)
        }
        let standing = try await WithdrawalStore.standing(
            of: input.month, in: input.scope, naming: WithdrawBills.mostNamed, on: connection)
        if let asked = input.asked, asked != standing.bills {
            throw PaymentRefusal.changedSinceAsked
        }
        guard standing.charges > 0 else {
            return Outcome(month: input.month, run: nil, charges: 0, total: .zero)
        }
        guard standing.touched == 0 else {
            throw Failure.paidOrWaived(households: standing.touched, examples: standing.examples)
        }
        try actor.requireSecondPerson()
        let entry = try await AuditStore.draw(on: connection)
        let done = try await WithdrawalStore.withdraw(
            input.month, in: input.scope, reason: reason, entry: entry, on: today, connection)
        try await AuditStore.append(
            AuditEntry(
                scope: input.scope, entry: entry, actor: actor, action: "WithdrawBills",
                subject: "run:\(done.run)",
                detail: [
                    "month": JSON(input.month), "charges": JSON(done.charges),
                    "totalFen": JSON(done.total), "reason": .string(reason),
                ],
                facts: .lines(done.facts)),
            on: connection)
        return Outcome(
            month: input.month, run: done.run, charges: done.charges, total: done.total)
    }
}

extension WithdrawBills.Outcome: JSONConvertible {
    public var json: JSON {
        [
            "month": JSON(month), "run": JSON(run), "charges": JSON(charges),
            "totalFen": JSON(total),
        ]
    }
}
