import Core
import Postgres

/// Does what one may do alone, and asks for what needs a second person: the one way to an act of
/// that kind for pages, programs and commands alike. Sent twice, it asks once.
public struct RequestApproval<Act: TwoPersonAct>: Sendable {
    public enum Outcome: Sendable {
        case done(Act.Outcome)
        /// - Parameter repeated: it had been asked for before.
        case waiting(Approval, repeated: Bool)
    }

    private let database: Database
    private let act: Act

    public init(database: Database, act: Act) {
        self.database = database
        self.act = act
    }

    /// - Throws: what the act throws, `ApprovalRefusal`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ input: Act.Input, by actor: Actor, at now: Timestamp, on today: CivilDate
    ) async throws -> Outcome {
        do {
            return .done(try await act.perform(input, by: actor, on: today))
        } catch ApprovalRefusal.needsSecondPerson {
            // everything else about it is in order
        }
        guard let asker = actor.account else { throw ApprovalRefusal.needsSecondPerson }
        return try await database.withTransaction { connection in
            let request = try await Act.asked(input, on: today, connection)
            try actor.require(.correctFees, in: request.scope)
            try await LedgerStore.lock(request.scope, on: connection)
            let latest = try await ApprovalStore.latest(
                of: Act.action, key: request.key, in: request.scope, on: connection)
            if let latest, latest.state(at: now) == .pending || request.isKeyed {
                guard !request.isKeyed || latest.digest == request.digest else {
                    throw ApprovalRefusal.keyReused(request.key)
                }
                return .waiting(latest, repeated: true)
            }
            return .waiting(
                try await write(
                    request, after: latest, asker: asker, by: actor, at: now, on: connection),
                repeated: false)
        }
    }

    private func write(
        _ request: ApprovalRequest, after latest: Approval?, asker: AccountID, by actor: Actor,
        at now: Timestamp, on connection: Connection
    ) async throws -> Approval {
        let entry = try await AuditStore.draw(on: connection)
        var facts: [String] = []
        if let latest, latest.decision == nil {
            facts.append(
                try await ApprovalStore.close(
                    latest, as: .expired, reason: nil, by: actor, at: now, entry: entry,
                    on: connection))
        }
        let (id, fact) = try await ApprovalStore.insert(
            request, action: Act.action, asker: asker, name: actor.name, at: now, entry: entry,
            on: connection)
        try await AuditStore.append(
            AuditEntry(
                scope: request.scope, entry: entry, actor: actor, action: "RequestApproval",
                subject: "approval:\(id)",
                detail: [
                    "action": .string(Act.action.rawValue), "subject": .string(request.subject),
                    "summary": .string(request.summary),
                ],
                facts: .lines(facts + [fact])),
            on: connection)
        guard let made = try await ApprovalStore.find(id, in: request.scope, on: connection)
        else { throw ApprovalRefusal.unknownApproval(id) }
        return made
    }
}
