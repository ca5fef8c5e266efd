import CLibpq
import Glibc

/// The loop thread's epoll, and the eventfd that wakes it.
final class Poller {
    struct Interest: OptionSet {
        let rawValue: UInt32
        static let read = Interest(rawValue: EPOLLIN.rawValue)
        static let write = Interest(rawValue: EPOLLOUT.rawValue)
    }

    /// The key under which the eventfd is registered.
    static let wakeKey: UInt64 = 0
    /// Events taken at once: more connections than this have their turn in the next round.
    private static let batch = 64

    private let descriptor: Int32
    private let wakeDescriptor: Int32
    private var events = [epoll_event](repeating: epoll_event(), count: batch)

    /// Nil when the process has no file descriptor left.
    init?(wakeDescriptor: Int32) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        self.wakeDescriptor = wakeDescriptor
        guard descriptor >= 0, wakeDescriptor >= 0,
            watch(wakeDescriptor, key: Self.wakeKey, .read)
        else { return nil }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Begins to watch a socket, or changes what is watched. libpq may replace a socket by another
    /// of the same number while it connects, so that only epoll knows which of the two it is.
    @discardableResult
    func watch(_ socket: Int32, key: UInt64, _ interest: Interest) -> Bool {
        var event = epoll_event()
        event.events = interest.rawValue
        event.data.u64 = key
        if epoll_ctl(descriptor, EPOLL_CTL_MOD, socket, &event) == 0 { return true }
        return epoll_ctl(descriptor, EPOLL_CTL_ADD, socket, &event) == 0
    }

    /// Waits at most the time given (−1: for ever) and calls the body with each key that is ready.
    func wait(milliseconds: Int32, _ body: (UInt64, _ readable: Bool, _ writable: Bool) -> Void) {
        let count = epoll_wait(descriptor, &events, Int32(Self.batch), milliseconds)
        guard count > 0 else { return }
        for event in events[..<Int(count)] {
            if event.data.u64 == Self.wakeKey {
                var value: UInt64 = 0
                _ = read(wakeDescriptor, &value, 8)
                continue
            }
            let failed = event.events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0
            let readable = failed || event.events & EPOLLIN.rawValue != 0
            body(event.data.u64, readable, event.events & EPOLLOUT.rawValue != 0)
        }
    }
}
