import Access
import Core
import Postgres
import Secrets

/// 启用动态口令: a secret for one's phone, shown once. It counts once `ConfirmSecondFactor` has seen
/// a code of it; enrolled again before that, the earlier secret is void.
public struct EnrolSecondFactor: Sendable {
    public struct Outcome: Sendable, Equatable {
        /// To be typed into the phone: base32.
        public let secret: String
        /// The same as a QR code holds it.
        public let uri: String
    }

    static let issuer = "邻里"

    private let database: Database
    private let passwords: Passwords
    private let key: SecretKey

    /// - Parameter key: under which the secret is sealed.
    public init(database: Database, passwords: Passwords, key: SecretKey) {
        self.database = database
        self.passwords = passwords
        self.key = key
    }

    /// - Parameter password: one's own, again.
    /// - Throws: `AccountRefusal.notSignedIn`, `SecondFactorRefusal`, `PostgresError`.
    public func perform(
        password: String, by actor: Actor, at now: Timestamp
    ) async throws -> Outcome {
        let id = try actor.signedIn()
        let check = PasswordCheck(database: database, passwords: passwords)
        let account = try await check.perform(password, of: id, at: now)
        let code = TimeCode(secret: TimeCode.makeSecret())
        let sealed = key.seal(code.secret)
        try await database.withTransaction { connection in
            try await LedgerStore.lock(.installation, on: connection)
            let known = try await SecondFactorStore.find(of: id, on: connection)
            guard known?.confirmedAt == nil else { throw SecondFactorRefusal.enrolledAlready }
            let entry = try await AuditStore.draw(on: connection)
            var facts: [String] = []
            if let known {
                facts.append(
                    try await SecondFactorStore.end(
                        known.id, at: now, entry: entry, on: connection))
            }
            let (factor, fact) = try await SecondFactorStore.enrol(
                sealed, of: id, at: now, entry: entry, on: connection)
            try await AuditStore.append(
                AuditEntry(
                    scope: .installation, entry: entry, actor: actor,
                    action: "EnrolSecondFactor", subject: "secondFactor:\(factor)",
                    detail: ["account": JSON(id)], facts: .lines(facts + [fact])),
                on: connection)
        }
        return Outcome(
            secret: code.base32,
            uri: code.uri(issuer: EnrolSecondFactor.issuer, account: account.name))
    }
}

/// One's own password, asked for again before something that weighs.
struct PasswordCheck {
    let database: Database
    let passwords: Passwords

    /// - Throws: `SecondFactorRefusal`, `AccountRefusal`, `PostgresError`.
    func perform(
        _ password: String, of id: AccountID, at now: Timestamp
    ) async throws -> Account {
        let subject = AttemptSubject.account(id)
        let (account, hash, wait) = try await database.withTransaction { connection in
            let account = try await AccountStore.find(id, on: connection)
            let credential = try await AccountStore.credential(of: account.name, on: connection)
            let wait = try await AttemptStore.begin(
                subject, under: .account, at: now, on: connection
            ).wait
            return (account, credential?.hash, wait)
        }
        guard wait == 0 else { throw SecondFactorRefusal.tooManyAttempts(seconds: wait) }
        do {
            guard try await passwords.verify(password, against: hash) else {
                throw SecondFactorRefusal.wrongPassword
            }
        } catch is Passwords.Busy {
            throw SecondFactorRefusal.busy
        }
        try await database.withTransaction { connection in
            try await AttemptStore.forget(subject, on: connection)
        }
        return account
    }
}
