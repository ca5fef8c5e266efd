import Postgres

extension Installation {
    /// Whether the database answers in the lane that residents' pages read by.
    ///
    /// - Throws: `PostgresError`, `CancellationError`.
    public func ping() async throws {
        _ = try await database.query("select 1")
    }

    /// Whether the database is of this executable's version, as far as it can tell: a newer program
    /// may have brought it further while this one runs.
    ///
    /// - Throws: `PostgresError`, `CancellationError`.
    public func isCurrent() async throws -> Bool {
        do {
            return try await Migrator(database: database).isCurrent()
        } catch is Migrator.Failure {
            return false
        }
    }

    /// Whether an error says that the database is away or overloaded for now, so that the same
    /// request may well succeed a little later; anything else is a fault of ours.
    public static func isUnavailable(_ error: any Error) -> Bool {
        if error is TransactionError { return true }
        guard let error = error as? PostgresError else { return false }
        switch error.kind {
        case .connectionLost, .connectFailed, .queueFull, .leaseTimeout, .timedOut: return true
        // 57P0x: shut down, crashed or starting; 53xxx: out of connections, memory or disk
        case .server:
            return error.sqlState.map { $0.hasPrefix("57P0") || $0.hasPrefix("53") } ?? false
        case .cancelled, .commitRolledBack, .misuse, .decoding: return false
        }
    }
}
