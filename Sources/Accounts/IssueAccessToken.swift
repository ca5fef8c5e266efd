import Access
import Core
import Postgres

/// Issues a personal access token: for oneself, or at the terminal for anybody. It is shown once.
/// Needs no permission of its own: it gives no more than its owner has. Not by another token, which
/// may be given less.
public struct IssueAccessToken: Sendable {
    public struct Input: Sendable {
        /// Nil: the account that acts.
        public let account: AccountID?
        /// What it is for, such as 对账程序.
        public let name: String
        public let permissions: [Permission]
        /// Nil: wherever its owner may.
        public let scopes: [ScopeID]?
        /// Days until it expires.
        public let days: Int

        public init(
            account: AccountID? = nil, name: String, permissions: [Permission],
            scopes: [ScopeID]? = nil, days: Int
        ) {
            self.account = account
            self.name = name
            self.permissions = permissions
            self.scopes = scopes
            self.days = days
        }
    }

    public struct Outcome: Sendable, Equatable {
        public let accessToken: AccessTokenID
        /// Stored nowhere: `linli_` and 43 characters.
        public let token: String
        public let expiresAt: Timestamp
    }

    static let longestName = 60
    /// A program that needs one longer issues it anew each year.
    public static let days = 1...366
    /// Of one account at a time: far more than one person's programs.
    static let mostTokens = 50
    static let mostScopes = 1000
    static let prefix = "linli_"

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `AccessTokenRefusal`, `AccountRefusal`, `PostgresError`.
    public func perform(
        _ input: Input, by actor: Actor, at now: Timestamp
    ) async throws -> Outcome {
        let account = try AccessTokenOwner.of(input.account, actor)
        if actor.kind != .terminal { _ = try actor.signedIn() }
        let name = input.name.trimmed
        guard !name.isEmpty, name.unicodeScalars.count <= IssueAccessToken.longestName,
            AccountText.isReadable(name)
        else { throw AccessTokenRefusal.nameInvalid }
        guard !input.permissions.isEmpty else { throw AccessTokenRefusal.permissionsMissing }
        guard (input.scopes?.count ?? 0) <= IssueAccessToken.mostScopes else {
            throw AccessTokenRefusal.scopesTooMany
        }
        guard IssueAccessToken.days.contains(input.days) else {
            throw AccessTokenRefusal.daysOutOfRange
        }
        let until = Timestamp(
            microseconds: now.microseconds + Int64(input.days) * 86_400_000_000)
        let token = IssueAccessToken.prefix + Token.make()
        return try await database.withTransaction { connection in
            try await LedgerStore.lock(.installation, on: connection)
            _ = try await AccountStore.find(account, on: connection)
            guard
                try await AccessTokenStore.count(of: account, at: now, on: connection)
                    < IssueAccessToken.mostTokens
            else { throw AccessTokenRefusal.tooManyTokens }
            let entry = try await AuditStore.draw(on: connection)
            let (id, fact) = try await AccessTokenStore.insert(
                input, name: name, of: account, token: token, at: now, until: until,
                entry: entry, on: connection)
            try await AuditStore.append(
                AuditEntry(
                    scope: .installation, entry: entry, actor: actor, action: "IssueAccessToken",
                    subject: "accessToken:\(id)",
                    detail: [
                        "account": JSON(account), "name": .string(name),
                        "permissions": .array(input.permissions.map { .string($0.rawValue) }),
                        "scopes": input.scopes.map { JSON($0) } ?? .null,
                        "expiresAt": JSON(until),
                    ],
                    facts: .lines([fact])),
                on: connection)
            return Outcome(accessToken: id, token: token, expiresAt: until)
        }
    }
}

extension IssueAccessToken.Outcome: JSONConvertible {
    public var json: JSON {
        [
            "accessToken": JSON(accessToken), "token": .string(token),
            "expiresAt": JSON(expiresAt),
        ]
    }
}

/// Whose tokens an actor may deal with.
enum AccessTokenOwner {
    /// - Parameter account: whom it is about; nil for the account that acts.
    /// - Throws: `AccessTokenRefusal.foreignAccount`, `AccountRefusal.notSignedIn`.
    static func of(_ account: AccountID?, _ actor: Actor) throws -> AccountID {
        guard let account = account ?? actor.account else { throw AccountRefusal.notSignedIn }
        guard account != actor.account else { return account }
        guard actor.kind == .terminal else { throw AccessTokenRefusal.foreignAccount }
        return account
    }
}
