import Access
import Core
import Postgres
import Registry

/// What some tenures of one compound owe now, and have paid ahead: for the rows of a list.
public struct ReadBalances: Sendable {
    public struct Balance: Sendable, Equatable {
        /// Charged in force, neither settled nor waived.
        public let owed: Money
        /// As much of it as is past its day.
        public let overdue: Money
        /// Paid and not allocated.
        public let credit: Money

        public static let none = Balance(owed: .zero, overdue: .zero, credit: .zero)
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Parameter tenures: those of a page; reading grows with what they were charged.
    /// - Returns: those that owe or have something.
    /// - Throws: `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ tenures: [TenureID], in scope: ScopeID, by actor: Actor, on today: CivilDate
    ) async throws -> [TenureID: Balance] {
        try actor.require(.readFees, in: scope)
        guard !tenures.isEmpty else { return [:] }
        var balances: [TenureID: Balance] = [:]
        let query = BalanceStore.reading(tenures, in: scope, on: today)
        for row in try await database.query(query) {
            let (tenure, owed, overdue, credit) = try row.decode(
                TenureID.self, Money.self, Money.self, Money.self)
            balances[tenure] = Balance(owed: owed, overdue: overdue, credit: credit)
        }
        return balances
    }
}
