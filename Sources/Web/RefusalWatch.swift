import Access
import Application
import Core
import Logging
import Synchronization

/// That a route is not open to whoever asks: which permission they lack, and what they are told.
struct Denied: Error {
    let permission: Permission?
    let scope: ScopeID?
    let answer: any Error
}

/// Notes in the log what people at work and their programs are refused for lack of a permission.
/// Of one account only so many within an hour: the log is kept for ever, and the first ones tell.
final class RefusalWatch: Sendable {
    static let most = 60
    static let hour: Int64 = 3_600_000_000

    private struct Count {
        var since: Int64
        var noted: Int
    }

    private let counts = Mutex(RecentMap<AccountID, Count>(limit: Throttle.entries))

    /// - Parameter attempt: the route as it is declared, never the address asked for.
    /// - Returns: the error that they are told of.
    func note(
        _ error: any Error, by actor: Actor, at now: Timestamp, attempt: String,
        in context: WebContext
    ) async -> any Error {
        let denied: Denied
        switch error {
        case let error as Denied: denied = error
        case let refusal as PermissionRefusal:
            guard case .notPermitted(let permission) = refusal else { return error }
            denied = Denied(permission: permission, scope: nil, answer: error)
        default: return error
        }
        guard let account = actor.account, let isLast = count(account, at: now) else {
            return denied.answer
        }
        do {
            try await RecordRefusal(database: context.installation.database).perform(
                RecordRefusal.Input(
                    code: "notPermitted", permission: denied.permission, scope: denied.scope,
                    attempt: attempt, isLast: isLast),
                by: actor)
        } catch {
            context.logger.warning("refusal not noted", metadata: ["type": "\(type(of: error))"])
        }
        return denied.answer
    }

    /// - Returns: whether it is the last to be noted for a while; nil where it is not noted.
    private func count(_ account: AccountID, at now: Timestamp) -> Bool? {
        counts.withLock { counts in
            var count = counts[account] ?? Count(since: now.microseconds, noted: 0)
            if now.microseconds - count.since >= RefusalWatch.hour {
                count = Count(since: now.microseconds, noted: 0)
            }
            guard count.noted < RefusalWatch.most else { return nil }
            count.noted += 1
            counts[account] = count
            return count.noted == RefusalWatch.most
        }
    }
}

extension RouteAccess {
    /// The same person, acting in the appointment that permits it.
    ///
    /// - Throws: `Denied`.
    func admit(_ actor: Actor, in scope: ScopeID?) throws(Denied) -> Actor {
        switch verdict(for: actor, in: scope) {
        case .granted(let actor): return actor
        case .notPermitted(let permission):
            throw Denied(
                permission: permission, scope: scope,
                answer: PermissionRefusal.notPermitted(permission))
        case .notThere:
            throw Denied(permission: permission, scope: scope, answer: WebError.notFound)
        }
    }

    private var permission: Permission? {
        if case .needs(let permission, _) = self { permission } else { nil }
    }
}
