import Access
import Core
import Postgres
import Registry

/// What a payment would settle, before it is taken: the same rule over the same charges, nothing
/// written. Without an amount, what there is to pay.
public struct PreviewPayment: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        public let payer: Payer
        /// Nil for only what is open.
        public let amount: Money?
        /// The day the money came; nil is today.
        public let receivedOn: CivilDate?
        /// Months and items that the payer chose; empty for oldest first over everything.
        public let months: [BillingMonth]
        public let items: [FeeItemCode]

        public init(
            scope: ScopeID, payer: Payer, amount: Money? = nil, receivedOn: CivilDate? = nil,
            months: [BillingMonth] = [], items: [FeeItemCode] = []
        ) {
            self.scope = scope
            self.payer = payer
            self.amount = amount
            self.receivedOn = receivedOn
            self.months = months
            self.items = items
        }
    }

    /// A charge with something open.
    public struct Line: Sendable, Equatable {
        public let month: BillingMonth
        public let item: FeeItemCode
        public let itemName: String
        /// The stall's code, for a stall's fee.
        public let stall: String?
        public let open: Money
        public let dueOn: CivilDate
        /// What the payment would settle of it.
        public let settled: Money
    }

    public struct Outcome: Sendable, Equatable {
        public let household: HouseholdCode
        public let tenure: TenureID
        /// The owners of the tenure that pays.
        public let payer: String
        /// Everything open, oldest first.
        public let lines: [Line]
        /// Paid ahead already.
        public let credit: Money
        /// What would be left of the amount, and wait as credit.
        public let rest: Money
        /// Chosen months for which nothing is owed.
        public let monthsWithoutDebt: [BillingMonth]

        public var open: Money { lines.reduce(.zero) { $0 + $1.open } }
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `PaymentRefusal`, `HouseholdRefusal`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ input: Input, by actor: Actor, on today: CivilDate
    ) async throws -> Outcome {
        try actor.require(.takePayment, in: input.scope)
        let amount = try input.amount.map { try PaymentRules.checked($0) } ?? .zero
        let (found, results) = try await database.withTransaction(
            isolation: .repeatableRead
        ) { connection in
            let found = try await PayerStore.find(
                input.payer, in: input.scope, on: today, connection)
            return (
                found,
                try await connection.pipeline([
                    BalanceStore.payer(found.tenure, in: input.scope),
                    BalanceStore.open(found.tenure, in: input.scope),
                ])
            )
        }
        let (payer, credit) = try results[0].only().decode(String.self, Money.self)
        let open = try results[1].map { try Open($0, of: found.tenure) }
        let (shares, rest) = PaymentRules.allocate(
            amount, receivedOn: input.receivedOn ?? today, over: open.map(\.charge),
            months: Set(input.months), items: Set(input.items))
        let settled = Dictionary(uniqueKeysWithValues: shares.map { ($0.key, $0.amount) })
        return Outcome(
            household: input.payer.household, tenure: found.tenure, payer: payer,
            lines: open.map { $0.line(settled: settled[$0.charge.key] ?? .zero) }, credit: credit,
            rest: rest,
            monthsWithoutDebt: PaymentRules.monthsWithoutDebt(
                Set(input.months).sorted(), items: Set(input.items), open: open.map(\.charge)))
    }

    private struct Open {
        let charge: OpenCharge
        let dueOn: CivilDate
        let itemName: String
        let stall: String?

        init(_ row: Row, of tenure: TenureID) throws {
            let (month, item, subject, revision, open, chargedOn, takenBackOn, dueOn, name, stall) =
                try row.decode(
                    BillingMonth.self, FeeItemCode.self, SubjectID.self, Int16.self, Money.self,
                    CivilDate.self, CivilDate?.self, CivilDate.self, String.self, String?.self)
            charge = OpenCharge(
                key: ChargeKey(
                    tenure: tenure, month: month, item: item, subject: subject,
                    revision: revision),
                open: open, chargedOn: chargedOn, takenBackOn: takenBackOn)
            self.dueOn = dueOn
            itemName = name
            self.stall = stall
        }

        func line(settled: Money) -> Line {
            Line(
                month: charge.key.month, item: charge.key.item, itemName: itemName, stall: stall,
                open: charge.open, dueOn: dueOn, settled: settled)
        }
    }
}

extension PreviewPayment.Outcome: JSONConvertible {
    public var json: JSON {
        [
            "household": JSON(household), "tenure": JSON(tenure), "payer": .string(payer),
            "openFen": JSON(open), "creditFen": JSON(credit), "restFen": JSON(rest),
            "lines": .array(
                lines.map { line in
                    [
                        "month": JSON(line.month), "item": JSON(line.item),
                        "name": .string(line.itemName), "stall": JSON(line.stall),
                        "openFen": JSON(line.open), "settledFen": JSON(line.settled),
                        "dueOn": JSON(line.dueOn),
                    ]
                }),
            "monthsWithoutDebt": JSON(monthsWithoutDebt),
        ]
    }
}
