import Synchronization

/// A bar on a terminal for what takes long; nothing in a pipe.
final class ProgressBar: Sendable {
    private static let isOnScreen = Mutex(false)

    private let label: String
    private let isShown: Bool
    private let lastPercent = Mutex(-1)

    init(_ label: String, quiet: Bool = false) {
        self.label = label
        isShown = Output.errorIsTerminal && !quiet
    }

    func show(_ done: Int, of total: Int) {
        guard isShown, total > 0 else { return }
        let percent = min(100, done * 100 / total)
        let isNew = lastPercent.withLock { last in
            guard percent > last else { return false }
            last = percent
            return true
        }
        guard isNew else { return }
        let filled = percent * 30 / 100
        let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: 30 - filled)
        ProgressBar.isOnScreen.withLock { $0 = true }
        Output.write("\r\(label) \(bar) \(percent)%", to: 2)
    }

    func finish() { ProgressBar.clear() }

    /// Takes the bar off the screen: before a result, or a sentence about what went wrong.
    static func clear() {
        let wasOnScreen = isOnScreen.withLock { isOnScreen in
            defer { isOnScreen = false }
            return isOnScreen
        }
        if wasOnScreen { Output.write("\r\u{1B}[2K", to: 2) }
    }
}
