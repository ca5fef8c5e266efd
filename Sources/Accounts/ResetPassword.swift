import Access
import Core
import Postgres
import Secrets

/// 重设密码: a new random password, shown once, to be changed at the next sign-in. The account's
/// sessions end and its access tokens are revoked: whoever had the old password has nothing left.
public struct ResetPassword: Sendable {
    public struct Outcome: Sendable, Equatable {
        public let account: Account
        /// Stored nowhere.
        public let initialPassword: String
    }

    public enum Failure: Refusal, Equatable {
        case ownPassword
        /// The same administrator ended the second factor, and its owner has not signed in since:
        /// with both, one person alone would be somebody else.
        case secondFactorByYou

        public var code: String {
            switch self {
            case .ownPassword: "ownPassword"
            case .secondFactorByYou: "secondFactorByYou"
            }
        }

        public var sentence: String {
            switch self {
            case .ownPassword: "自己的密码请在“修改密码”中更改，不能为自己重设。"
            case .secondFactorByYou:
                "这个账号的动态口令刚由您停用：密码须由另一位系统管理员或在本机终端重设，免得一个人就能以他人身份登录。"
            }
        }
    }

    private let database: Database
    private let passwords: Passwords

    public init(database: Database, passwords: Passwords) {
        self.database = database
        self.passwords = passwords
    }

    /// - Throws: `Failure`, `AccountRefusal`, `PermissionRefusal`, `Passwords.Busy`,
    ///   `PostgresError`.
    public func perform(
        account id: AccountID, by actor: Actor, at now: Timestamp
    ) async throws -> Outcome {
        try actor.require(.manageAccounts, in: .installation)
        guard actor.account != id else { throw Failure.ownPassword }
        let password = InitialPassword.make()
        let hash = try await passwords.hash(password)
        let account = try await database.withTransaction { connection in
            try await LedgerStore.lock(.installation, on: connection)
            let account = try await AccountStore.find(id, on: connection)
            if let administrator = actor.account,
                try await SecondFactorStore.wasEnded(of: id, by: administrator, on: connection)
            {
                throw Failure.secondFactorByYou
            }
            let entry = try await AuditStore.draw(on: connection)
            var facts = [
                try await AccountStore.insert(
                    password: hash, of: id, mustChange: true, at: now, entry: entry,
                    on: connection)
            ]
            facts += try await SessionStore.end(of: id, at: now, entry: entry, on: connection)
            facts += try await AccessTokenStore.revoke(
                of: id, at: now, entry: entry, on: connection)
            try await AttemptStore.forget(AttemptSubject.account(id), on: connection)
            try await AuditStore.append(
                AuditEntry(
                    scope: .installation, entry: entry, actor: actor, action: "ResetPassword",
                    subject: "account:\(id)", detail: ["name": .string(account.name)],
                    facts: .lines(facts)),
                on: connection)
            return account
        }
        return Outcome(account: account, initialPassword: password)
    }
}

extension ResetPassword.Outcome: JSONConvertible {
    public var json: JSON {
        [
            "account": JSON(account.id), "name": .string(account.name),
            "displayName": .string(account.displayName),
            "initialPassword": .string(initialPassword),
        ]
    }
}
