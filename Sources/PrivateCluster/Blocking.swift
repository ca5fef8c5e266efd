import Dispatch
import Synchronization

/// Set once, when the task that waits has been cancelled.
final class Cancelled: Sendable {
    private let flag = Atomic(false)

    func set() {
        flag.store(true, ordering: .relaxed)
    }

    /// Called wherever something is waited for.
    func check() throws {
        if flag.load(ordering: .relaxed) { throw CancellationError() }
    }
}

/// Runs work that blocks (locks, child processes) off the cooperative threads. The steps that
/// handle a cluster must not interleave, and read best one after the other.
enum Blocking {
    private static let queue = DispatchQueue(
        label: "linli.private-cluster", attributes: .concurrent)

    static func run<Value: Sendable>(
        _ work: @escaping @Sendable (Cancelled) throws -> Value
    ) async throws -> Value {
        let cancelled = Cancelled()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                queue.async { continuation.resume(with: Result { try work(cancelled) }) }
            }
        } onCancel: {
            cancelled.set()
        }
    }

    static func runToTheEnd(_ work: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            queue.async {
                work()
                continuation.resume()
            }
        }
    }
}
