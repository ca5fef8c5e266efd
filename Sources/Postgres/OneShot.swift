import Synchronization

/// A reply that is given once, by whoever comes first, to one waiter.
struct OneShot<Value: Sendable>: ~Copyable, Sendable {
    /// Not private: Swift 6.3 emits a broken module for a private type in this place.
    enum State {
        case open
        case awaited(UnsafeContinuation<Value, Never>)
        case given(Value)
        case taken
    }

    private let state = Mutex(State.open)

    /// Returns false when a reply was given before; then this one is dropped.
    @discardableResult
    func give(_ value: Value) -> Bool {
        let (won, waiter) = state.withLock {
            state -> (Bool, UnsafeContinuation<Value, Never>?) in
            switch state {
            case .open:
                state = .given(value)
                return (true, nil)
            case .awaited(let waiter):
                state = .taken
                return (true, waiter)
            case .given, .taken:
                return (false, nil)
            }
        }
        waiter?.resume(returning: value)
        return won
    }

    var isGiven: Bool {
        state.withLock { state in
            switch state {
            case .open, .awaited: false
            case .given, .taken: true
            }
        }
    }

    /// Waits for the reply. Only one task may wait, once.
    nonisolated(nonsending) func wait() async -> Value {
        await withUnsafeContinuation { waiter in
            let value = state.withLock { state -> Value? in
                if case .given(let value) = state {
                    state = .taken
                    return value
                }
                state = .awaited(waiter)
                return nil
            }
            if let value { waiter.resume(returning: value) }
        }
    }
}
