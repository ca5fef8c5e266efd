import CLibpq
import Logging

/// Connections that end, are made again, and close at last.
extension Loop {
    /// Reconnecting waits longer after each failure, between these bounds: soon enough that a
    /// restart is hardly noticed, seldom enough that a server in trouble is left alone.
    private static let firstDelay: Int64 = 50
    private static let longestDelay: Int64 = 2_000

    /// Fails what was under way on a connection and has it replaced when it is needed.
    func lose(_ wire: Wire) {
        let message = wire.message
        let lease = wire.lease
        let lost = wire.underWay
        wire.fail(message)
        if closeDeadline == nil {
            logger.log(
                level: wire.isRetiring ? .info : .warning, "lost a connection to the database",
                metadata: ["lane": "\(wire.lane)", "reason": "\(message)"])
        }
        switch wire.lane {
        case .pipelined:
            finished += lost
            // A little later: a server that drops every connection must not be hammered.
            let delay = Int64.random(in: 5...Self.firstDelay)
            wire.state = .down(retryAt: .now.advanced(by: .milliseconds(delay)))
            if !pipelined.contains(where: \.isLive) { outage = outage ?? .now }
        case .leased:
            leased[wire.id] = nil
            guard let lease, pool.lost(lease) else { return }
            let successor = self.wire(.leased)
            leased[successor.id] = successor
        }
    }

    func connectFailed(_ wire: Wire, _ reason: String? = nil) {
        let message = reason ?? wire.message
        wire.fail(message)
        wire.attempts += 1
        let delay = min(Self.firstDelay << Int64(min(wire.attempts, 10)), Self.longestDelay)
        let jittered = Int64.random(in: delay / 2...delay)
        wire.state = .down(retryAt: .now.advanced(by: .milliseconds(jittered)))
        logger.warning(
            "could not connect to the database",
            metadata: ["lane": "\(wire.lane)", "reason": "\(message)"])
        switch wire.lane {
        case .pipelined:
            guard !isConnectingOrLive else { return }
            if isHopeless { failWaiting(message) }
        case .leased:
            if !pool.connectFailed(giveUp: isHopeless, message) { leased[wire.id] = nil }
        }
    }

    private var isConnectingOrLive: Bool {
        pipelined.contains { wire in
            switch wire.state {
            case .live, .connecting: true
            case .down: false
            }
        }
    }

    /// A server that was never reached is not waited for; one that was lost, for a while.
    private var isHopeless: Bool {
        guard wasEverConnected else { return true }
        return outage.map { $0.advanced(by: options.connectTimeout) <= .now } ?? false
    }

    private func failWaiting(_ message: String) {
        for request in waiting.removeAll() {
            request.fail(.connectFailed, message)
            finished += 1
        }
    }

    /// Does what is due and returns the milliseconds until something will be; −1 for never.
    func tend(_ now: Moment) -> Int32 {
        var next: Moment? = pool.expire(now)
        func note(_ moment: Moment) { next = min(next ?? moment, moment) }
        for wire in pipelined { tend(wire, now, note) }
        for wire in leased.values { tend(wire, now, note) }
        if let outage, wasEverConnected, !waiting.isEmpty {
            let end = outage.advanced(by: options.connectTimeout)
            if end <= now { failWaiting("no connection for the whole timeout") } else { note(end) }
        }
        if let closeDeadline { note(closeDeadline) }
        // What failing the waiting has ended must be told to the mailbox soon.
        if finished > 0 { return 0 }
        return next.map { $0.milliseconds(from: now) } ?? -1
    }

    private func tend(_ wire: Wire, _ now: Moment, _ note: (Moment) -> Void) {
        switch wire.state {
        case .live:
            guard let due = wire.nextCancel else { return }
            if due <= now { start(wire.cancelAgain(), for: wire) } else { note(due) }
        case .connecting(let deadline):
            guard deadline <= now else { return note(deadline) }
            connectFailed(wire, "the server did not answer within the connect timeout")
        case .down(let retryAt):
            guard closeDeadline == nil else { return }
            guard retryAt <= now else { return note(retryAt) }
            let deadline = now.advanced(by: options.connectTimeout)
            if wire.connect(deadline: deadline) { return note(deadline) }
            connectFailed(wire)
        }
        if case .down(let retryAt) = wire.state { note(retryAt) }
    }

    // MARK: Closing

    /// True when the mailbox is closed and nothing is left to wait for, or the time is up.
    func isOver(_ now: Moment) -> Bool {
        guard let closeDeadline else { return false }
        if closeDeadline <= now { return true }
        let isReading = !waiting.isEmpty || pipelined.contains { $0.underWay > 0 }
        return !isReading && pool.isQuiet
    }

    /// Fails what is left, closes all connections, and lets `close()` return.
    func end() {
        failWaiting("the database client is closed")
        for wire in pipelined + Array(leased.values) {
            if let lease = wire.lease { _ = pool.lost(lease) }
            wire.fail("the database client was closed")
        }
        pipelined = []
        leased = [:]
        let rest = mailbox.end()
        for request in rest.reads { request.fail(.misuse, "it is closed") }
        for message in rest.messages {
            if case .leased(let request) = message {
                request.fail(.connectionLost, "the database client was closed")
            }
        }
    }
}
