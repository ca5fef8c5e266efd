import Access
import Core
import Postgres

/// Lists the personal access tokens of one's own account, or at the terminal anybody's: the newest
/// first. What they are is shown to nobody.
public struct ListAccessTokens: Sendable {
    public struct Outcome: Sendable, Equatable {
        public let tokens: [AccessToken]
        /// The moment at which their states hold.
        public let now: Timestamp
    }

    /// The newest of an account: all in force, and as many that are over.
    static let mostRows = 100

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Parameter account: nil for the account that acts.
    /// - Throws: `AccessTokenRefusal`, `AccountRefusal.notSignedIn`, `PostgresError`.
    public func perform(
        account: AccountID? = nil, by actor: Actor, at now: Timestamp
    ) async throws -> Outcome {
        let owner = try AccessTokenOwner.of(account, actor)
        let tokens = try await database.withConnection {
            try await AccessTokenStore.list(
                of: owner, limit: ListAccessTokens.mostRows, on: $0)
        }
        return Outcome(tokens: tokens, now: now)
    }
}

extension ListAccessTokens.Outcome: JSONConvertible {
    public var json: JSON { ["tokens": .array(tokens.map { $0.json(at: now) })] }
}
