import CLibpq

/// Pipeline mode: statements go out without waiting for the answers to those before.
extension Wire {
    /// Sends one request with its own sync, which keeps its error from its neighbours.
    func send(_ request: Request) -> Bool {
        exchange += 1
        switch request.work {
        case .query(let query):
            guard add(query) else { return false }
        case .queries(let queries):
            for query in queries {
                guard add(query) else { return false }
            }
        default: return true
        }
        return sync(.sync(request))
    }

    private func sync(_ step: Step) -> Bool {
        // libpq 15 sends at each sync. A connection busy with the statements before does not
        // wake up for it.
        guard PQpipelineSync(connection) == 1 else { return false }
        steps.append(step)
        if case .sync = step { underWay += 1 }
        return flush()
    }

    private func add(_ query: Query) -> Bool {
        switch statements.plan(for: query, exchange: exchange) {
        case .prepared(let statement):
            return execute(query, statement)
        case .prepare(let statement):
            let sent = PQsendPrepare(
                connection, statement.name, query.text, Int32(query.types.count), query.types)
            guard sent == 1 else { return false }
            steps.append(.prepare(statement))
            return execute(query, statement)
        case .unnamed:
            let sent = frame.with(query) { count, values, lengths, formats in
                PQsendQueryParams(
                    connection, query.text, count, query.types, values, lengths, formats, 1)
            }
            steps.append(.execute(nil))
            return sent == 1
        }
    }

    private func execute(_ query: Query, _ statement: Statement) -> Bool {
        let sent = frame.with(query) { count, values, lengths, formats in
            PQsendQueryPrepared(
                connection, statement.name, count, values, lengths, formats, 1)
        }
        steps.append(.execute(statement))
        return sent == 1
    }

    /// Deallocates what the cache no longer keeps. Not in a failed transaction, which would refuse.
    func deallocateSurplus() -> Bool {
        for name in statements.takeSurplus() {
            let sent = PQsendQueryParams(
                connection, "deallocate \(name)", 0, nil, nil, nil, nil, 1)
            guard sent == 1 else { return false }
            steps.append(.discard)
            guard sync(.ownSync) else { return false }
        }
        return true
    }

    /// Takes all results that are complete.
    func readPipeline() -> Bool {
        while !steps.isEmpty, PQisBusy(connection) == 0 {
            guard let pointer = PQgetResult(connection) else {
                // A null ends each statement's results; one more means that the pipeline and
                // our count of it no longer agree.
                guard expectsEnd else { return false }
                expectsEnd = false
                continue
            }
            guard take(pointer) else { return false }
        }
        return true
    }

    private func take(_ pointer: OpaquePointer) -> Bool {
        let status = PQresultStatus(pointer)
        if status == PGRES_PIPELINE_SYNC {
            PQclear(pointer)
            return takeSync()
        }
        expectsEnd = true
        guard let step = steps.first else {
            PQclear(pointer)
            return false
        }
        switch step {
        case .prepare(let statement):
            _ = steps.popFirst()
            takePrepared(statement, ResultHandle(pointer))
        case .execute(let statement):
            _ = steps.popFirst()
            return takeExecuted(statement, ResultHandle(pointer, query: text))
        case .discard:
            _ = steps.popFirst()
            PQclear(pointer)
        case .sync, .ownSync:
            // The server ends the connection with an error that answers no statement.
            PQclear(pointer)
            return false
        }
        return true
    }

    /// The text of a single statement, so that a row that does not decode can name it.
    private var text: String? {
        if case .sync(let request) = steps.first { return request.text() }
        return nil
    }

    private func takePrepared(_ statement: Statement, _ result: ResultHandle) {
        if result.status == PGRES_COMMAND_OK {
            statement.isReady = true
        } else {
            statements.forget(statement, onServer: false)
            refuse(result)
        }
    }

    private func takeExecuted(_ statement: Statement?, _ result: ResultHandle) -> Bool {
        switch result.status {
        case PGRES_TUPLES_OK:
            results.append(result)
        case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
            // What returns no rows is no read: it may have changed the session of all.
            if lane == .pipelined { isRetiring = true }
            results.append(result)
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            // libpq cannot leave COPY in pipeline mode.
            return false
        default:
            refuse(result)
            guard let statement else { break }
            // The statement's result type changed with a table, or somebody deallocated it.
            switch result.sqlState {
            case "0A000": statements.forget(statement, onServer: true)
            case "26000": statements.forget(statement, onServer: false)
            default: break
            }
        }
        return true
    }

    private func refuse(_ result: ResultHandle) {
        if refusal == nil { refusal = result }
    }

    private func takeSync() -> Bool {
        expectsEnd = false
        guard let step = steps.popFirst() else { return false }
        guard case .sync(let request) = step else {
            if case .ownSync = step { return true }
            return false
        }
        underWay -= 1
        let reply = takeReply(to: request)
        if lane == .leased {
            current = nil
            noteTransaction()
            if request.carriesBegin, reply.tellsNoBegin {
                failQueue(.misuse, "BEGIN had failed")
            }
        }
        answer(request, reply)
        return true
    }

    private func takeReply(to request: Request) -> Reply {
        defer {
            results.removeAll(keepingCapacity: true)
            refusal = nil
        }
        if let refusal { return .refused(refusal, at: results.count) }
        if case .query = request.work, let result = results.first {
            if lane == .pipelined, result.status != PGRES_TUPLES_OK {
                return .failed(.misuse, "the pipelined lane takes only statements that return rows")
            }
            return .result(result)
        }
        return .results(results)
    }

    /// Tells the lease's holder whether a transaction is open.
    func noteTransaction() {
        let isIdle = PQtransactionStatus(connection) == PQTRANS_IDLE
        lease?.isInTransaction.store(!isIdle, ordering: .relaxed)
    }
}
