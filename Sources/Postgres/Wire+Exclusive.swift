import CLibpq

/// What libpq does only outside pipeline mode: scripts and COPY, alone on a leased connection.
enum Exclusive {
    /// Collects results until the end, then answers.
    case ending
    case copyInStarting
    case copyIn
    case copyOutStarting
    case copyOut
    /// COPY OUT was stopped by its reader: the rest is thrown away.
    case draining
}

extension Wire {
    /// Bytes handed to the reader of COPY OUT at once: large enough to make the hop between
    /// threads cheap, small enough to bound memory.
    private static let chunkSize = 65_536

    /// Leaves pipeline mode and sends the text in the simple protocol.
    func startExclusive(_ text: String, _ start: Exclusive) -> Bool {
        guard PQexitPipelineMode(connection) == 1 else { return false }
        exclusive = start
        exclusiveResult = nil
        return PQsendQuery(connection, text) == 1 && flush()
    }

    /// Goes on with a COPY under way.
    func continueExclusive(_ request: Request) -> Bool {
        guard current == nil, let exclusive else {
            request.fail(.misuse, "no COPY is under way, or two tasks use it at once")
            return true
        }
        current = request
        switch (request.work, exclusive) {
        case (.copyData(let bytes), .copyIn):
            guard put(bytes), flush() else { return false }
        case (.copyEnd(let words), .copyIn):
            guard PQputCopyEnd(connection, words) == 1, flush() else { return false }
            self.exclusive = .ending
        case (.copyNext, .copyOut), (.copyNext, .ending), (.copyStop, .ending):
            guard watchAsNeeded() else { return false }
        case (.copyStop, .copyOut):
            self.exclusive = .draining
            guard watchAsNeeded() else { return false }
        default:
            current = nil
            request.fail(.misuse, "the COPY goes the other way")
            return true
        }
        return readExclusive()
    }

    private func put(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { bytes in
            let start = bytes.bindMemory(to: CChar.self).baseAddress
            return PQputCopyData(connection, start, Int32(clamping: bytes.count)) == 1
        }
    }

    /// Does as much as has arrived. Reading and answering go on until something is missing.
    func readExclusive() -> Bool {
        while let exclusive {
            switch exclusive {
            case .copyIn:
                // One write at a time is with libpq; the next waits until it is sent.
                if !hasUnsent { answerCurrent(.done) }
                return true
            case .copyOut where current == nil, .ending where current == nil:
                // The reader has not asked for more.
                return watchAsNeeded()
            case .copyOut, .draining:
                guard readCopy(discard: exclusive == .draining) else { return watchAsNeeded() }
            case .ending, .copyInStarting, .copyOutStarting:
                guard PQisBusy(connection) == 0 else { return true }
                guard takeExclusiveResult(exclusive) else { return false }
            }
        }
        return true
    }

    private func answerCurrent(_ reply: Reply) {
        guard let request = current else { return }
        current = nil
        answer(request, reply)
    }

    /// Returns true when the data has ended and results follow.
    private func readCopy(discard: Bool) -> Bool {
        var chunk: [UInt8] = []
        while chunk.count < Self.chunkSize {
            var buffer: UnsafeMutablePointer<CChar>?
            let count = PQgetCopyData(connection, &buffer, 1)
            if count > 0, !discard {
                chunk.append(contentsOf: UnsafeRawBufferPointer(start: buffer, count: Int(count)))
            }
            PQfreemem(buffer)
            if count == 0 { break }
            if count < 0 {
                exclusive = .ending
                break
            }
        }
        if !chunk.isEmpty { answerCurrent(.chunk(chunk)) }
        return exclusive == .ending
    }

    private func takeExclusiveResult(_ state: Exclusive) -> Bool {
        guard let pointer = PQgetResult(connection) else { return endExclusive() }
        switch PQresultStatus(pointer) {
        case PGRES_COPY_IN:
            PQclear(pointer)
            if state == .copyInStarting {
                exclusive = .copyIn
                answerCurrent(.done)
                return true
            }
            let words = "COPY FROM STDIN is possible only through copyIn"
            return PQputCopyEnd(connection, words) == 1 && flush()
        case PGRES_COPY_OUT:
            PQclear(pointer)
            exclusive = .draining
            if state == .copyOutStarting {
                exclusive = .copyOut
                answerCurrent(.done)
            }
            return true
        case PGRES_COPY_BOTH:
            PQclear(pointer)
            return false
        default:
            let result = ResultHandle(pointer)
            // The first error tells more than what follows it.
            if exclusiveResult?.sqlState == nil { exclusiveResult = result }
            return true
        }
    }

    /// Back to pipeline mode, and the answer to the caller.
    private func endExclusive() -> Bool {
        guard PQstatus(connection) == CONNECTION_OK else { return false }
        exclusive = nil
        noteTransaction()
        let result = exclusiveResult
        exclusiveResult = nil
        guard PQenterPipelineMode(connection) == 1, watchAsNeeded() else { return false }
        answerCurrent(result.map { .result($0) } ?? .done)
        return true
    }
}
