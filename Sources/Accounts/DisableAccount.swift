import Access
import Core
import Postgres

/// 停用账号: nobody signs in to it any more; its sessions end at once and its access tokens are
/// revoked, so that restoring it later brings back no program that nobody thinks of.
public struct DisableAccount: Sendable {
    public struct Input: Sendable {
        public let account: AccountID
        public let reason: String

        public init(account: AccountID, reason: String) {
            self.account = account
            self.reason = reason
        }
    }

    public enum Failure: Refusal, Equatable {
        case ownAccount
        case alreadyDisabled(String)

        public var code: String {
            switch self {
            case .ownAccount: "ownAccount"
            case .alreadyDisabled: "alreadyDisabled"
            }
        }

        public var sentence: String {
            switch self {
            case .ownAccount: "不能停用自己的账号，请由另一位系统管理员办理。"
            case .alreadyDisabled(let name): "账号“\(name)”早已停用，没有改动。"
            }
        }
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `Failure`, `AccountRefusal`, `PermissionRefusal`, `PostgresError`.
    @discardableResult
    public func perform(
        _ input: Input, by actor: Actor, at now: Timestamp
    ) async throws -> Account {
        try actor.require(.manageAccounts, in: .installation)
        let reason = try AccountText.reason(input.reason)
        guard actor.account != input.account else { throw Failure.ownAccount }
        return try await database.withTransaction { connection in
            try await LedgerStore.lock(.installation, on: connection)
            let account = try await AccountStore.find(input.account, on: connection)
            guard try await !AccountStore.isDisabled(account.id, on: connection) else {
                throw Failure.alreadyDisabled(account.name)
            }
            let entry = try await AuditStore.draw(on: connection)
            var facts = [
                try await AccountStore.disable(
                    account.id, reason: reason, at: now, entry: entry, on: connection)
            ]
            facts += try await SessionStore.end(
                of: account.id, at: now, entry: entry, on: connection)
            facts += try await AccessTokenStore.revoke(
                of: account.id, at: now, entry: entry, on: connection)
            try await AuditStore.append(
                AuditEntry(
                    scope: .installation, entry: entry, actor: actor, action: "DisableAccount",
                    subject: "account:\(account.id)",
                    detail: ["name": .string(account.name), "reason": .string(reason)],
                    facts: .lines(facts)),
                on: connection)
            return account
        }
    }
}
