import Synchronization

/// A connection of the leased lane, as its users see it.
final class Lease: Sendable {
    /// Names the loop's wire; never used twice.
    let id: Int
    let backendProcessID: Int32
    let isLost = Atomic(false)
    /// True while a transaction is open or failed; as of the last reply.
    let isInTransaction = Atomic(false)

    init(id: Int, backendProcessID: Int32) {
        self.id = id
        self.backendProcessID = backendProcessID
    }
}

/// Hands out the leased lane's connections. A free one is had without a hop to the loop thread.
final class LeasePool: Sendable {
    final class Waiter: Sendable {
        enum Answer {
            case lease(Lease)
            case failed(PostgresError.Kind, String)
        }

        let answer = OneShot<Answer>()
        /// On the clock of `Moment.now`.
        let deadline: Moment

        init(deadline: Moment) {
            self.deadline = deadline
        }
    }

    enum Claim {
        case lease(Lease)
        /// Wait; when `opens`, first ask the loop for one more connection.
        case wait(Waiter, opens: Bool)
        case refused(PostgresError.Kind, String)
    }

    private struct State {
        var idle: [Lease] = []
        /// Connections open, being opened, or waiting to be tried again.
        var open = 0
        var waiters = Ring<Waiter>()
        var isClosed = false
    }

    private let state = Mutex(State())
    private let connections: Int
    private let queueLimit: Int
    private let timeout: Duration
    /// Spares the loop the lock while nobody waits.
    private let waiting = Atomic(0)

    init(_ options: Database.Options) {
        connections = max(1, options.leasedConnections)
        queueLimit = max(0, options.leaseQueueLimit)
        timeout = options.leaseTimeout
    }

    func claim() -> Claim {
        state.withLock { state in
            guard !state.isClosed else { return .refused(.misuse, "it is closed") }
            if let lease = state.idle.popLast() { return .lease(lease) }
            if state.waiters.count >= queueLimit { prune(&state) }
            guard state.waiters.count < queueLimit else {
                return .refused(.queueFull, "\(queueLimit) callers wait for a connection")
            }
            let waiter = Waiter(deadline: .now.advanced(by: timeout))
            state.waiters.append(waiter)
            waiting.store(state.waiters.count, ordering: .relaxed)
            let opens = state.open < connections
            if opens { state.open += 1 }
            return .wait(waiter, opens: opens)
        }
    }

    /// Cancelled waiters stay in the queue until their turn, or until room is needed.
    private func prune(_ state: inout State) {
        for waiter in state.waiters.removeAll() where !waiter.answer.isGiven {
            state.waiters.append(waiter)
        }
    }

    /// Gives a free connection to the next waiter, or keeps it. Returns false once closed.
    @discardableResult
    func offer(_ lease: Lease) -> Bool {
        state.withLock { state in
            guard !lease.isLost.load(ordering: .relaxed) else { return true }
            defer { waiting.store(state.waiters.count, ordering: .relaxed) }
            while let waiter = state.waiters.popFirst() {
                if waiter.answer.give(.lease(lease)) { return !state.isClosed }
            }
            state.idle.append(lease)
            return !state.isClosed
        }
    }

    /// A connection is gone. Returns true when one more is to be opened in its place.
    func lost(_ lease: Lease) -> Bool {
        state.withLock { state in
            lease.isLost.store(true, ordering: .relaxed)
            state.idle.removeAll { $0 === lease }
            if !state.isClosed, state.waiters.count > 0 { return true }
            state.open -= 1
            return false
        }
    }

    /// An attempt to connect failed. Returns true when it is to be made again.
    func connectFailed(giveUp: Bool, _ message: String) -> Bool {
        state.withLock { state in
            if giveUp {
                for waiter in state.waiters.removeAll() {
                    waiter.answer.give(.failed(.connectFailed, message))
                }
                waiting.store(0, ordering: .relaxed)
            }
            if !state.isClosed, state.waiters.count > 0 { return true }
            state.open -= 1
            return false
        }
    }

    /// Fails those who have waited too long; returns the next deadline.
    func expire(_ now: Moment) -> Moment? {
        guard waiting.load(ordering: .relaxed) > 0 else { return nil }
        return state.withLock { state in
            defer { waiting.store(state.waiters.count, ordering: .relaxed) }
            while let waiter = state.waiters.first {
                if waiter.deadline > now, !waiter.answer.isGiven { return waiter.deadline }
                _ = state.waiters.popFirst()
                waiter.answer.give(.failed(.leaseTimeout, "all \(connections) stayed in use"))
            }
            return nil
        }
    }

    /// Refuses all who wait and who come.
    func close() {
        state.withLock { state in
            state.isClosed = true
            for waiter in state.waiters.removeAll() {
                waiter.answer.give(.failed(.misuse, "it is closed"))
            }
        }
    }

    /// True while no connection is in anybody's hands.
    var isQuiet: Bool {
        state.withLock { $0.idle.count == $0.open }
    }
}
