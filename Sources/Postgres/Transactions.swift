extension Database {
    /// How much a transaction sees of others. PostgreSQL's three levels.
    public enum Isolation: String, Sendable, Hashable {
        case readCommitted = "read committed"
        case repeatableRead = "repeatable read"
        case serializable = "serializable"

        var begin: Query { Query(unescaped: "begin isolation level \(rawValue)") }
    }

    /// Runs the body in a transaction: committed when it returns, rolled back when it throws.
    ///
    /// BEGIN travels with the body's first statement. When the body or COMMIT fails with SQLSTATE
    /// 40001, 40P01 or 55P03, **the whole body runs again**, in a new transaction, at most
    /// `options.retries` times: it must have no effects outside the database.
    ///
    /// Throws the body's own error unchanged after ROLLBACK; `PostgresError` as `withConnection`
    /// does, and `.commitRolledBack` when the body hid an error of the server; `TransactionError`
    /// when the connection was lost during COMMIT, so that the outcome is not known.
    @discardableResult
    public nonisolated(nonsending) func withTransaction<Result: Sendable>(
        isolation: Isolation = .readCommitted,
        _ body: nonisolated(nonsending) (Connection) async throws -> Result
    ) async throws -> Result {
        var attempt = 0
        while true {
            do {
                return try await transaction(isolation, commits: true, body)
            } catch let error as PostgresError {
                guard error.isRetryable, attempt < options.retries else { throw error }
                attempt += 1
                logger.debug(
                    "trying a transaction again",
                    metadata: ["sqlState": "\(error.sqlState ?? "")", "attempt": "\(attempt)"])
                try await pause(before: attempt)
            }
        }
    }

    /// Runs the body in a transaction that is always rolled back; for tests and previews. The body
    /// is not run again.
    @discardableResult
    public nonisolated(nonsending) func withRollback<Result: Sendable>(
        isolation: Isolation = .readCommitted,
        _ body: nonisolated(nonsending) (Connection) async throws -> Result
    ) async throws -> Result {
        try await transaction(isolation, commits: false, body)
    }

    private nonisolated(nonsending) func transaction<Result: Sendable>(
        _ isolation: Isolation, commits: Bool,
        _ body: nonisolated(nonsending) (Connection) async throws -> Result
    ) async throws -> Result {
        let lease = try await lease()
        let connection = Connection(database: self, lease: lease, begin: isolation.begin)
        do {
            let result = try await body(connection)
            connection.invalidate()
            if commits {
                try await connection.commit()
            } else {
                _ = await connection.rollback()
            }
            release(lease)
            return result
        } catch {
            connection.invalidate()
            _ = await connection.rollback()
            release(lease)
            throw error
        }
    }

    /// Those who met once must not meet again at the same moment.
    private nonisolated(nonsending) func pause(before attempt: Int) async throws {
        let longest = 5 << min(attempt, 6)
        do {
            try await Task.sleep(for: .milliseconds(Int.random(in: 1...longest)))
        } catch {
            throw PostgresError(kind: .cancelled, message: "the task was cancelled")
        }
    }
}

extension Connection {
    /// Commits what has begun. Not to be cancelled: its outcome must be known.
    nonisolated(nonsending) func commit() async throws {
        guard hasBegun else { return }
        guard !Task.isCancelled else {
            throw PostgresError(kind: .cancelled, message: "cancelled before COMMIT")
        }
        guard lease.isInTransaction.load(ordering: .relaxed) else {
            guard !lease.isLost.load(ordering: .relaxed) else {
                throw PostgresError(
                    kind: .connectionLost, message: "the connection was lost before COMMIT")
            }
            throw PostgresError(
                kind: .misuse, message: "the body ended its transaction itself")
        }
        let request = Request(.query("commit"), lease: lease.id)
        let reply = await finish(request)
        if let error = request.error(in: reply, Origin(file: #fileID, line: #line)) {
            guard error.kind == .connectionLost else { throw error }
            throw TransactionError(stage: .commit, underlying: error)
        }
        if case .result(let result) = reply, result.commandTag != "COMMIT" {
            throw PostgresError(
                kind: .commitRolledBack,
                message: "COMMIT answered \(result.commandTag): a statement of the body had failed")
        }
    }

    /// Rolls back what is open, whatever happens to the task. Returns whether anything was.
    ///
    /// Its own failure needs no telling: the server rolls back when the connection ends.
    nonisolated(nonsending) func rollback() async -> Bool {
        guard lease.isInTransaction.load(ordering: .relaxed),
            !lease.isLost.load(ordering: .relaxed)
        else { return false }
        _ = await finish(Request(.query("rollback"), lease: lease.id))
        return true
    }

    /// Sends what ends the lease's work and waits for it, deaf to cancellation.
    nonisolated(nonsending) func finish(_ request: Request) async -> Reply {
        database.send(request)
        return await request.reply.wait()
    }
}

extension Database {
    /// Leaves work for a leased connection with the loop.
    func send(_ request: Request) {
        switch mailbox.push(.leased(request)) {
        case .accepted, .full: break
        case .acceptedFirst: startLoop()
        case .closed: request.fail(.connectionLost, "the database client was closed")
        }
    }
}
