import Access
import Core
import Postgres
import Secrets

/// 登录: a name and a password become a session. Every attempt counts as a failure before it is
/// made; one that succeeds takes it back. Needs no permission: whoever knows the password may.
public struct SignIn: Sendable {
    public struct Input: Sendable {
        public let name: String
        public let password: String
        /// Where the request came from, as far as throttling cares.
        public let address: String

        public init(name: String, password: String, address: String) {
            self.name = name
            self.password = password
            self.address = address
        }
    }

    public enum Failure: Refusal, Equatable {
        case tooManyAttempts(seconds: Int)
        case busy
        /// The same whether there is such a name or not.
        case wrongNameOrPassword
        case disabled

        public var code: String {
            switch self {
            case .tooManyAttempts: "tooManyAttempts"
            case .busy: "busy"
            case .wrongNameOrPassword: "wrongNameOrPassword"
            case .disabled: "accountDisabled"
            }
        }

        public var sentence: String {
            switch self {
            case .tooManyAttempts(let seconds): "尝试次数过多，请 \(seconds) 秒后再试；忘记密码请找系统管理员重设。"
            case .busy: "现在登录的人较多，请稍后再试。"
            case .wrongNameOrPassword: "登录名或密码不对，请核对后再试。"
            case .disabled: "这个账号已停用，请联系系统管理员。"
            }
        }
    }

    /// How long an address stays known to an account that signed in from it: 30 days.
    static let knownFor: Int64 = 30 * 86_400
    static let longestAddress = 100

    private let database: Database
    private let passwords: Passwords

    public init(database: Database, passwords: Passwords) {
        self.database = database
        self.passwords = passwords
    }

    /// - Throws: `Failure`, `PostgresError`.
    public func perform(_ input: Input, at now: Timestamp) async throws -> SignedIn {
        let request = Request(input, now: now)
        let attempt = try await database.withTransaction { connection in
            try await begin(request, on: connection)
        }
        guard attempt.wait == 0 else {
            throw Failure.tooManyAttempts(seconds: attempt.wait)
        }
        do {
            let matches = try await passwords.verify(
                request.password, against: attempt.credential?.hash)
            guard matches, let credential = attempt.credential else {
                try await recordFailure(request, attempt)
                throw Failure.wrongNameOrPassword
            }
            guard !credential.isDisabled else { throw Failure.disabled }
            return try await database.withTransaction { connection in
                try await open(request, credential, attempt, on: connection)
            }
        } catch is Passwords.Busy {
            throw Failure.busy
        }
    }

    private struct Request: Sendable {
        let name: String
        let password: String
        let address: String
        let now: Timestamp

        init(_ input: Input, now: Timestamp) {
            // nothing that no account can have is carried further than its length
            name = AccountText.folded(String(input.name.prefix(200)))
            password = String(input.password.prefix(PasswordRules.lengths.upperBound + 1))
            address = String(input.address.prefix(longestAddress).filter { $0 != "\0" })
            self.now = now
        }
    }

    private struct Attempt: Sendable {
        let credential: AccountStore.Credential?
        let subjects: [String]
        let wait: Int
        /// Against the account, this one included.
        let failures: Int
    }

    private func begin(_ request: Request, on connection: Connection) async throws -> Attempt {
        let credential = try await AccountStore.credential(of: request.name, on: connection)
        var subject = AttemptSubject.unknown(name: request.name)
        if let id = credential?.account.id {
            let isKnown = try await SessionStore.isKnown(
                request.address, to: id, within: SignIn.knownFor, at: request.now, on: connection)
            subject =
                isKnown
                ? AttemptSubject.account(id, knownAt: request.address) : AttemptSubject.account(id)
        }
        let address = AttemptSubject.address(request.address)
        // always in this order, so that two who wait for each other's rows cannot be
        let atAddress = try await AttemptStore.begin(
            address, under: .address, at: request.now, on: connection)
        guard atAddress.wait == 0 else {
            return Attempt(
                credential: credential, subjects: [], wait: atAddress.wait, failures: 0)
        }
        let atAccount = try await AttemptStore.begin(
            subject, under: .account, at: request.now, on: connection)
        if atAccount.wait > 0 { try await AttemptStore.forgive(address, on: connection) }
        return Attempt(
            credential: credential, subjects: [address, subject], wait: atAccount.wait,
            failures: atAccount.failures)
    }

    /// Of consequence is what happens to an account that exists. What was typed for a name that
    /// nobody has stays out of the log: it may have been a password.
    private func recordFailure(_ request: Request, _ attempt: Attempt) async throws {
        guard let account = attempt.credential?.account else { return }
        try await database.withTransaction { connection in
            try await SignInRecord.fail(
                account, address: request.address, failures: attempt.failures, at: nil,
                on: connection)
        }
    }

    private func open(
        _ request: Request, _ credential: AccountStore.Credential, _ attempt: Attempt,
        on connection: Connection
    ) async throws -> SignedIn {
        // whoever resets the password or disables the account holds the same lock
        try await LedgerStore.lock(.installation, on: connection)
        let now = try await AccountStore.credential(of: request.name, on: connection)
        guard let now, now.hash == credential.hash else { throw Failure.wrongNameOrPassword }
        guard !now.isDisabled else { throw Failure.disabled }
        for subject in attempt.subjects.dropLast() {
            try await AttemptStore.forgive(subject, on: connection)
        }
        if let subject = attempt.subjects.last {
            try await AttemptStore.forget(subject, on: connection)
        }
        guard !now.hasSecondFactor else {
            let token = Token.make()
            try await SecondFactorStore.wait(
                for: token, now, address: request.address, at: request.now, on: connection)
            return SignedIn(
                account: now.account.id, displayName: now.account.displayName, token: token,
                mustChangePassword: now.mustChange, needsCode: true)
        }
        return try await SignInRecord.open(
            now, address: request.address,
            entry: try await AuditStore.draw(on: connection), at: request.now, on: connection)
    }
}

/// A session begins, and the log says so.
enum SignInRecord {
    /// - Parameters:
    ///   - proof: what there was beside the password.
    ///   - entry: which other facts may carry too.
    static func open(
        _ credential: AccountStore.Credential, address: String, proof: String? = nil,
        entry: EntryID, facts: [String] = [], at now: Timestamp, on connection: Connection
    ) async throws -> SignedIn {
        let token = Token.make()
        let account = credential.account
        let (session, fact) = try await SessionStore.insert(
            token, of: account.id, address: address, at: now, entry: entry, on: connection)
        try await AuditStore.append(
            AuditEntry(
                scope: .installation, entry: entry,
                actor: .account(account.id, name: account.displayName, grants: []),
                action: "SignIn", subject: "session:\(session)",
                detail: [
                    "name": .string(account.name), "address": .string(address),
                    "secondFactor": JSON(proof),
                ],
                facts: .lines(facts + [fact])),
            on: connection)
        return SignedIn(
            account: account.id, displayName: account.displayName, token: token,
            mustChangePassword: credential.mustChange, needsCode: false)
    }

    /// Of consequence is what happens to an account that exists.
    static func fail(
        _ account: Account, address: String, failures: Int, at stage: String?,
        on connection: Connection
    ) async throws {
        let entry = try await AuditStore.draw(on: connection)
        try await AuditStore.append(
            AuditEntry(
                scope: .installation, entry: entry, actor: .system, action: "SignInFailed",
                subject: "account:\(account.id)",
                detail: [
                    "name": .string(account.name), "address": .string(address),
                    "failures": JSON(failures), "secondFactor": JSON(stage),
                ],
                facts: .lines([])),
            on: connection)
    }
}
