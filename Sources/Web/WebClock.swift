import Application
import Core

/// The clock of the pages, so that tests can move it.
public struct WebClock: Sendable {
    private let read: @Sendable () -> Timestamp

    public init(_ read: @escaping @Sendable () -> Timestamp) {
        self.read = read
    }

    public var now: Timestamp { read() }
    /// Today in Asia/Shanghai.
    public var today: CivilDate { read().dayInShanghai }

    public static let live = WebClock { Calendar.now() }
}
