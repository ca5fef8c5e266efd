import Core
import Synchronization

/// The terms of fees as far as they were read before. They never change, so nothing here goes
/// stale; when it is full it starts anew.
final class FeeTermsCache: Sendable {
    /// Schedules of some thousand compounds, a few hundred bytes each.
    static let limit = 20_000

    private struct Key: Hashable {
        let scope: ScopeID
        let origin: FeeOrigin
    }

    private let known = Mutex<[Key: FeeTerms]>([:])

    func lookUp(
        _ origins: Set<FeeOrigin>, in scope: ScopeID
    ) -> (found: [FeeOrigin: FeeTerms], missing: Set<FeeOrigin>) {
        known.withLock { known in
            var found: [FeeOrigin: FeeTerms] = [:]
            var missing: Set<FeeOrigin> = []
            for origin in origins {
                if let terms = known[Key(scope: scope, origin: origin)] {
                    found[origin] = terms
                } else {
                    missing.insert(origin)
                }
            }
            return (found, missing)
        }
    }

    func remember(_ terms: [FeeOrigin: FeeTerms], in scope: ScopeID) {
        known.withLock { known in
            if known.count + terms.count > FeeTermsCache.limit { known.removeAll() }
            for (origin, value) in terms { known[Key(scope: scope, origin: origin)] = value }
        }
    }
}
