import Access
import Accounts
import Application
import Core

/// Sessions as accounts have them.
struct AccountSessions: SessionSource {
    private let read: ReadSession

    init(_ installation: Installation) {
        read = ReadSession(
            database: installation.database, passwordDays: installation.policy.passwordDays)
    }

    func session(
        token: String, at now: Timestamp, today: CivilDate
    ) async throws -> DeskSession? {
        try await read.perform(token: token, at: now, today: today).map {
            DeskSession(
                account: $0.account, name: $0.name, displayName: $0.displayName, actor: $0.actor,
                csrfSeed: $0.csrfSeed, mustChangePassword: $0.mustChangePassword)
        }
    }
}
