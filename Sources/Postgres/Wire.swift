import CLibpq
import Logging

/// One connection to the server. It lives on the loop thread and never leaves it.
///
/// Its methods return false when the connection is lost; the loop then calls `fail`.
final class Wire {
    enum State: Equatable {
        /// Not connected; to be tried (again) at the moment given.
        case down(retryAt: Moment)
        case connecting(deadline: Moment)
        case live
    }

    /// What the next results from the server answer.
    enum Step {
        case prepare(Statement)
        /// A caller's statement; named when it runs prepared.
        case execute(Statement?)
        /// The end of a caller's request.
        case sync(Request)
        /// The client's own statement, whose result nobody reads.
        case discard
        case ownSync
    }

    let id: Int
    let lane: Lane
    var state: State
    var connection: OpaquePointer?
    /// Set once connected, in the leased lane.
    var lease: Lease?
    /// Failed attempts since the last success.
    var attempts = 0
    /// Something left the connection's session changed: it takes no more requests, ends those
    /// under way, and is replaced.
    var isRetiring = false

    // What is under way in pipeline mode.
    var steps = Ring<Step>()
    /// Requests sent and not yet answered.
    var underWay = 0
    var results: [ResultHandle] = []
    var refusal: ResultHandle?
    var expectsEnd = false
    var exchange: UInt64 = 0
    var statements: StatementCache

    // Leased lane: one exchange at a time, so that a PQcancel hits what it is meant for.
    var queue = Ring<Request>()
    var current: Request?
    var exclusive: Exclusive?
    var exclusiveResult: ResultHandle?
    /// PQcancel is under way in a thread of its own; replies are held back until it returns.
    var isCancelling = false
    var held: [(Request, Reply)] = []
    /// What is to be cancelled, and when the next attempt is due.
    var cancelTarget: Request?
    var nextCancel: Moment?
    var cancelDelay: Int64 = 0

    let frame: ParameterFrame
    private let parameters: ConnectParameters
    private let statementLimit: Int
    private let poller: Poller
    private let notices: NoticeSink
    private var interest: Poller.Interest = []
    var hasUnsent = false

    init(
        id: Int, lane: Lane, parameters: ConnectParameters, frame: ParameterFrame,
        statementLimit: Int, poller: Poller, notices: NoticeSink
    ) {
        self.id = id
        self.lane = lane
        self.parameters = parameters
        self.frame = frame
        self.statementLimit = statementLimit
        self.poller = poller
        self.notices = notices
        state = .down(retryAt: .now)
        statements = StatementCache(limit: statementLimit)
    }

    deinit { finish() }

    var isLive: Bool { state == .live }

    /// What libpq says about the last failure. It names host, user and database, no password.
    var message: String {
        let message = connection.flatMap { PQerrorMessage($0) }.map { String(cString: $0) } ?? ""
        let words = message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.isEmpty ? "the connection was closed" : words
    }

    // MARK: Connecting

    /// Starts to connect without blocking (but for the resolver, when the host is a name).
    func connect(deadline: Moment) -> Bool {
        finish()
        state = .connecting(deadline: deadline)
        connection = parameters.withPointers { PQconnectStartParams($0, $1, 0) }
        guard connection != nil, PQstatus(connection) != CONNECTION_BAD else { return false }
        notices.attach(to: connection)
        interest = .write
        return poller.watch(PQsocket(connection), key: UInt64(id), .write)
    }

    /// Goes on with connecting when the socket is ready.
    func pollConnection() -> Bool {
        switch PQconnectPoll(connection) {
        case PGRES_POLLING_READING: interest = .read
        case PGRES_POLLING_WRITING: interest = .write
        case PGRES_POLLING_OK: return begin()
        default: return false
        }
        return poller.watch(PQsocket(connection), key: UInt64(id), interest)
    }

    private func begin() -> Bool {
        guard PQsetnonblocking(connection, 1) == 0, PQenterPipelineMode(connection) == 1 else {
            return false
        }
        state = .live
        attempts = 0
        isRetiring = false
        statements = StatementCache(limit: statementLimit)
        if lane == .leased {
            lease = Lease(id: id, backendProcessID: PQbackendPID(connection))
        }
        interest = .read
        return poller.watch(PQsocket(connection), key: UInt64(id), .read)
    }

    // MARK: Reading and writing

    /// Sends what libpq still holds, and watches the socket for as long as it could not.
    func flush() -> Bool {
        let rest = PQflush(connection)
        hasUnsent = rest == 1
        return rest >= 0 && watchAsNeeded()
    }

    /// Reading stops while COPY OUT waits for its reader: this is its back-pressure.
    func watchAsNeeded() -> Bool {
        var wanted: Poller.Interest = hasUnsent ? [.read, .write] : .read
        if case .copyOut = exclusive, current == nil { wanted.remove(.read) }
        guard wanted != interest else { return true }
        interest = wanted
        return poller.watch(PQsocket(connection), key: UInt64(id), wanted)
    }

    /// Takes what has arrived and answers what it completes.
    func ready(readable: Bool, writable: Bool) -> Bool {
        if writable, !flush() { return false }
        var isWhole = true
        if readable {
            isWhole = PQconsumeInput(connection) == 1
            // OpenSSL may keep the rest of a record, of which the socket tells nothing.
            if isWhole, PQsslInUse(connection) != 0 { isWhole = PQconsumeInput(connection) == 1 }
        }
        // Even before an end of the connection, complete results may have come.
        let isSound = exclusive == nil ? readPipeline() : readExclusive()
        return isWhole && isSound && PQstatus(connection) != CONNECTION_BAD
    }

    // MARK: Ending

    /// Answers a request; held back while a PQcancel is under way.
    func answer(_ request: Request, _ reply: Reply) {
        if isCancelling {
            held.append((request, reply))
        } else {
            request.reply.give(reply)
        }
    }

    /// Fails everything under way and closes the connection.
    func fail(_ message: String) {
        if let lease { lease.isLost.store(true, ordering: .relaxed) }
        for (request, reply) in held { request.reply.give(reply) }
        held = []
        for step in steps.removeAll() {
            if case .sync(let request) = step { request.fail(.connectionLost, message) }
        }
        current?.fail(.connectionLost, message)
        for request in queue.removeAll() { request.fail(.connectionLost, message) }
        finish()
    }

    private func finish() {
        PQfinish(connection)
        connection = nil
        lease = nil
        underWay = 0
        results = []
        refusal = nil
        expectsEnd = false
        current = nil
        exclusive = nil
        exclusiveResult = nil
        isCancelling = false
        cancelTarget = nil
        nextCancel = nil
        hasUnsent = false
        interest = []
    }
}
