import Access
import Core
import Postgres
import Registry

/// Reads the statement of a tenure, up to any day.
public struct ReadStatement: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        public let payer: Payer
        /// First and last day of the period; nil for everything.
        public let from: CivilDate?
        public let until: CivilDate?
        /// What happened after this day does not count; nil is today.
        public let asOf: CivilDate?

        public init(
            scope: ScopeID, payer: Payer, from: CivilDate? = nil, until: CivilDate? = nil,
            asOf: CivilDate? = nil
        ) {
            self.scope = scope
            self.payer = payer
            self.from = from
            self.until = until
            self.asOf = asOf
        }
    }

    public enum Failure: Refusal, Equatable {
        case periodReversed(from: CivilDate, until: CivilDate)

        public var code: String { "periodReversed" }

        public var sentence: String {
            switch self {
            case .periodReversed(let from, let until):
                "起始日 \(from) 晚于截止日 \(until)，请核对。"
            }
        }
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `Failure`, `HouseholdRefusal`, `PaymentRefusal.unknownTenure`,
    ///   `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ input: Input, by actor: Actor, on today: CivilDate
    ) async throws -> Statement {
        try actor.require(.readFees, in: input.scope)
        let asOf = input.asOf ?? today
        let end = min(input.until ?? asOf, asOf)
        if let from = input.from, from > end {
            throw Failure.periodReversed(from: from, until: end)
        }
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            let found = try await PayerStore.find(
                input.payer, in: input.scope, on: today, connection)
            return try await StatementStore.read(
                found.tenure, of: input.payer.household, in: input.scope, from: input.from,
                until: end, on: connection)
        }
    }
}
