import Core

/// Who decides what, and until when: pure functions of values.
public enum ApprovalRules {
    static let longestReason = 500

    /// - Returns: the reason without blanks around it; nil where none is needed or given.
    /// - Throws: `ApprovalRefusal`.
    public static func check(
        _ approval: Approval, approves: Bool, reason: String?, by actor: Actor, at now: Timestamp
    ) throws(ApprovalRefusal) -> String? {
        try stillOpen(approval, at: now)
        guard actor.account != approval.askedBy else { throw .ownRequest }
        let reason = reason?.trimmed ?? ""
        guard approves || !reason.isEmpty else { throw .reasonMissing }
        guard reason.unicodeScalars.count <= longestReason else { throw .reasonTooLong }
        return reason.isEmpty ? nil : reason
    }

    static func stillOpen(_ approval: Approval, at now: Timestamp) throws(ApprovalRefusal) {
        switch approval.state(at: now) {
        case .pending: return
        case .expired: throw .expired
        case .approved, .declined, .cancelled: throw .decidedAlready(approval.state(at: now))
        }
    }
}

extension Actor {
    /// For the last step of an act that needs two people: an account passes only under an approval.
    /// Whoever sits at the machine itself acts alone, and the log shows it.
    ///
    /// - Throws: `ApprovalRefusal.needsSecondPerson`.
    public func requireSecondPerson() throws(ApprovalRefusal) {
        switch kind {
        case .terminal, .system: return
        case .account, .resident:
            guard approval != nil else { throw .needsSecondPerson }
        }
    }
}
