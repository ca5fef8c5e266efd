import Core

/// Who acts. Every writing operation takes one, and every audit entry names one.
public struct Actor: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        /// Somebody at the machine itself, through the command line.
        case terminal
        /// Linli on its own account, such as the sealer.
        case system
        /// A household through its link; reads only.
        case resident
        /// Somebody who logged in.
        case account
    }

    public let kind: Kind
    public let name: String
    public let account: AccountID?
    /// What an account may do here: all that is in force, or the one grant acted on.
    public let grants: [Grant]
    /// Under which approval of a second person this is done; nil for what one does alone.
    public let approval: ApprovalID?
    /// By which of the account's tokens; nil for somebody who logged in, and for anybody else.
    public let accessToken: AccessTokenID?

    /// The appointment acted in, as the audit log keeps it: where one grant is acted on.
    public var appointment: String? {
        guard grants.count == 1, let grant = grants.first else { return nil }
        return "\(grant.appointment) \(grant.role.rawValue) \(grant.body)"
    }

    public init(
        kind: Kind, name: String, account: AccountID? = nil, grants: [Grant] = []
    ) {
        self.init(
            kind: kind, name: name, account: account, grants: grants, approval: nil,
            accessToken: nil)
    }

    private init(
        kind: Kind, name: String, account: AccountID?, grants: [Grant], approval: ApprovalID?,
        accessToken: AccessTokenID?
    ) {
        self.kind = kind
        self.name = name
        self.account = account
        self.grants = grants
        self.approval = approval
        self.accessToken = accessToken
    }

    /// Somebody who logged in, or a program that holds a token of theirs.
    public static func account(
        _ id: AccountID, name: String, grants: [Grant], accessToken: AccessTokenID? = nil
    ) -> Actor {
        Actor(
            kind: .account, name: name, account: id, grants: grants, approval: nil,
            accessToken: accessToken)
    }

    /// The same person acting on the first grant that permits this here, so that the log says in
    /// which appointment it was done.
    public func acting(on permission: Permission, in scope: ScopeID) -> Actor {
        guard let grant = grants.first(where: { $0.permits(permission, in: scope) }) else {
            return self
        }
        return Actor(
            kind: kind, name: name, account: account, grants: [grant], approval: approval,
            accessToken: accessToken)
    }

    /// Who asked for something, as a second person has it carried out.
    public func under(_ approval: Approval) -> Actor {
        Actor(
            kind: kind, name: name, account: account, grants: grants, approval: approval.id,
            accessToken: accessToken)
    }

    /// The compounds and organisations in which this may be done; nil where it may everywhere.
    public func reach(for permission: Permission) -> [ScopeID]? {
        if kind == .terminal || kind == .system { return nil }
        var scopes: Set<ScopeID> = []
        for grant in grants where grant.permissions.contains(permission) {
            switch grant.reach {
            case .everywhere: return nil
            case .scopes(let reached): scopes.formUnion(reached)
            }
        }
        return scopes.sorted()
    }

    /// - Parameter user: the operating system's name of who sits there; kept to 100 characters.
    public static func terminal(user: String) -> Actor {
        Actor(kind: .terminal, name: String(user.prefix(100)))
    }

    public static let system = Actor(kind: .system, name: "linli")
}
