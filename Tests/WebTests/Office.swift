import Access
import Core
import Registry
import TestSupport

@testable import Web

/// Two managers of the company that serves the town, and a clerk, each with an account of their own.
struct Office: Sendable {
    let town: Town
    let company: ScopeID
    /// 王芳, whose account is that of every session of `Staff`.
    let wang: Visitor
    let li: Visitor
    let clerk: Visitor

    /// After the installation and the town.
    static let company = ScopeID(3)

    static func session(_ name: String, _ account: Int64, _ role: Role) -> DeskSession {
        let grant = Grant(
            appointment: AppointmentID(account), role: role, body: "许昌恒达物业公司",
            reach: .scopes([ScopeID(2), company]))
        let id = AccountID(account)
        return DeskSession(
            account: id, name: name, displayName: name,
            actor: .account(id, name: name, grants: [grant]), csrfSeed: Array(name.utf8))
    }
}

func withOffice(
    _ body: @escaping @Sendable (Office) async throws -> Void
) async throws {
    try await withDatabase { database in
        let staff = Staff(
            scope: ScopeID(2),
            others: [
                "wangfang": Office.session("wangfang", 7, .propertyManager),
                "lijing": Office.session("lijing", 8, .propertyManager),
                "zhaomin": Office.session("zhaomin", 9, .propertyClerk),
            ])
        try await withServer(database, today: day("2026-03-02"), sessions: staff) { server in
            let town = try await Town.make(
                database, signer: server.context.links, months: ["2026-02", "2026-03"])
            try await asSuperuser(database) { connection in
                try await connection.execute(
                    "select setval(pg_get_serial_sequence('accounts.account', 'account_id'), 6)")
            }
            let company = try await makeOrganisation(
                database, .propertyCompany, "许昌恒达物业公司")
            try await makeContract(database, company: company, compound: town.compound.scope)
            for (name, role) in [
                ("wangfang", Role.propertyManager), ("lijing", .propertyManager),
                ("zhaomin", .propertyClerk),
            ] {
                _ = try await makeAccount(database, name)
                try await appoint(name, as: role, at: company, in: database)
            }
            try await body(
                Office(
                    town: town, company: company, wang: Visitor(server, named: "wangfang"),
                    li: Visitor(server, named: "lijing"),
                    clerk: Visitor(server, named: "zhaomin")))
        }
    }
}
