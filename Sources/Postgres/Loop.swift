import CLibpq
import Logging

/// The one thread that talks to libpq: it waits for all sockets, and for callers, in epoll.
final class Loop {
    /// Most requests sent ahead on one pipelined connection. Enough to keep the server's process
    /// from ever sleeping; the rest waits here, where a cancelled request costs nothing.
    static let pipelineDepth = 64

    let mailbox: Mailbox
    let pool: LeasePool
    let options: Database.Options
    let logger: Logger
    let poller: Poller
    private let parameters: [ConnectParameters]
    private let frame = ParameterFrame()
    private let notices: NoticeSink

    var pipelined: [Wire] = []
    var leased: [Int: Wire] = [:]
    /// Reads for which no pipelined connection has had room yet.
    var waiting = Ring<Request>()
    /// Reads ended since the mailbox was last told.
    var finished = 0
    private var nextID = 1
    var wasEverConnected = false
    /// Since when no pipelined connection has been live.
    var outage: Moment? = .now
    var closeDeadline: Moment?

    init?(
        mailbox: Mailbox, pool: LeasePool, settings: ConnectionSettings,
        options: Database.Options, logger: Logger
    ) {
        guard let poller = Poller(wakeDescriptor: mailbox.wakeDescriptor) else { return nil }
        self.mailbox = mailbox
        self.pool = pool
        self.options = options
        self.logger = logger
        self.poller = poller
        parameters = [.pipelined, .leased].map { ConnectParameters($0, settings, options) }
        notices = NoticeSink(logger)
    }

    /// Runs until the mailbox is closed and running work has ended.
    func run() {
        for _ in 0..<max(1, options.pipelinedConnections) { pipelined.append(wire(.pipelined)) }
        var contents = Mailbox.Contents()
        var timeout: Int32 = 0
        while true {
            poller.wait(milliseconds: timeout) { key, readable, writable in
                serve(Int(truncatingIfNeeded: key), readable: readable, writable: writable)
            }
            mailbox.take(into: &contents, finished: finished)
            finished = 0
            for request in contents.reads { waiting.append(request) }
            for message in contents.messages { handle(message) }
            contents.reads.removeAll(keepingCapacity: true)
            contents.messages.removeAll(keepingCapacity: true)
            sendWaiting()
            let next = tend(.now)
            if isOver(.now) { break }
            timeout = mailbox.fallsAsleep() ? next : 0
        }
        end()
    }

    func wire(_ lane: Lane) -> Wire {
        defer { nextID += 1 }
        return Wire(
            id: nextID, lane: lane, parameters: parameters[lane == .pipelined ? 0 : 1],
            frame: frame, statementLimit: options.preparedStatements, poller: poller,
            notices: notices)
    }

    // MARK: Sockets

    private func serve(_ id: Int, readable: Bool, writable: Bool) {
        // The pipelined wires were made first: their IDs are 1, 2 …
        let wire = id <= pipelined.count ? pipelined[id - 1] : leased[id]
        guard let wire else { return }
        switch wire.state {
        case .down: break
        case .connecting:
            guard wire.pollConnection() else { return connectFailed(wire) }
            if wire.isLive { connected(wire) }
        case .live:
            let before = wire.underWay
            let isSound = wire.ready(readable: readable, writable: writable)
            if wire.lane == .pipelined {
                finished += before - wire.underWay
                let isDone = wire.isRetiring && wire.steps.isEmpty
                if !isSound || isDone || !wire.deallocateSurplus() { lose(wire) }
            } else if !isSound || !wire.advance() {
                lose(wire)
            }
        }
    }

    private func connected(_ wire: Wire) {
        wasEverConnected = true
        logger.debug("connected to the database", metadata: ["lane": "\(wire.lane)"])
        switch wire.lane {
        case .pipelined: outage = nil
        case .leased:
            if let lease = wire.lease { pool.offer(lease) }
        }
    }

    func start(_ cancel: OpaquePointer?, for wire: Wire) {
        if let cancel { CancelThread.start(cancel, lease: wire.id, mailbox: mailbox) }
    }

    // MARK: Callers

    private func handle(_ message: Mailbox.Message) {
        switch message {
        case .leased(let request):
            guard let wire = leased[request.lease], wire.isLive else {
                return request.fail(.connectionLost, "the connection was lost before")
            }
            if !wire.submit(request) { lose(wire) }
        case .openLease:
            guard closeDeadline == nil else {
                _ = pool.connectFailed(giveUp: true, "it is closed")
                return
            }
            let wire = wire(.leased)
            leased[wire.id] = wire
        case .cancel(let request):
            guard let wire = leased[request.lease] else { return }
            start(wire.cancel(request), for: wire)
        case .cancelReturned(let id):
            guard let wire = leased[id], wire.isLive else { return }
            if !wire.cancelReturned() { lose(wire) }
        case .close(let limit):
            let deadline = Moment.now.advanced(by: limit)
            closeDeadline = min(closeDeadline ?? deadline, deadline)
            pool.close()
            for wire in leased.values where !wire.isLive {
                leased[wire.id] = nil
                _ = pool.connectFailed(giveUp: true, "it is closed")
            }
        }
    }

    /// Gives each waiting read to the live connection with the fewest under way. A dead connection
    /// has none under way, and would get them all: it is passed over.
    func sendWaiting() {
        while let request = waiting.first {
            if request.reply.isGiven {
                _ = waiting.popFirst()
                finished += 1
                continue
            }
            var best: Wire?
            for wire in pipelined where wire.isLive && !wire.isRetiring {
                if wire.underWay < best?.underWay ?? Self.pipelineDepth { best = wire }
            }
            guard let best else { return }
            _ = waiting.popFirst()
            let before = best.underWay
            if !best.send(request) || !best.deallocateSurplus() {
                if best.underWay == before {
                    // It has not reached the wire's list, and is not failed with it.
                    request.fail(.connectionLost, best.message)
                    finished += 1
                }
                lose(best)
            }
        }
    }
}
