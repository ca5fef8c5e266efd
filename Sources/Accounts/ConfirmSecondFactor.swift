import Access
import Core
import Postgres
import Secrets

/// A first code proves that the phone has the secret: from now on signing in needs one.
public struct ConfirmSecondFactor: Sendable {
    public struct Outcome: Sendable, Equatable {
        /// For when the phone is lost, each once. Stored only as digests.
        public let recoveryCodes: [String]
    }

    private let database: Database
    private let proof: SecondFactorProof

    /// - Parameter key: under which the secret is sealed.
    public init(database: Database, key: SecretKey) {
        self.database = database
        proof = SecondFactorProof(key: key)
    }

    /// - Throws: `AccountRefusal.notSignedIn`, `SecondFactorRefusal`, `PostgresError`.
    public func perform(
        code: String, by actor: Actor, at now: Timestamp
    ) async throws -> Outcome {
        let id = try actor.signedIn()
        let wait = try await database.withTransaction { connection in
            try await AttemptStore.begin(
                AttemptSubject.codes(of: id), under: .account, at: now, on: connection
            ).wait
        }
        guard wait == 0 else { throw SecondFactorRefusal.tooManyAttempts(seconds: wait) }
        let codes = RecoveryCodes.make()
        try await database.withTransaction { connection in
            try await LedgerStore.lock(.installation, on: connection)
            guard let factor = try await SecondFactorStore.find(of: id, on: connection) else {
                throw SecondFactorRefusal.notEnrolled
            }
            guard factor.confirmedAt == nil else { throw SecondFactorRefusal.enrolledAlready }
            guard case .time(let typed) = TypedCode(code),
                let step = proof.step(of: typed, factor, at: now)
            else { throw SecondFactorRefusal.wrongCode }
            try await SecondFactorStore.take(step, of: factor.id, on: connection)
            try await AttemptStore.forget(AttemptSubject.codes(of: id), on: connection)
            let entry = try await AuditStore.draw(on: connection)
            let facts = try await SecondFactorStore.confirm(
                factor.id, codes: codes.map(RecoveryCodes.digest), at: now, entry: entry,
                on: connection)
            try await AuditStore.append(
                AuditEntry(
                    scope: .installation, entry: entry, actor: actor,
                    action: "ConfirmSecondFactor", subject: "secondFactor:\(factor.id)",
                    detail: ["account": JSON(id)], facts: .lines(facts)),
                on: connection)
        }
        return Outcome(recoveryCodes: codes)
    }
}
