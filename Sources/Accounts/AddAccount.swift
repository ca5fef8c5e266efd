import Access
import Core
import Postgres
import Secrets

/// 新建账号: with a random initial password that is shown once and must be changed at the first
/// sign-in. What the account may do comes with its appointments.
public struct AddAccount: Sendable {
    public struct Input: Sendable {
        public let name: String
        public let displayName: String

        public init(name: String, displayName: String) {
            self.name = name
            self.displayName = displayName
        }
    }

    public struct Outcome: Sendable, Equatable {
        public let account: Account
        /// Stored nowhere.
        public let initialPassword: String
    }

    private let database: Database
    private let passwords: Passwords

    public init(database: Database, passwords: Passwords) {
        self.database = database
        self.passwords = passwords
    }

    /// - Throws: `AccountRefusal`, `PermissionRefusal`, `Passwords.Busy`, `PostgresError`.
    public func perform(
        _ input: Input, by actor: Actor, at now: Timestamp
    ) async throws -> Outcome {
        try actor.require(.manageAccounts, in: .installation)
        let name = try AccountText.name(input.name)
        let displayName = try AccountText.displayName(input.displayName)
        let password = InitialPassword.make()
        let hash = try await passwords.hash(password)
        do {
            let account = try await database.withTransaction { connection in
                try await LedgerStore.lock(.installation, on: connection)
                let entry = try await AuditStore.draw(on: connection)
                let (id, fact) = try await AccountStore.insert(
                    name: name, displayName: displayName, entry: entry, on: connection)
                let passwordFact = try await AccountStore.insert(
                    password: hash, of: id, mustChange: true, at: now, entry: entry,
                    on: connection)
                try await AuditStore.append(
                    AuditEntry(
                        scope: .installation, entry: entry, actor: actor, action: "AddAccount",
                        subject: "account:\(id)",
                        detail: ["name": .string(name), "displayName": .string(displayName)],
                        facts: .lines([fact, passwordFact])),
                    on: connection)
                return Account(id: id, name: name, displayName: displayName)
            }
            return Outcome(account: account, initialPassword: password)
        } catch let error as PostgresError where error.constraint == "account_name_unique" {
            throw AccountRefusal.nameTaken(name)
        }
    }
}

extension AddAccount.Outcome: JSONConvertible {
    public var json: JSON {
        [
            "account": JSON(account.id), "name": .string(account.name),
            "displayName": .string(account.displayName),
            "initialPassword": .string(initialPassword),
        ]
    }
}
