import Access
import Accounts
import Application
import Contracts
import Core
import Postgres
import Registry
import Resolutions
import Secrets

/// Who opens the pages, made and signed in as everybody is.
struct PagePeople {
    /// The manager of a company that serves two hundred compounds, or as many as there are.
    let manager: String
    /// The working committee of a street, if the whole county were one: reaches every compound.
    let committee: String

    static let served = 200

    /// - Returns: their sessions' tokens.
    static func signIn(
        _ database: Database, compounds: Int, at now: Timestamp
    ) async throws -> PagePeople {
        let people = Arrival(database: database, now: now)
        let company = try await people.organisation(.propertyCompany, "许昌恒达物业公司")
        for n in 0..<min(compounds, served) {
            let scope = Int64(FillStore.firstScope + n)
            _ = try await RecordServiceContract(database: database).perform(
                RecordServiceContract.Input(
                    compound: ScopeID(scope), company: company,
                    from: CivilDate(daysSinceEpoch: now.dayInShanghai.daysSinceEpoch - 800),
                    resolution: ResolutionID(scope)),
                by: PaymentLoad.actor)
        }
        let street = try await people.organisation(
            .streetOffice, "东大街道办事处", region: ["许昌市", "魏都区"])
        return PagePeople(
            manager: try await people.session("manager", .propertyManager, at: company),
            committee: try await people.session("committee", .streetWorkingCommittee, at: street))
    }
}

/// Makes somebody who works here.
private struct Arrival {
    let database: Database
    let now: Timestamp
    private let passwords = Passwords()

    init(database: Database, now: Timestamp) {
        self.database = database
        self.now = now
    }

    private var today: CivilDate { now.dayInShanghai }

    func organisation(
        _ kind: Organisation.Kind, _ name: String, region: [String] = []
    ) async throws -> ScopeID {
        try await AddOrganisation(database: database).perform(
            kind: kind, name: name, region: region, by: PaymentLoad.actor
        ).organisation.scope
    }

    func session(_ name: String, _ role: Role, at body: ScopeID) async throws -> String {
        let actor = PaymentLoad.actor
        let made = try await AddAccount(database: database, passwords: passwords).perform(
            AddAccount.Input(name: name, displayName: name), by: actor, at: now)
        let proposed = try await ProposeAppointment(database: database).perform(
            ProposeAppointment.Input(account: name, role: role, body: body, from: today),
            by: actor, on: today)
        _ = try await ConfirmAppointment(database: database).perform(
            proposed.id, by: actor, at: now, on: today)
        let first = try await SignIn(database: database, passwords: passwords).perform(
            SignIn.Input(name: name, password: made.initialPassword, address: "127.0.0.1"),
            at: now)
        guard
            let session = try await ReadSession(database: database).perform(
                token: first.token, at: now, today: today)
        else { throw BenchError("\(name) could not sign in") }
        // Nothing is open to those who still have the password that was printed.
        return try await ChangePassword(database: database, passwords: passwords).perform(
            ChangePassword.Input(
                token: first.token, current: made.initialPassword, new: made.initialPassword + "9"),
            by: session.actor, at: now
        ).token
    }
}
