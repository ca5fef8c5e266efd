import Access
import Core
import Postgres
import Registry

/// 答复异议: once, in words that the household reads; a charge that was wrong is put right by a
/// waiver or a withdrawal, which is named here or linked later.
public struct AnswerDispute: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        public let dispute: DisputeID
        public let outcome: Dispute.Outcome
        public let words: String
        /// How it was put right, where that was done before the answer.
        public let correction: CorrectionReference?

        public init(
            scope: ScopeID, dispute: DisputeID, outcome: Dispute.Outcome, words: String,
            correction: CorrectionReference? = nil
        ) {
            self.scope = scope
            self.dispute = dispute
            self.outcome = outcome
            self.words = words
            self.correction = correction
        }
    }

    public struct Outcome: Sendable, Equatable {
        public let dispute: DisputeID
        public let outcome: Dispute.Outcome
        public let answeredOn: CivilDate
        public let correction: CorrectionReference?
        /// True where the same answer was given already.
        public let repeated: Bool
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `MalformedValue` for the words, `DisputeRefusal`, `CompoundRefusal`,
    ///   `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ input: Input, by actor: Actor, on today: CivilDate
    ) async throws -> Outcome {
        try actor.require(.answerDispute, in: input.scope)
        let words = try Wording.read(
            input.words, what: "答复内容", limit: Dispute.longestAnswer)
        return try await database.withTransaction { connection in
            let standing = try await DisputeStore.lockAndRead(
                input.dispute, in: input.scope, on: connection)
            if let known = standing.answer {
                guard known.outcome == input.outcome, known.words == words,
                    input.correction.map(standing.corrections.contains) ?? true
                else { throw DisputeRefusal.alreadyAnswered(on: known.answeredOn) }
                return Outcome(
                    dispute: input.dispute, outcome: known.outcome, answeredOn: known.answeredOn,
                    correction: input.correction, repeated: true)
            }
            if let correction = input.correction {
                _ = try DisputeRules.check(correction, of: input.outcome, in: standing)
            }
            // Never before the dispute, where somebody's clock was ahead.
            let day = max(today, standing.raisedOn)
            try await write(input, words, by: actor, on: day, connection)
            return Outcome(
                dispute: input.dispute, outcome: input.outcome, answeredOn: day,
                correction: input.correction, repeated: false)
        }
    }

    private func write(
        _ input: Input, _ words: String, by actor: Actor, on day: CivilDate,
        _ connection: Connection
    ) async throws {
        let entry = try await AuditStore.draw(on: connection)
        let answer = Dispute.Answer(
            outcome: input.outcome, words: words, answeredOn: day,
            answeredBy: DisputeRules.body(of: actor))
        var facts = [
            try await DisputeStore.insert(
                answer, to: input.dispute, in: input.scope, entry: entry, on: connection)
        ]
        if let correction = input.correction {
            facts.append(
                try await DisputeStore.insert(
                    correction, of: input.dispute, in: input.scope, entry: entry, on: connection))
        }
        try await AuditStore.append(
            AuditEntry(
                scope: input.scope, entry: entry, actor: actor, action: "AnswerDispute",
                subject: "dispute:\(input.dispute)",
                detail: [
                    "outcome": .string(input.outcome.rawValue),
                    "correction": JSON(input.correction),
                ],
                facts: .lines(facts)),
            on: connection)
    }
}

extension AnswerDispute.Outcome: JSONConvertible {
    public var json: JSON {
        [
            "id": JSON(dispute), "outcome": .string(outcome.rawValue),
            "answeredOn": JSON(answeredOn), "correction": JSON(correction),
            "repeated": .bool(repeated),
        ]
    }
}
