import Core
import Secrets

public enum Entry {}
public typealias EntryID = Identifier<Entry>

/// What one operation leaves in the log: who, what, on which subject, and the facts it wrote.
public struct AuditEntry: Sendable {
    /// The facts of an entry, as their canonical lines or already digested by the database.
    public enum Facts: Sendable {
        case lines([String])
        case digested(count: Int, digest: [UInt8])
    }

    public let scope: ScopeID
    public let entry: EntryID
    public let actor: Actor
    /// The operation's name, such as `TakePayment`.
    public let action: String
    /// What it was done to, such as `payment:12`.
    public let subject: String
    public let detail: JSON
    public let facts: Facts

    public init(
        scope: ScopeID, entry: EntryID, actor: Actor, action: String, subject: String,
        detail: JSON = [:], facts: Facts
    ) {
        self.scope = scope
        self.entry = entry
        self.actor = actor
        self.action = action
        self.subject = subject
        self.detail = detail.naming(actor)
        self.facts = facts
    }

    var factCount: Int {
        switch facts {
        case .lines(let lines): lines.count
        case .digested(let count, _): count
        }
    }

    var factsDigest: [UInt8] {
        switch facts {
        case .lines(let lines): AuditEntry.digest(of: lines)
        case .digested(_, let digest): digest
        }
    }

    /// SHA-256 over the lines in byte order, one a line: the same bytes as `access.digest` in SQL.
    public static func digest(of lines: [String]) -> [UInt8] {
        let ordered = lines.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return Digest.sha256(ordered.joined(separator: "\n"))
    }
}

extension JSON {
    /// The detail of an entry, with the approval that it was done under and the token it was done
    /// by, where there was one.
    public func naming(_ actor: Actor) -> JSON {
        guard case .object(var members) = self else { return self }
        if let approval = actor.approval { members.append(("approval", JSON(approval))) }
        if let token = actor.accessToken { members.append(("accessToken", JSON(token))) }
        return .object(members)
    }
}
