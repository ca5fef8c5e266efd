import Synchronization

/// A leased connection, valid only inside the closure that it was handed to: used later, it throws
/// `.misuse`. Its statements run one after the other, whoever sends them.
///
/// All methods throw `PostgresError`: `.server`, `.timedOut`, `.connectionLost`, `.cancelled`,
/// `.misuse`. A cancelled task has its statement cancelled on the server.
public final class Connection: Sendable {
    private struct State {
        var isValid = true
        /// BEGIN, until it is sent with the first statement.
        var begin: Query?
        var isCopying = false
        var savepoints = 0
    }

    /// Most statements in one `pipeline`; beyond this, COPY is the tool.
    public static let longestPipeline = 10_000

    let database: Database
    let lease: Lease
    /// Nil outside `withTransaction` and `withRollback`.
    private let begin: Query?
    private let state: Mutex<State>

    init(database: Database, lease: Lease, begin: Query?) {
        self.database = database
        self.lease = lease
        self.begin = begin
        state = Mutex(State(begin: begin))
    }

    /// The settings that it was opened with.
    public var settings: ConnectionSettings { database.settings }

    /// The process that serves it, as in `pg_stat_activity`.
    public var backendProcessID: Int32 { lease.backendProcessID }

    /// Runs one statement and returns its rows.
    public nonisolated(nonsending) func query(
        _ query: Query, file: String = #fileID, line: Int = #line
    ) async throws -> Rows {
        let origin = Origin(file: file, line: line)
        try query.check(origin)
        let request = try post(origin) { begin in
            begin.map { .queries([$0, query]) } ?? .query(query)
        }
        let reply = await wait(request)
        if let error = cancellation(request.error(in: reply, origin)) { throw error }
        guard request.carriesBegin, case .results(let results) = reply, let last = results.last
        else {
            return try request.rows(in: reply, origin)
        }
        return Rows(last)
    }

    /// Runs one statement and returns the number of rows that it affected.
    @discardableResult
    public nonisolated(nonsending) func execute(
        _ query: Query, file: String = #fileID, line: Int = #line
    ) async throws -> Int {
        try await self.query(query, file: file, line: line).affected
    }

    /// Sends all statements together, in one round trip, and returns the rows of each.
    ///
    /// Outside a transaction they are one: all are done, or none. Throws the first error, and
    /// `.misuse` for more than `longestPipeline`.
    public nonisolated(nonsending) func pipeline(
        _ queries: [Query], file: String = #fileID, line: Int = #line
    ) async throws -> [Rows] {
        let origin = Origin(file: file, line: line)
        for query in queries { try query.check(origin) }
        guard queries.count <= Self.longestPipeline else {
            throw misuse("a pipeline takes at most \(Self.longestPipeline) statements", origin)
        }
        guard !queries.isEmpty else { return [] }
        let request = try post(origin) { begin in
            .queries((begin.map { [$0] } ?? []) + queries)
        }
        let reply = await wait(request)
        if let error = cancellation(request.error(in: reply, origin)) { throw error }
        guard case .results(let results) = reply else { return [] }
        return results.dropFirst(request.carriesBegin ? 1 : 0).map { Rows($0) }
    }

    /// Runs several statements in the simple protocol, without values; for migrations. Throws the
    /// first error, after which the server has skipped the rest.
    public nonisolated(nonsending) func script(
        _ sql: String, file: String = #fileID, line: Int = #line
    ) async throws {
        let origin = Origin(file: file, line: line)
        try await beginAlone(origin)
        let request = try post(origin) { _ in .script(sql) }
        let reply = await wait(request)
        if let error = cancellation(request.error(in: reply, origin)) { throw error }
    }

    // MARK: What the other files of this type need

    /// Sends BEGIN by itself, before what cannot travel with it.
    nonisolated(nonsending) func beginAlone(_ origin: Origin) async throws {
        guard state.withLock({ $0.begin != nil }) else { return }
        _ = try await query("select", file: origin.file, line: origin.line)
    }

    /// Makes a request and leaves it with the loop. The lock is held over both, so that whoever
    /// takes BEGIN is also the first to be sent.
    func post(
        duringCopy: Bool = false, _ origin: Origin, _ work: (Query?) -> Request.Work
    ) throws -> Request {
        guard !Task.isCancelled else {
            throw PostgresError(
                kind: .cancelled, message: "the task was cancelled", file: origin.file,
                line: origin.line)
        }
        return try state.withLock { state in
            guard state.isValid else {
                throw misuse("a connection was used after its closure had ended", origin)
            }
            guard state.isCopying == duringCopy else {
                throw misuse("a connection was used for something else during COPY", origin)
            }
            let request = Request(
                work(state.begin), lease: lease.id, carriesBegin: state.begin != nil)
            state.begin = nil
            database.send(request)
            return request
        }
    }

    /// Waits for the reply; when the task is cancelled, the loop has the server cancel the work.
    nonisolated(nonsending) func wait(_ request: Request) async -> Reply {
        let reply = await withTaskCancellationHandler {
            await request.reply.wait()
        } onCancel: {
            _ = database.mailbox.push(.cancel(request))
        }
        if request.carriesBegin, reply.tellsNoBegin {
            // The next statement must try again, never run outside the transaction.
            state.withLock { $0.begin = begin }
        }
        return reply
    }

    /// What the server calls cancelled was, when the task is, the task's own wish.
    func cancellation(_ error: PostgresError?) -> PostgresError? {
        guard var error, error.sqlState == "57014", Task.isCancelled else { return error }
        error.kind = .cancelled
        return error
    }

    func misuse(_ message: String, _ origin: Origin) -> PostgresError {
        PostgresError(kind: .misuse, message: message, file: origin.file, line: origin.line)
    }

    /// True when BEGIN has been sent.
    var hasBegun: Bool { begin != nil && state.withLock { $0.begin == nil } }

    /// Ends the lease for the body: whatever still holds the connection can no longer use it.
    func invalidate() {
        state.withLock { $0.isValid = false }
    }

    var isCopying: Bool { state.withLock { $0.isCopying } }

    func setCopying(_ isCopying: Bool) {
        state.withLock { $0.isCopying = isCopying }
    }

    func nextSavepoint() -> String {
        state.withLock { state in
            state.savepoints += 1
            return "savepoint_\(state.savepoints)"
        }
    }
}
