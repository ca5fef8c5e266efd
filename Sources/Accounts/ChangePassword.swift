import Access
import Core
import Postgres
import Secrets

/// 修改密码: of one's own account, with the password that one has. Every session of the account
/// ends, and this one goes on under a new token.
public struct ChangePassword: Sendable {
    public struct Input: Sendable {
        /// The session's.
        public let token: String
        public let current: String
        public let new: String

        public init(token: String, current: String, new: String) {
            self.token = token
            self.current = current
            self.new = new
        }
    }

    /// The session goes on under this token.
    public struct Outcome: Sendable, Equatable {
        public let token: String
    }

    public enum Failure: Refusal, Equatable {
        case sessionEnded
        case tooManyAttempts(seconds: Int)
        case busy
        case wrongPassword

        public var code: String {
            switch self {
            case .sessionEnded: "sessionEnded"
            case .tooManyAttempts: "tooManyAttempts"
            case .busy: "busy"
            case .wrongPassword: "wrongPassword"
            }
        }

        public var sentence: String {
            switch self {
            case .sessionEnded: "登录已过期，请重新登录后再改密码。"
            case .tooManyAttempts(let seconds): "尝试次数过多，请 \(seconds) 秒后再试。"
            case .busy: "系统正忙，请稍后再试。"
            case .wrongPassword: "原密码不对，请核对后再试。"
            }
        }
    }

    private let database: Database
    private let passwords: Passwords

    public init(database: Database, passwords: Passwords) {
        self.database = database
        self.passwords = passwords
    }

    /// - Throws: `AccountRefusal.notSignedIn`, `PasswordRefusal`, `Failure`, `PostgresError`.
    public func perform(
        _ input: Input, by actor: Actor, at now: Timestamp
    ) async throws -> Outcome {
        let id = try actor.signedIn()
        let known = try await database.withTransaction { connection in
            try await begin(input, id, at: now, on: connection)
        }
        guard known.wait == 0 else { throw Failure.tooManyAttempts(seconds: known.wait) }
        do {
            guard try await passwords.verify(input.current, against: known.hash) else {
                throw Failure.wrongPassword
            }
            guard input.new != input.current else { throw PasswordRefusal.sameAsBefore }
            let hash = try await passwords.hash(input.new)
            return try await database.withTransaction { connection in
                try await write(hash, input, known, by: actor, at: now, on: connection)
            }
        } catch is Passwords.Busy {
            throw Failure.busy
        }
    }

    private struct Known: Sendable {
        let account: Account
        let hash: String
        let wait: Int
    }

    private func begin(
        _ input: Input, _ id: AccountID, at now: Timestamp, on connection: Connection
    ) async throws -> Known {
        let account = try await AccountStore.find(id, on: connection)
        let bodies = try await AccountStore.bodies(of: id, on: connection)
        try PasswordRules.check(
            input.new, names: [account.name, account.displayName] + bodies)
        guard
            let credential = try await AccountStore.credential(of: account.name, on: connection)
        else { throw AccountRefusal.unknownAccount(account.name) }
        let (wait, _) = try await AttemptStore.begin(
            AttemptSubject.account(id), under: .account, at: now, on: connection)
        return Known(account: account, hash: credential.hash, wait: wait)
    }

    private func write(
        _ hash: String, _ input: Input, _ known: Known, by actor: Actor, at now: Timestamp,
        on connection: Connection
    ) async throws -> Outcome {
        try await LedgerStore.lock(.installation, on: connection)
        let id = known.account.id
        let credential = try await AccountStore.credential(of: known.account.name, on: connection)
        guard let credential, credential.hash == known.hash, !credential.isDisabled,
            let address = try await SessionStore.address(
                of: input.token, account: id, at: now, on: connection)
        else { throw Failure.sessionEnded }
        try await AttemptStore.forget(AttemptSubject.account(id), on: connection)
        let entry = try await AuditStore.draw(on: connection)
        let token = Token.make()
        var facts = [
            try await AccountStore.insert(
                password: hash, of: id, mustChange: false, at: now, entry: entry, on: connection)
        ]
        facts += try await SessionStore.end(of: id, at: now, entry: entry, on: connection)
        facts.append(
            try await SessionStore.insert(
                token, of: id, address: address, at: now, entry: entry, on: connection
            ).fact)
        try await AuditStore.append(
            AuditEntry(
                scope: .installation, entry: entry, actor: actor, action: "ChangePassword",
                subject: "account:\(id)", facts: .lines(facts)),
            on: connection)
        return Outcome(token: token)
    }
}
