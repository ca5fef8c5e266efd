import Access
import Core
import Postgres

/// 退出登录: the session of a token ends. One that has ended already is no fault.
public struct SignOut: Sendable {
    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `AccountRefusal.notSignedIn`, `PostgresError`.
    public func perform(token: String, by actor: Actor, at now: Timestamp) async throws {
        _ = try await SessionEnding(database: database).end(
            token: token, action: "SignOut", by: actor, at: now)
    }
}

/// 全部退出: every session of one's own account ends, wherever it was begun.
public struct SignOutEverywhere: Sendable {
    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Returns: how many sessions ended.
    /// - Throws: `AccountRefusal.notSignedIn`, `PostgresError`.
    public func perform(by actor: Actor, at now: Timestamp) async throws -> Int {
        try await SessionEnding(database: database).end(
            token: nil, action: "SignOutEverywhere", by: actor, at: now)
    }
}

private struct SessionEnding {
    let database: Database

    func end(
        token: String?, action: String, by actor: Actor, at now: Timestamp
    ) async throws -> Int {
        let account = try actor.signedIn()
        return try await database.withTransaction { connection in
            try await LedgerStore.lock(.installation, on: connection)
            let entry = try await AuditStore.draw(on: connection)
            let facts = try await SessionStore.end(
                of: account, token: token, at: now, entry: entry, on: connection)
            guard !facts.isEmpty else { return 0 }
            try await AuditStore.append(
                AuditEntry(
                    scope: .installation, entry: entry, actor: actor, action: action,
                    subject: "account:\(account)", detail: ["sessions": JSON(facts.count)],
                    facts: .lines(facts)),
                on: connection)
            return facts.count
        }
    }
}
