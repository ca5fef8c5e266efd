import CLibpq
import Glibc
import Logging

/// Runs the body on a thread of its own. Returns false when the process can have no more threads.
private func startThread(_ body: @escaping @Sendable () -> Void) -> Bool {
    final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    let box = Unmanaged.passRetained(Body(body))
    var thread = pthread_t()
    let failure = pthread_create(
        &thread, nil,
        { argument in
            guard let argument else { return nil }
            // Signals, SIGPIPE among them, are for the program's other threads.
            var signals = sigset_t()
            sigfillset(&signals)
            pthread_sigmask(SIG_BLOCK, &signals, nil)
            Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
            return nil
        }, box.toOpaque())
    guard failure == 0 else {
        box.release()
        return false
    }
    pthread_detach(thread)
    return true
}

/// The thread on which the loop lives.
enum LoopThread {
    static func start(
        mailbox: Mailbox, pool: LeasePool, settings: ConnectionSettings,
        options: Database.Options, logger: Logger
    ) {
        let isStarted = startThread {
            let loop = Loop(
                mailbox: mailbox, pool: pool, settings: settings, options: options, logger: logger)
            guard let loop else { return refuse(mailbox, pool) }
            loop.run()
        }
        if !isStarted { refuse(mailbox, pool) }
    }

    private static func refuse(_ mailbox: Mailbox, _ pool: LeasePool) {
        pool.close()
        let rest = mailbox.end()
        for request in rest.reads {
            request.fail(.connectFailed, "the process has no file descriptor or thread left")
        }
    }
}

/// Sends one cancel request. PQcancel blocks for a round trip, so that it gets a short-lived thread
/// of its own; there are never more of them than leased connections.
enum CancelThread {
    /// libpq's cancel handle, owned by the thread that it is given to.
    private struct Handle: @unchecked Sendable {
        let pointer: OpaquePointer
    }

    static func start(_ pointer: OpaquePointer, lease: Int, mailbox: Mailbox) {
        let handle = Handle(pointer: pointer)
        let isStarted = startThread {
            var message = [CChar](repeating: 0, count: 256)
            _ = PQcancel(handle.pointer, &message, Int32(message.count))
            PQfreeCancel(handle.pointer)
            _ = mailbox.push(.cancelReturned(lease: lease))
        }
        if !isStarted {
            PQfreeCancel(pointer)
            _ = mailbox.push(.cancelReturned(lease: lease))
        }
    }
}
