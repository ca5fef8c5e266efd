import Core

public enum Account {}
public typealias AccountID = Identifier<Account>

public enum Appointment {}
public typealias AppointmentID = Identifier<Appointment>

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
    }

    public let appointment: AppointmentID
    public let role: Role
    /// The body appointed to, such as 许昌恒达物业公司.
    public let body: String
    public let reach: Reach

    public init(appointment: AppointmentID, role: Role, body: String, reach: Reach) {
        self.appointment = appointment
        self.role = role
        self.body = body
        self.reach = reach
    }

    public func permits(_ permission: Permission, in scope: ScopeID) -> Bool {
        role.permissions.contains(permission) && reach.contains(scope)
    }
}
