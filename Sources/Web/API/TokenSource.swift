import Access
import Core

/// Whom a program acts for, and what it may do.
struct TokenHolder: Sendable {
    let account: AccountID
    let actor: Actor
}

/// Where personal access tokens are kept.
protocol TokenSource: Sendable {
    /// - Returns: nil where the token is none, or has ended.
    func holder(
        of token: String, at now: Timestamp, today: CivilDate
    ) async throws -> TokenHolder?
}
