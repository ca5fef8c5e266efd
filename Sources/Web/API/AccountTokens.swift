import Access
import Accounts
import Application
import Core

/// Personal access tokens as accounts have them.
struct AccountTokens: TokenSource {
    private let read: ReadAccessToken

    init(database: Installation.Database) {
        read = ReadAccessToken(database: database)
    }

    func holder(
        of token: String, at now: Timestamp, today: CivilDate
    ) async throws -> TokenHolder? {
        try await read.perform(token: token, at: now, today: today).map {
            TokenHolder(account: $0.account, actor: $0.actor)
        }
    }
}
