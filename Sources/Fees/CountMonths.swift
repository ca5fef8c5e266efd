import Access
import Core
import Postgres
import Registry

/// Counts again what the months of compounds came to whose log has moved on since they were last
/// counted. It writes no facts: everything in it can be counted from the charges at any time.
public struct CountMonths: Sendable {
    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Parameter reach: only these compounds; nil for all.
    /// - Returns: how many compounds were counted: fewer than `limit` where none is behind any
    ///   more, but for those that somebody is just writing to.
    /// - Throws: `PostgresError`.
    @discardableResult
    public func perform(in reach: [ScopeID]? = nil, atMost limit: Int) async throws -> Int {
        let behind = try await database.withConnection { connection in
            try await connection.query(TallyStore.behind(reach, atMost: limit))
                .map { try $0.decode(ScopeID.self) }
        }
        var counted = 0
        for scope in behind {
            // One at a time, each in a transaction of its own: a payment waits for one at the most.
            counted += try await database.withTransaction { connection in
                try await TallyStore.count(scope, on: connection) ? 1 : 0
            }
        }
        return counted
    }
}
