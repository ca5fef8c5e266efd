import Access
import Core
import Postgres
import Registry

/// Lists the payments of a compound or a household.
public struct ListPayments: Sendable {
    public enum Order: String, Sendable, CaseIterable {
        /// By the day on which the money came, the newest first.
        case newest
        case oldest
        case largest
        case smallest
    }

    public struct Input: Sendable {
        public let scope: ScopeID
        /// Nil: the whole compound.
        public let payer: Payer?
        /// First and last day on which the money came; nil for any.
        public let from: CivilDate?
        public let until: CivilDate?
        /// Nil for all channels.
        public let channel: PaymentChannel?
        /// Part of a household's code, of an owner's name or of a receipt's number; nil for all.
        public let search: String?
        public let order: Order
        public let limit: Int
        public let offset: Int

        public init(
            scope: ScopeID, payer: Payer? = nil, from: CivilDate? = nil, until: CivilDate? = nil,
            channel: PaymentChannel? = nil, search: String? = nil, order: Order = .newest,
            limit: Int = ListPayments.mostRows, offset: Int = 0
        ) {
            self.scope = scope
            self.payer = payer
            self.from = from
            self.until = until
            self.channel = channel
            self.search = search
            self.order = order
            self.limit = limit
            self.offset = offset
        }
    }

    public struct Row: Sendable, Equatable {
        public let household: HouseholdCode
        public let obligor: String
        public let payment: Statement.Payment
        public let note: String?
    }

    public struct Outcome: Sendable, Equatable {
        /// Over all that match, whatever page is shown.
        public let count: Int
        /// Received less reversed.
        public let paid: Money
        public let refunded: Money
        public let rows: [Row]
    }

    /// Rows on one page: a year of a large compound.
    public static let mostRows = 10_000

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `HouseholdRefusal`, `PaymentRefusal.unknownTenure`, `PermissionRefusal`,
    ///   `PostgresError`.
    public func perform(
        _ input: Input, by actor: Actor, on today: CivilDate
    ) async throws -> Outcome {
        try actor.require(.readFees, in: input.scope)
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            var tenure: TenureID?
            if let payer = input.payer {
                tenure = try await PayerStore.find(payer, in: input.scope, on: today, connection)
                    .tenure
            }
            return try await PaymentListStore.read(input, tenure: tenure, on: connection)
        }
    }
}

extension ListPayments.Row: JSONConvertible {
    public var json: JSON {
        guard case .object(let members) = payment.json else { return .null }
        return .object(
            [("household", JSON(household)), ("obligor", .string(obligor))] + members
                + [("note", JSON(note))])
    }
}

extension ListPayments.Outcome: JSONConvertible {
    public var json: JSON {
        [
            "count": JSON(count), "paidFen": JSON(paid), "refundedFen": JSON(refunded),
            "payments": JSON(rows),
        ]
    }
}
