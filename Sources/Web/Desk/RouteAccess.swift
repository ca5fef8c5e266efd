import Access
import Core

/// Who may use a route. Every route has one: `Site` has no way to add a route without.
enum RouteAccess: Hashable, Sendable {
    /// Where a permission is needed.
    enum Place: Hashable, Sendable {
        /// In the scope that the address names as `{scope}`.
        case path
        /// In the installation itself.
        case installation
        /// In one appointment at the least; the operation itself keeps to what that reaches.
        case anywhere
    }

    /// Anybody.
    case open
    /// Whoever holds a household's link or its access code; the page looks at it.
    case resident
    /// Everybody who works here, whatever they are appointed to.
    case signedIn
    case needs(Permission, in: Place)

    enum Verdict: Equatable {
        /// - Parameter actor: the same person, acting in the appointment that permits it.
        case granted(Actor)
        /// No appointment of this person permits it anywhere.
        case notPermitted(Permission)
        /// It is permitted, but not there. Whether there is such a scope is not told.
        case notThere
    }

    /// What this person is told.
    ///
    /// - Parameter scope: which the address names; nil where it names none.
    func verdict(for actor: Actor, in scope: ScopeID?) -> Verdict {
        switch self {
        case .open, .resident, .signedIn:
            return .granted(actor)
        case .needs(let permission, let place):
            guard actor.grants.contains(where: { $0.permissions.contains(permission) }) else {
                return .notPermitted(permission)
            }
            let touched: ScopeID?
            switch place {
            case .anywhere: return .granted(actor)
            case .installation: touched = .installation
            case .path: touched = scope
            }
            guard let touched,
                actor.grants.contains(where: { $0.permits(permission, in: touched) })
            else { return .notThere }
            return .granted(actor.acting(on: permission, in: touched))
        }
    }
}
