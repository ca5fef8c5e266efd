import Logging
import ServiceLifecycle

/// A PostgreSQL server, reached over two lanes.
///
/// The **pipelined lane** (`query`) carries only reads that take no lock and are bounded by an
/// index: many requests are under way on each of a few connections, which are read-only and run
/// under `statement_timeout`. Everything else — writes, reports, COPY — leases a connection of its
/// own from the **leased lane** (`withConnection`, `withTransaction`), under `lock_timeout`.
public final class Database: Service, Sendable {
    public let settings: ConnectionSettings
    public let options: Options
    let logger: Logger
    let mailbox = Mailbox()
    let pool: LeasePool

    /// Makes the client. Nothing is connected before the first use, or `run()`.
    public init(connection: ConnectionSettings, options: Options = .init(), logger: Logger) {
        settings = connection
        self.options = options
        self.logger = logger
        pool = LeasePool(options)
    }

    deinit { mailbox.abandon() }

    /// Connects, and serves until the task is cancelled or shut down gracefully; then closes.
    public func run() async throws {
        if mailbox.startsNow() { startLoop() }
        // Its only error is the cancellation that ends the service.
        try? await gracefulShutdown()
        await close()
    }

    /// Closes all connections. Reads under way, and transactions, have `closeTimeout` to end; new
    /// ones are refused with `.misuse`. May be called again, and returns once all is closed.
    public func close() async {
        await mailbox.close(within: options.closeTimeout)
        pool.close()
    }

    /// Runs one read in the pipelined lane: a statement that returns rows and writes nothing.
    ///
    /// Throws `PostgresError`: `.server`, `.timedOut`, `.queueFull`, `.connectionLost`,
    /// `.connectFailed`, `.cancelled`; `.misuse` after `close()`. Nothing is sent a second time.
    public nonisolated(nonsending) func query(
        _ query: Query, file: String = #fileID, line: Int = #line
    ) async throws -> Rows {
        let origin = Origin(file: file, line: line)
        try query.check(origin)
        let request = Request(.query(query))
        let limit = options.pipelinedQueueLimit
        switch mailbox.push(read: request, limit: limit) {
        case .accepted: break
        case .acceptedFirst: startLoop()
        case .full: request.fail(.queueFull, "\(limit) reads wait or are under way")
        case .closed: request.fail(.misuse, "it is closed")
        }
        let reply = await withTaskCancellationHandler {
            await request.reply.wait()
        } onCancel: {
            // Only the waiter leaves; the answer is thrown away when it comes.
            request.fail(.cancelled, "the task was cancelled")
        }
        return try request.rows(in: reply, origin)
    }

    func startLoop() {
        LoopThread.start(
            mailbox: mailbox, pool: pool, settings: settings, options: options, logger: logger)
    }
}

extension Query {
    /// The protocol counts parameters in 16 bits.
    func check(_ origin: Origin) throws {
        guard slots.count > 65_535 else { return }
        throw PostgresError(
            kind: .misuse, message: "a statement takes at most 65535 values; bind an array",
            query: text, file: origin.file, line: origin.line)
    }
}

extension Request {
    /// The rows of a single statement, or its error.
    func rows(in reply: Reply, _ origin: Origin) throws -> Rows {
        if let error = error(in: reply, origin) { throw error }
        guard case .result(let result) = reply else {
            throw PostgresError(
                kind: .misuse, message: "the statement has no result", query: text(),
                file: origin.file, line: origin.line)
        }
        return Rows(result)
    }
}
