import Core

public enum AccountTag {}
public typealias AccountID = Identifier<AccountTag>

public enum AppointmentTag {}
public typealias AppointmentID = Identifier<AppointmentTag>

public enum AccessTokenTag {}
public typealias AccessTokenID = Identifier<AccessTokenTag>

/// What one appointment in force gives: a role, and the scopes that it reaches today.
public struct Grant: Sendable, Equatable {
    public enum Reach: Sendable, Equatable {
        /// The installation itself and everything in it: administrators and auditors.
        case everywhere
        /// In order of scope.
        case scopes([ScopeID])

        public func contains(_ scope: ScopeID) -> Bool {
            switch self {
            case .everywhere: true
            case .scopes(let scopes): scopes.contains(scope)
            }
        }

        func limited(to scopes: [ScopeID]) -> Reach { .scopes(scopes.filter(contains).sorted()) }
    }

    public let appointment: AppointmentID
    public let role: Role
    /// The body appointed to, such as 许昌恒达物业公司.
    public let body: String
    public let reach: Reach
    /// What the role permits, or less where somebody acts by a personal access token.
    public let permissions: Set<Permission>

    /// - Parameter permissions: nil for all that the role permits; never more than that.
    public init(
        appointment: AppointmentID, role: Role, body: String, reach: Reach,
        permissions: Set<Permission>? = nil
    ) {
        self.appointment = appointment
        self.role = role
        self.body = body
        self.reach = reach
        self.permissions = permissions.map(role.permissions.intersection) ?? role.permissions
    }

    public func permits(_ permission: Permission, in scope: ScopeID) -> Bool {
        permissions.contains(permission) && reach.contains(scope)
    }

    /// The same grant with no more than these permissions and scopes.
    ///
    /// - Parameter scopes: nil for all that it reaches.
    public func limited(to permissions: Set<Permission>, in scopes: [ScopeID]?) -> Grant {
        Grant(
            appointment: appointment, role: role, body: body,
            reach: scopes.map { reach.limited(to: $0) } ?? reach,
            permissions: self.permissions.intersection(permissions))
    }
}
