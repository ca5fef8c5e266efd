extension Database {
    /// Leases a connection for the time of the body, with autocommit.
    ///
    /// The connection is valid only inside the body. What the body changes in the session must not
    /// outlive it: use `set local` in a transaction. A transaction that the body leaves open is
    /// rolled back, and throws `.misuse`. Never lease a second connection inside: when all are
    /// taken, such bodies wait for each other until `.leaseTimeout`.
    ///
    /// Throws the body's own error, or `PostgresError`: `.queueFull`, `.leaseTimeout`,
    /// `.connectFailed`, `.cancelled`; `.misuse` after `close()`.
    @discardableResult
    public nonisolated(nonsending) func withConnection<Result: Sendable>(
        _ body: nonisolated(nonsending) (Connection) async throws -> Result
    ) async throws -> Result {
        let connection = Connection(database: self, lease: try await lease(), begin: nil)
        let result: Result
        do {
            result = try await body(connection)
        } catch {
            connection.invalidate()
            _ = await connection.rollback()
            release(connection.lease)
            throw error
        }
        connection.invalidate()
        let wasOpen = await connection.rollback()
        release(connection.lease)
        guard !wasOpen else {
            throw PostgresError(
                kind: .misuse, message: "the body left a transaction open; it was rolled back")
        }
        return result
    }

    /// Takes a free connection, or waits for one at most `leaseTimeout`.
    nonisolated(nonsending) func lease() async throws -> Lease {
        guard !Task.isCancelled else {
            throw PostgresError(kind: .cancelled, message: "the task was cancelled")
        }
        let waiter: LeasePool.Waiter
        switch pool.claim() {
        case .lease(let lease): return lease
        case .refused(let kind, let message): throw PostgresError(kind: kind, message: message)
        case .wait(let new, let opens):
            waiter = new
            request(opens ? .openLease : nil)
        }
        let answer = await withTaskCancellationHandler {
            await waiter.answer.wait()
        } onCancel: {
            waiter.answer.give(.failed(.cancelled, "the task was cancelled"))
        }
        switch answer {
        case .lease(let lease): return lease
        case .failed(let kind, let message): throw PostgresError(kind: kind, message: message)
        }
    }

    /// Tells the loop that somebody waits, so that it opens a connection or sets its timer.
    private func request(_ message: Mailbox.Message?) {
        guard let message else { return mailbox.wake() }
        switch mailbox.push(message) {
        case .accepted: break
        case .acceptedFirst: startLoop()
        case .full, .closed: pool.close()
        }
    }

    func release(_ lease: Lease) {
        // While closing, the loop waits for the last one.
        if !pool.offer(lease) { mailbox.wake() }
    }
}
