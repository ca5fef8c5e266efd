import Access
import Core
import Postgres

/// 恢复账号: it may be signed in to again, with the password that it had.
public struct EnableAccount: Sendable {
    public enum Failure: Refusal, Equatable {
        case notDisabled(String)

        public var code: String { "notDisabled" }

        public var sentence: String {
            switch self {
            case .notDisabled(let name): "账号“\(name)”没有停用，没有改动。"
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
        account id: AccountID, by actor: Actor, at now: Timestamp
    ) async throws -> Account {
        try actor.require(.manageAccounts, in: .installation)
        return try await database.withTransaction { connection in
            try await LedgerStore.lock(.installation, on: connection)
            let account = try await AccountStore.find(id, on: connection)
            guard try await AccountStore.isDisabled(id, on: connection) else {
                throw Failure.notDisabled(account.name)
            }
            let entry = try await AuditStore.draw(on: connection)
            let fact = try await AccountStore.enable(id, at: now, entry: entry, on: connection)
            try await AuditStore.append(
                AuditEntry(
                    scope: .installation, entry: entry, actor: actor, action: "EnableAccount",
                    subject: "account:\(id)", detail: ["name": .string(account.name)],
                    facts: .lines([fact])),
                on: connection)
            return account
        }
    }
}
