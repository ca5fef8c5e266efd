import Access
import Core
import TestSupport

@testable import Web

/// People at work for tests: one of each role, whose session's token is the role's name.
struct Staff: SessionSource {
    /// What each reaches: one scope, or everywhere for administrators and auditors.
    let scope: ScopeID
    /// Sessions besides, by token.
    var others: [String: DeskSession] = [:]

    static func member(_ role: Role, in scope: ScopeID) -> DeskSession {
        let isGlobal = role == .administrator || role == .auditor
        let grant = Grant(
            appointment: AppointmentID(1), role: role, body: "许昌恒达物业公司",
            reach: isGlobal ? .everywhere : .scopes([scope]))
        return person(named: role.rawValue, grants: [grant])
    }

    static func person(
        named name: String, grants: [Grant], mustChangePassword: Bool = false
    ) -> DeskSession {
        DeskSession(
            account: AccountID(7), name: name, displayName: "王芳",
            actor: .account(AccountID(7), name: name, grants: grants),
            csrfSeed: Array(name.utf8), mustChangePassword: mustChangePassword)
    }

    func session(
        token: String, at now: Timestamp, today: CivilDate
    ) async throws -> DeskSession? {
        others[token] ?? Role(rawValue: token).map { Staff.member($0, in: scope) }
    }

    static func cookie(_ role: Role) -> [String: String] { cookie(named: role.rawValue) }

    static func cookie(named name: String) -> [String: String] {
        ["Cookie": "linli_session=\(name)"]
    }

    /// A token as a page of this person's carries it.
    static func csrf(_ name: String) -> String { FormToken(seed: Array(name.utf8)).make() }
}

extension Staff: TokenSource {
    /// The same people's personal access tokens: `linli_` and the role's name.
    func holder(
        of token: String, at now: Timestamp, today: CivilDate
    ) async throws -> TokenHolder? {
        guard token.hasPrefix("linli_"),
            let person = try await session(
                token: String(token.dropFirst("linli_".count)), at: now, today: today)
        else { return nil }
        return TokenHolder(account: person.account, actor: person.actor)
    }

    static func bearer(_ role: Role) -> [String: String] {
        ["Authorization": "Bearer linli_\(role.rawValue)"]
    }
}
