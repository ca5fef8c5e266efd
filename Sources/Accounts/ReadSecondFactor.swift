import Access
import Core
import Postgres

/// Whether one's own account has a second factor, for one's own page.
public struct ReadSecondFactor: Sendable {
    public struct Outcome: Sendable, Equatable {
        /// Nil: none, or enrolled and not confirmed.
        public let since: Timestamp?
        public let recoveryCodesLeft: Int
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `AccountRefusal.notSignedIn`, `PostgresError`.
    public func perform(by actor: Actor) async throws -> Outcome {
        let id = try actor.signedIn()
        let found = try await database.withConnection {
            try await SecondFactorStore.find(of: id, on: $0)
        }
        return Outcome(
            since: found?.confirmedAt, recoveryCodesLeft: found?.codesLeft ?? 0)
    }
}
