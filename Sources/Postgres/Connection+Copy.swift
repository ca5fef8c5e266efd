import Synchronization

extension Connection {
    /// Runs `copy … from stdin` and sends what the body writes. Returns the number of rows.
    ///
    /// When the body throws, the COPY is aborted, nothing of it is kept, and the error comes out
    /// unchanged. The connection must not be used for anything else inside.
    @discardableResult
    public nonisolated(nonsending) func copyIn(
        _ sql: String, file: String = #fileID, line: Int = #line,
        _ body: nonisolated(nonsending) (CopyWriter) async throws -> Void
    ) async throws -> Int {
        let origin = Origin(file: file, line: line)
        try await start(.copyIn(sql), origin)
        let writer = CopyWriter(connection: self, origin: origin)
        do {
            try await body(writer)
            try await writer.flush()
        } catch {
            _ = await finish(Request(.copyEnd("aborted by the client"), lease: lease.id))
            setCopying(false)
            throw error
        }
        let request = endCopy(origin)
        let reply = await wait(request)
        setCopying(false)
        return try affected(request, reply, sql, origin)
    }

    private func endCopy(_ origin: Origin) -> Request {
        do {
            return try post(duringCopy: true, origin) { _ in .copyEnd(nil) }
        } catch {
            // Cancelled at the last moment: end it all the same, but as a failure.
            let request = Request(.copyEnd("cancelled by the client"), lease: lease.id)
            database.send(request)
            return request
        }
    }

    /// Runs `copy … to stdout` and hands the data to the body in pieces of about 64 KiB, each of
    /// whole rows. Returns the number of rows.
    ///
    /// Nothing is read from the server while the body works, so that a slow body bounds memory to
    /// a piece. When it throws, the COPY is cancelled and the error comes out unchanged; a
    /// transaction around it has then failed.
    @discardableResult
    public nonisolated(nonsending) func copyOut(
        _ sql: String, file: String = #fileID, line: Int = #line,
        _ body: nonisolated(nonsending) ([UInt8]) async throws -> Void
    ) async throws -> Int {
        let origin = Origin(file: file, line: line)
        try await start(.copyOut(sql), origin)
        do {
            while true {
                let request = try post(duringCopy: true, origin) { _ in .copyNext }
                let reply = await wait(request)
                guard case .chunk(let bytes) = reply else {
                    setCopying(false)
                    return try affected(request, reply, sql, origin)
                }
                try await body(bytes)
            }
        } catch {
            await stopCopyOut()
            throw error
        }
    }

    private nonisolated(nonsending) func stopCopyOut() async {
        guard isCopying else { return }
        let request = Request(.copyStop, lease: lease.id)
        database.send(request)
        _ = database.mailbox.push(.cancel(request))
        _ = await request.reply.wait()
        setCopying(false)
    }

    private nonisolated(nonsending) func start(
        _ work: Request.Work, _ origin: Origin
    ) async throws {
        try await beginAlone(origin)
        let request = try post(origin) { _ in work }
        setCopying(true)
        let reply = await wait(request)
        if case .done = reply { return }
        setCopying(false)
        throw cancellation(request.error(in: reply, origin))
            ?? misuse("the statement is not a COPY of this direction", origin)
    }

    private func affected(
        _ request: Request, _ reply: Reply, _ sql: String, _ origin: Origin
    ) throws -> Int {
        if var error = cancellation(request.error(in: reply, origin)) {
            error.query = sql
            throw error
        }
        if case .result(let result) = reply { return result.affected }
        return 0
    }
}

/// Takes the data of a COPY from the client. Valid only inside the closure of `copyIn`.
public final class CopyWriter: Sendable {
    /// What is collected before it is handed on, so that writing single rows stays cheap; and the
    /// most that libpq is given at once.
    private static let pieceSize = 65_536

    private let connection: Connection
    private let origin: Origin
    private let buffer = Mutex<[UInt8]>([])

    init(connection: Connection, origin: Origin) {
        self.connection = connection
        self.origin = origin
    }

    /// Adds data, in any pieces; returns when there is room for more.
    ///
    /// Throws `.cancelled`, `.connectionLost`, or `.misuse` outside the closure. What the server
    /// finds wrong with the data is thrown by `copyIn` at the end.
    public nonisolated(nonsending) func write(_ bytes: [UInt8]) async throws {
        let isFull = buffer.withLock { buffer in
            buffer.append(contentsOf: bytes)
            return buffer.count >= Self.pieceSize
        }
        if isFull { try await flush() }
    }

    nonisolated(nonsending) func flush() async throws {
        let bytes = buffer.withLock { buffer in
            defer { buffer = [] }
            return buffer
        }
        var start = 0
        while start < bytes.count {
            let end = min(start + Self.pieceSize, bytes.count)
            try await send(Array(bytes[start..<end]))
            start = end
        }
    }

    private nonisolated(nonsending) func send(_ piece: [UInt8]) async throws {
        let request = try connection.post(duringCopy: true, origin) { _ in .copyData(piece) }
        let reply = await connection.wait(request)
        if let error = connection.cancellation(request.error(in: reply, origin)) { throw error }
    }
}
