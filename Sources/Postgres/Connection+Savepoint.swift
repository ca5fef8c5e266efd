extension Connection {
    /// Runs the body inside a savepoint of the open transaction: when it throws, what it did is
    /// undone and the transaction goes on. So an operation that takes a connection can be nested.
    ///
    /// Throws the body's own error unchanged; `PostgresError` when no transaction is open (25P01).
    @discardableResult
    public nonisolated(nonsending) func savepoint<Result: Sendable>(
        file: String = #fileID, line: Int = #line,
        _ body: nonisolated(nonsending) () async throws -> Result
    ) async throws -> Result {
        let name = nextSavepoint()
        try await execute("savepoint \(unescaped: name)", file: file, line: line)
        let result: Result
        do {
            result = try await body()
        } catch {
            // Deaf to cancellation: the transaction must stay usable for whoever catches this.
            let undo = Query(unescaped: "rollback to savepoint \(name)")
            let release = Query(unescaped: "release savepoint \(name)")
            _ = await finish(Request(.queries([undo, release]), lease: lease.id))
            throw error
        }
        try await execute("release savepoint \(unescaped: name)", file: file, line: line)
        return result
    }
}
