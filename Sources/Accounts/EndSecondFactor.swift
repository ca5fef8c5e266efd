import Access
import Core
import Postgres
import Secrets

/// 停用动态口令: by its owner, with a code or a recovery code.
public struct EndSecondFactor: Sendable {
    private let database: Database
    private let proof: SecondFactorProof

    /// - Parameter key: under which the secret is sealed.
    public init(database: Database, key: SecretKey) {
        self.database = database
        proof = SecondFactorProof(key: key)
    }

    /// - Throws: `AccountRefusal.notSignedIn`, `SecondFactorRefusal`, `PostgresError`.
    public func perform(code: String, by actor: Actor, at now: Timestamp) async throws {
        let id = try actor.signedIn()
        let wait = try await database.withTransaction { connection in
            try await AttemptStore.begin(
                AttemptSubject.codes(of: id), under: .account, at: now, on: connection
            ).wait
        }
        guard wait == 0 else { throw SecondFactorRefusal.tooManyAttempts(seconds: wait) }
        try await database.withTransaction { connection in
            try await LedgerStore.lock(.installation, on: connection)
            guard let factor = try await SecondFactorStore.find(of: id, on: connection) else {
                throw SecondFactorRefusal.notEnrolled
            }
            let entry = try await AuditStore.draw(on: connection)
            let taken = try await proof.take(
                TypedCode(code), of: factor, at: now, entry: entry, on: connection)
            guard let taken else { throw SecondFactorRefusal.wrongCode }
            try await AttemptStore.forget(AttemptSubject.codes(of: id), on: connection)
            let fact = try await SecondFactorStore.end(
                factor.id, at: now, entry: entry, on: connection)
            try await AuditStore.append(
                AuditEntry(
                    scope: .installation, entry: entry, actor: actor, action: "EndSecondFactor",
                    subject: "secondFactor:\(factor.id)", detail: ["account": JSON(id)],
                    facts: .lines(taken.facts + [fact])),
                on: connection)
        }
    }
}

/// Ends the second factor of an account whose phone and recovery codes are lost. Its password stays:
/// whoever it belongs to enrols anew.
public struct ResetSecondFactor: Sendable {
    public enum Failure: Refusal, Equatable {
        case ownAccount
        /// The same administrator gave it the password that it has: with both, one person alone
        /// would be somebody else.
        case passwordByYou

        public var code: String {
            switch self {
            case .ownAccount: "ownAccount"
            case .passwordByYou: "passwordByYou"
            }
        }

        public var sentence: String {
            switch self {
            case .ownAccount: "自己的动态口令请用口令或恢复码停用，不能为自己重设。"
            case .passwordByYou:
                "这个账号现用的密码是您给的：动态口令须由另一位系统管理员或在本机终端停用，免得一个人就能以他人身份登录。"
            }
        }
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `Failure`, `SecondFactorRefusal.notEnrolled`, `AccountRefusal`,
    ///   `PermissionRefusal`, `PostgresError`.
    @discardableResult
    public func perform(
        account id: AccountID, by actor: Actor, at now: Timestamp
    ) async throws -> Account {
        try actor.require(.manageAccounts, in: .installation)
        guard actor.account != id else { throw Failure.ownAccount }
        return try await database.withTransaction { connection in
            try await LedgerStore.lock(.installation, on: connection)
            let account = try await AccountStore.find(id, on: connection)
            guard let factor = try await SecondFactorStore.find(of: id, on: connection) else {
                throw SecondFactorRefusal.notEnrolled
            }
            if let administrator = actor.account,
                try await AccountStore.wasGiven(
                    passwordOf: id, by: administrator, on: connection)
            {
                throw Failure.passwordByYou
            }
            let entry = try await AuditStore.draw(on: connection)
            let fact = try await SecondFactorStore.end(
                factor.id, at: now, entry: entry, on: connection)
            try await AuditStore.append(
                AuditEntry(
                    scope: .installation, entry: entry, actor: actor,
                    action: "ResetSecondFactor", subject: "secondFactor:\(factor.id)",
                    detail: ["account": JSON(id), "name": .string(account.name)],
                    facts: .lines([fact])),
                on: connection)
            return account
        }
    }
}
