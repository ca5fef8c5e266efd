import Access
import Core
import Postgres
import Registry

/// Names the waiver or the withdrawal by which an upheld dispute was put right after its answer.
public struct LinkCorrection: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        public let dispute: DisputeID
        public let correction: CorrectionReference

        public init(scope: ScopeID, dispute: DisputeID, correction: CorrectionReference) {
            self.scope = scope
            self.dispute = dispute
            self.correction = correction
        }
    }

    public struct Outcome: Sendable, Equatable {
        public let dispute: DisputeID
        public let correction: CorrectionReference
        /// True where it was linked already.
        public let repeated: Bool
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `DisputeRefusal`, `CompoundRefusal`, `PermissionRefusal`, `PostgresError`.
    public func perform(_ input: Input, by actor: Actor) async throws -> Outcome {
        try actor.require(.answerDispute, in: input.scope)
        return try await database.withTransaction { connection in
            let standing = try await DisputeStore.lockAndRead(
                input.dispute, in: input.scope, on: connection)
            guard let answer = standing.answer else { throw DisputeRefusal.notAnswered }
            guard try DisputeRules.check(input.correction, of: answer.outcome, in: standing) else {
                return Outcome(
                    dispute: input.dispute, correction: input.correction, repeated: true)
            }
            let entry = try await AuditStore.draw(on: connection)
            let fact = try await DisputeStore.insert(
                input.correction, of: input.dispute, in: input.scope, entry: entry, on: connection)
            try await AuditStore.append(
                AuditEntry(
                    scope: input.scope, entry: entry, actor: actor, action: "LinkCorrection",
                    subject: "dispute:\(input.dispute)", detail: JSON(input.correction),
                    facts: .lines([fact])),
                on: connection)
            return Outcome(dispute: input.dispute, correction: input.correction, repeated: false)
        }
    }
}

extension LinkCorrection.Outcome: JSONConvertible {
    public var json: JSON {
        [
            "id": JSON(dispute), "correction": JSON(correction), "repeated": .bool(repeated),
        ]
    }
}
