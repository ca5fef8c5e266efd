/// What a caller asks of the loop thread, and where the reply goes.
final class Request: Sendable {
    enum Work: Sendable {
        /// One statement with its own sync.
        case query(Query)
        /// Statements sent together with one sync: one transaction unless one is open.
        case queries([Query])
        /// Statements without values in the simple protocol.
        case script(String)
        case copyIn(String)
        case copyData([UInt8])
        /// Ends COPY IN; with words, it aborts it.
        case copyEnd(String?)
        case copyOut(String)
        /// Asks for more of COPY OUT; nothing is read from the socket before.
        case copyNext
        /// Ends COPY OUT early.
        case copyStop
    }

    let work: Work
    /// The leased connection, or 0 for the pipelined lane.
    let lease: Int
    /// BEGIN is the first of its statements. What comes after it on the connection must not run
    /// unless it does.
    let carriesBegin: Bool
    let reply = OneShot<Reply>()

    init(_ work: Work, lease: Int = 0, carriesBegin: Bool = false) {
        self.work = work
        self.lease = lease
        self.carriesBegin = carriesBegin
    }

    func fail(_ kind: PostgresError.Kind, _ message: String) {
        reply.give(.failed(kind, message))
    }

    /// The text to be named in errors; of several statements, the one at the index.
    func text(at index: Int = 0) -> String? {
        switch work {
        case .query(let query): query.text
        case .queries(let queries): index < queries.count ? queries[index].text : nil
        case .script(let text), .copyIn(let text), .copyOut(let text): text
        case .copyData, .copyEnd, .copyNext, .copyStop: nil
        }
    }
}

enum Reply: Sendable {
    /// One result, which may hold the server's error.
    case result(ResultHandle)
    /// The results of all statements sent together; all succeeded.
    case results([ResultHandle])
    /// The first error among statements sent together, and the index of its statement.
    case refused(ResultHandle, at: Int)
    case chunk([UInt8])
    case done
    /// The client's own failure.
    case failed(PostgresError.Kind, String)

    /// To a request that carries BEGIN: BEGIN itself was refused, cancelled, or never sent.
    var tellsNoBegin: Bool {
        switch self {
        case .refused(_, at: 0), .failed: true
        default: false
        }
    }
}

/// Where in the caller's code a statement stands, for errors.
struct Origin: Sendable {
    let file: String
    let line: Int
}

extension Request {
    /// The error in the reply; nil when there is none.
    func error(in reply: Reply, _ origin: Origin) -> PostgresError? {
        var error: PostgresError?
        switch reply {
        case .result(let result): error = result.error(query: text())
        case .refused(let result, let index): error = result.error(query: text(at: index))
        case .failed(let kind, let message):
            error = PostgresError(kind: kind, message: message, query: text())
        case .results, .chunk, .done: return nil
        }
        error?.file = origin.file
        error?.line = origin.line
        return error
    }
}
