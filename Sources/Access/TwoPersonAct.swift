import Core
import Postgres

/// An operation that one account asks for and another has carried out.
public protocol TwoPersonAct: Sendable {
    associatedtype Input: Sendable
    associatedtype Outcome: Sendable, JSONConvertible

    static var action: Approval.Action { get }

    /// What is kept of a request until it is decided: in words as things are now.
    ///
    /// - Throws: a refusal of what was typed, or of what it is about.
    static func asked(
        _ input: Input, on today: CivilDate, _ connection: Connection
    ) async throws -> ApprovalRequest

    /// The input as it was asked, which no longer fits where it would now mean something else.
    static func input(of approval: Approval, on connection: Connection) async throws -> Input

    /// Does it, in a transaction of its own. For an account it goes as far as the first write, and
    /// then throws `ApprovalRefusal.needsSecondPerson`.
    func perform(_ input: Input, by actor: Actor, on today: CivilDate) async throws -> Outcome

    /// Does it in a transaction that is open.
    func perform(
        _ input: Input, by actor: Actor, on today: CivilDate, _ connection: Connection
    ) async throws -> Outcome
}

/// What is asked for, in words and as data.
public struct ApprovalRequest: Sendable {
    public let scope: ScopeID
    public let subject: String
    /// One sentence for whoever decides.
    public let summary: String
    public let input: JSON
    /// The same key is the same request while it waits; for ever where `isKeyed`.
    public let key: String
    /// Whether the key was made for this one request, and does not name what it is about.
    public let isKeyed: Bool
    /// SHA-256 of what was asked.
    public let digest: [UInt8]

    public init(
        scope: ScopeID, subject: String, summary: String, input: JSON, key: String, isKeyed: Bool,
        digest: [UInt8]
    ) {
        self.scope = scope
        self.subject = subject
        self.summary = summary
        self.input = input
        self.key = key
        self.isKeyed = isKeyed
        self.digest = digest
    }
}
