import CLibpq
import Glibc
import Synchronization

/// What callers leave for the loop thread. They wake it, through an eventfd, only when it sleeps.
final class Mailbox: Sendable {
    enum Phase { case idle, running, closing, closed }

    enum Message: Sendable {
        /// Work for a leased connection.
        case leased(Request)
        /// Open one more connection of the leased lane.
        case openLease
        case cancel(Request)
        /// PQcancel has returned for this lease.
        case cancelReturned(lease: Int)
        case close(within: Duration)
    }

    struct Contents {
        var reads: [Request] = []
        var messages: [Message] = []
    }

    private struct State {
        var phase = Phase.idle
        var contents = Contents()
        /// Reads waiting or under way, for the limit.
        var outstanding = 0
        var isAsleep = false
        var closers: [Closer] = []

        /// Whether the loop must be woken; only the first to ask is told so.
        mutating func takeSleep() -> Bool {
            defer { isAsleep = false }
            return isAsleep
        }
    }

    /// Somebody who waits for the loop to have ended.
    private final class Closer: Sendable {
        let ended = OneShot<Bool>()
    }

    enum Acceptance { case accepted, acceptedFirst, full, closed }

    private let state = Mutex(State())
    /// −1 when the process has no file descriptor left.
    let wakeDescriptor = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))

    deinit {
        if wakeDescriptor >= 0 { Glibc.close(wakeDescriptor) }
    }

    func wake() {
        var one: UInt64 = 1
        _ = write(wakeDescriptor, &one, 8)
    }

    /// Leaves a read for the pipelined lane. `acceptedFirst` tells the caller to start the loop.
    func push(read request: Request, limit: Int) -> Acceptance {
        let (acceptance, isAsleep) = state.withLock { state -> (Acceptance, Bool) in
            let isFirst = state.phase == .idle
            guard isFirst || state.phase == .running else { return (.closed, false) }
            guard state.outstanding < limit else { return (.full, false) }
            state.phase = .running
            state.outstanding += 1
            state.contents.reads.append(request)
            return (isFirst ? .acceptedFirst : .accepted, state.takeSleep())
        }
        if isAsleep { wake() }
        return acceptance
    }

    /// Leaves anything else. It is refused only once the loop has ended.
    func push(_ message: Message) -> Acceptance {
        let (acceptance, isAsleep) = state.withLock { state -> (Acceptance, Bool) in
            guard state.phase != .closed else { return (.closed, false) }
            let isFirst = state.phase == .idle
            if isFirst { state.phase = .running }
            state.contents.messages.append(message)
            return (isFirst ? .acceptedFirst : .accepted, state.takeSleep())
        }
        if isAsleep { wake() }
        return acceptance
    }

    /// True for the one caller who must start the loop.
    func startsNow() -> Bool {
        state.withLock { state in
            guard state.phase == .idle else { return false }
            state.phase = .running
            return true
        }
    }

    /// Takes everything; `contents` must come empty and lends its memory. Of the reads taken
    /// before, `finished` have ended.
    func take(into contents: inout Contents, finished: Int) {
        state.withLock { state in
            state.isAsleep = false
            state.outstanding -= finished
            swap(&state.contents, &contents)
        }
    }

    /// False when something arrived meanwhile. From true on, callers wake the loop.
    func fallsAsleep() -> Bool {
        state.withLock { state in
            guard state.contents.reads.isEmpty, state.contents.messages.isEmpty else {
                return false
            }
            state.isAsleep = true
            return true
        }
    }

    /// Refuses further reads and asks the loop to end; returns once it has.
    func close(within limit: Duration) async {
        guard let closer = beginClose(within: limit) else { return }
        _ = await closer.ended.wait()
    }

    /// Asks the loop to end at once, without waiting for it.
    func abandon() {
        _ = beginClose(within: .zero)
    }

    private func beginClose(within limit: Duration) -> Closer? {
        let (closer, isAsleep) = state.withLock { state -> (Closer?, Bool) in
            switch state.phase {
            case .idle:
                state.phase = .closed
                return (nil, false)
            case .closed: return (nil, false)
            case .running, .closing:
                let closer = Closer()
                state.closers.append(closer)
                state.phase = .closing
                state.contents.messages.append(.close(within: limit))
                return (closer, state.takeSleep())
            }
        }
        if isAsleep { wake() }
        return closer
    }

    /// Called by the loop as its last act: returns what is left, and lets `close` return.
    func end() -> Contents {
        let (contents, closers) = state.withLock { state in
            defer {
                state.contents = Contents()
                state.closers = []
            }
            state.phase = .closed
            return (state.contents, state.closers)
        }
        for closer in closers { closer.ended.give(true) }
        return contents
    }
}
