/// Work that is given up after a while.
enum Deadline {
    /// Runs the body; when it has not ended in time it is cancelled and the error thrown.
    static func run<Result: Sendable>(
        seconds: Int64, orElse late: some Error & Sendable,
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: .seconds(seconds))
                return nil
            }
            defer { group.cancelAll() }
            guard case .some(.some(let result)) = try await group.next() else { throw late }
            return result
        }
    }
}
