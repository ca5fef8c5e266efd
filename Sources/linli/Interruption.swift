import Dispatch
import Glibc

/// Ctrl-C cancels a command instead of killing it: what it had begun is rolled back, and the private
/// cluster is not left running. A second Ctrl-C ends it at once.
enum Interruption {
    /// 128 + SIGINT, as shells report it.
    static let status: Int32 = 130

    private static let signals = [SIGINT, SIGTERM, SIGHUP]

    /// Runs a body, cancelling it when a signal comes.
    static func cancels(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let (interruptions, continuation) = AsyncStream.makeStream(of: Void.self)
        let sources = signals.map { number in
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler {
                continuation.yield()
                source.cancel()
            }
            source.setCancelHandler { signal(number, SIG_DFL) }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await body()
                return true
            }
            group.addTask {
                for await _ in interruptions { return false }
                return false
            }
            while try await group.next() == false { group.cancelAll() }
            group.cancelAll()
        }
    }
}
