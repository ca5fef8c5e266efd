import Access
import Core
import Postgres
import Registry

/// Reads how much of what was charged for a month, or a period of months, has been collected.
public struct ReadCollection: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        public let from: BillingMonth
        public let until: BillingMonth
        /// What happened after this day does not count; nil is today.
        public let asOf: CivilDate?

        public init(
            scope: ScopeID, from: BillingMonth, until: BillingMonth? = nil, asOf: CivilDate? = nil
        ) {
            self.scope = scope
            self.from = from
            self.until = until ?? from
            self.asOf = asOf
        }
    }

    public enum Failure: Refusal, Equatable {
        case monthsReversed(from: BillingMonth, until: BillingMonth)

        public var code: String { "monthsReversed" }

        public var sentence: String {
            switch self {
            case .monthsReversed(let from, let until):
                "起始账期 \(from) 晚于截止账期 \(until)，请核对。"
            }
        }
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `Failure`, `CompoundRefusal`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ input: Input, by actor: Actor, on today: CivilDate
    ) async throws -> CollectionReport {
        try actor.require(.readReports, in: input.scope)
        guard input.from <= input.until else {
            throw Failure.monthsReversed(from: input.from, until: input.until)
        }
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            try await CollectionStore.read(input, asOf: input.asOf ?? today, on: connection)
        }
    }
}
