import CLibpq

/// The leased lane: one exchange at a time, in the order in which they came.
extension Wire {
    func submit(_ request: Request) -> Bool {
        switch request.work {
        case .copyData, .copyEnd, .copyNext, .copyStop:
            return continueExclusive(request)
        case .query, .queries, .script, .copyIn, .copyOut:
            queue.append(request)
            return advance()
        }
    }

    /// Starts the next exchange when nothing is under way.
    func advance() -> Bool {
        while current == nil, exclusive == nil, !isCancelling, steps.isEmpty {
            guard let next = queue.popFirst() else { return tidy() }
            guard !next.reply.isGiven else { continue }
            current = next
            let isSent =
                switch next.work {
                case .script(let text): startExclusive(text, .ending)
                case .copyIn(let text): startExclusive(text, .copyInStarting)
                case .copyOut(let text): startExclusive(text, .copyOutStarting)
                default: send(next)
                }
            guard isSent else { return false }
        }
        return true
    }

    private func tidy() -> Bool {
        // A failed transaction would refuse to deallocate.
        PQtransactionStatus(connection) == PQTRANS_INERROR || deallocateSurplus()
    }

    /// Cancels a request: at once while it waits for its turn; when it is under way, by the
    /// returned handle, which the caller gives to `PQcancel` and frees.
    func cancel(_ request: Request) -> OpaquePointer? {
        guard current === request else {
            // What is neither under way nor in the queue has been answered.
            guard !request.reply.isGiven else { return nil }
            request.fail(.cancelled, "cancelled before it was sent")
            if request.carriesBegin { failQueue(.cancelled, "BEGIN was cancelled") }
            return nil
        }
        cancelTarget = request
        cancelDelay = 10
        return cancelAgain()
    }

    /// A cancel request that overtakes its statement hits nothing: the server ignores it between
    /// statements. So it is repeated, ever more slowly, for as long as the statement runs.
    func cancelAgain() -> OpaquePointer? {
        nextCancel = nil
        guard let current, current === cancelTarget else {
            cancelTarget = nil
            return nil
        }
        guard !isCancelling, let handle = PQgetCancel(connection) else { return nil }
        isCancelling = true
        return handle
    }

    /// Refuses what waits for its turn: it belongs to a transaction that has not begun.
    func failQueue(_ kind: PostgresError.Kind, _ message: String) {
        for request in queue.removeAll() { request.fail(kind, message) }
    }

    /// `PQcancel` has returned, so that it can no longer hit what comes next.
    func cancelReturned() -> Bool {
        isCancelling = false
        let answers = held
        held = []
        for (request, reply) in answers { request.reply.give(reply) }
        if let current, current === cancelTarget {
            nextCancel = .now.advanced(by: .milliseconds(cancelDelay))
            cancelDelay = min(cancelDelay * 2, 1_000)
        }
        return advance()
    }
}
