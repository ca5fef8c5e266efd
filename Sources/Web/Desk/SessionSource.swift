import Access
import Core

/// Somebody at work: who they are, and what they may do today.
public struct DeskSession: Sendable {
    public let account: AccountID
    /// What they log in with.
    public let name: String
    public let displayName: String
    public let actor: Actor
    /// Secret bytes of this session: its CSRF tokens and notices are made under them.
    public let csrfSeed: [UInt8]
    /// Nothing else is open to them before they have chosen a password of their own.
    public let mustChangePassword: Bool

    public init(
        account: AccountID, name: String, displayName: String, actor: Actor, csrfSeed: [UInt8],
        mustChangePassword: Bool = false
    ) {
        self.account = account
        self.name = name
        self.displayName = displayName
        self.actor = actor
        self.csrfSeed = csrfSeed
        self.mustChangePassword = mustChangePassword
    }
}

/// Where sessions are kept.
public protocol SessionSource: Sendable {
    /// - Returns: nil where the token belongs to no session, or to one that has ended.
    func session(
        token: String, at now: Timestamp, today: CivilDate
    ) async throws -> DeskSession?
}
