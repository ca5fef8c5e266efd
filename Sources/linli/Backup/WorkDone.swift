import Synchronization

/// Adds up what several do at once, for one bar.
final class WorkDone: Sendable {
    private let done = Mutex(Int64(0))
    private let total: Int64
    private let bar: ProgressBar

    init(_ bar: ProgressBar, total: Int64) {
        self.bar = bar
        self.total = max(1, total)
    }

    func add(_ amount: Int64) {
        let sum = done.withLock { done in
            done = min(total, done + amount)
            return done
        }
        bar.show(Int(sum), of: Int(total))
    }
}
