import Access
import Core
import Postgres
import Secrets

/// The second step of signing in: a code from the phone, or a recovery code. Needs no permission:
/// whoever knew the password and has the code may.
public struct ConfirmSignIn: Sendable {
    public struct Input: Sendable {
        /// Of the `SignedIn` that needs a code.
        public let token: String
        public let code: String

        public init(token: String, code: String) {
            self.token = token
            self.code = code
        }
    }

    public enum Failure: Refusal, Equatable {
        case expired

        public var code: String { "signInExpired" }
        public var sentence: String { "登录已超时，请重新输入登录名和密码。" }
    }

    private let database: Database
    private let proof: SecondFactorProof

    /// - Parameter key: under which the secrets are sealed.
    public init(database: Database, key: SecretKey) {
        self.database = database
        proof = SecondFactorProof(key: key)
    }

    /// - Throws: `Failure`, `SecondFactorRefusal`, `PostgresError`.
    public func perform(_ input: Input, at now: Timestamp) async throws -> SignedIn {
        guard !input.token.isEmpty, input.token.utf8.count <= Token.longest else {
            throw Failure.expired
        }
        // counted before it is made, as with passwords
        let (wait, failures) = try await database.withTransaction { connection in
            let credential = try await credential(input, at: now, on: connection).credential
            return try await AttemptStore.begin(
                AttemptSubject.codes(of: credential.account.id), under: .account, at: now,
                on: connection)
        }
        guard wait == 0 else { throw SecondFactorRefusal.tooManyAttempts(seconds: wait) }
        let signedIn = try await database.withTransaction { connection in
            try await open(input, failures: failures, at: now, on: connection)
        }
        guard let signedIn else { throw SecondFactorRefusal.wrongCode }
        return signedIn
    }

    private func credential(
        _ input: Input, at now: Timestamp, on connection: Connection
    ) async throws -> (credential: AccountStore.Credential, address: String) {
        guard
            let pending = try await SecondFactorStore.pending(
                input.token, at: now, on: connection),
            let credential = try await AccountStore.credential(of: pending.name, on: connection),
            credential.number == pending.passwordNumber, !credential.isDisabled,
            credential.hasSecondFactor
        else { throw Failure.expired }
        return (credential, pending.address)
    }

    /// - Returns: nil where the code is wrong; that it was stands in the log.
    private func open(
        _ input: Input, failures: Int, at now: Timestamp, on connection: Connection
    ) async throws -> SignedIn? {
        try await LedgerStore.lock(.installation, on: connection)
        let (credential, address) = try await credential(input, at: now, on: connection)
        let account = credential.account
        guard let factor = try await SecondFactorStore.find(of: account.id, on: connection) else {
            throw Failure.expired
        }
        let entry = try await AuditStore.draw(on: connection)
        let taken = try await proof.take(
            TypedCode(input.code), of: factor, at: now, entry: entry, on: connection)
        guard let taken else {
            try await SignInRecord.fail(
                account, address: address, failures: failures, at: "code", on: connection)
            return nil
        }
        try await SecondFactorStore.use(input.token, at: now, on: connection)
        try await AttemptStore.forget(AttemptSubject.codes(of: account.id), on: connection)
        return try await SignInRecord.open(
            credential, address: address, proof: taken.kind, entry: entry, facts: taken.facts,
            at: now, on: connection)
    }
}
