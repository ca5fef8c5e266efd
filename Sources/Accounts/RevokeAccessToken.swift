import Access
import Core
import Postgres

/// Revokes a personal access token of one's own, or at the terminal anybody's. One that is revoked
/// already stays as it is.
public struct RevokeAccessToken: Sendable {
    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `AccessTokenRefusal`, `AccountRefusal.notSignedIn`, `PostgresError`.
    public func perform(
        _ id: AccessTokenID, by actor: Actor, at now: Timestamp
    ) async throws -> AccessToken {
        try await database.withTransaction { connection in
            try await LedgerStore.lock(.installation, on: connection)
            guard let found = try await AccessTokenStore.find(id, on: connection),
                // somebody else's is not told from none
                actor.kind == .terminal || found.account.id == actor.account
            else { throw AccessTokenRefusal.unknownToken(id) }
            guard found.revokedAt == nil else { return found }
            let entry = try await AuditStore.draw(on: connection)
            let facts = try await AccessTokenStore.revoke(
                id, of: found.account.id, at: now, entry: entry, on: connection)
            try await AuditStore.append(
                AuditEntry(
                    scope: .installation, entry: entry, actor: actor, action: "RevokeAccessToken",
                    subject: "accessToken:\(id)",
                    detail: ["account": JSON(found.account.id), "name": .string(found.name)],
                    facts: .lines(facts)),
                on: connection)
            return try await AccessTokenStore.find(id, on: connection) ?? found
        }
    }
}
