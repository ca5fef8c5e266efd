import Access
import Accounts
import Contracts
import Core
import Postgres
import Registry
import Resolutions

/// Somebody of the example who can log in.
public struct ExamplePerson: Sendable {
    public let name: String
    public let displayName: String
    public let role: Role
    public let body: String
    /// Nil where the account was there before: passwords are kept nowhere.
    public let initialPassword: String?
}

extension ExamplePerson: JSONConvertible {
    public var json: JSON {
        [
            "name": .string(name), "displayName": .string(displayName),
            "role": .string(role.rawValue), "roleTitle": .string(role.title),
            "body": .string(body), "initialPassword": JSON(initialPassword),
        ]
    }
}

// Who works with 文宴雅居. The source names none of them: street, community, company and people are
// made up, and say so.

extension LoadExample {
    static let street = "示例街道"
    static let community = "示例社区"
    private static let company = "示例物业服务公司"
    private static let party = "示例社区党支部"
    private static let bureau = "许昌市住房和城乡建设局"

    /// The company, with a contract from the month that is billed first.
    func companyWithContract(
        for compound: ScopeID, by actor: Actor, on today: CivilDate
    ) async throws -> ScopeID {
        let database = installation.database
        let company = try await AddOrganisation(database: database).perform(
            kind: .propertyCompany, name: LoadExample.company, by: actor
        ).organisation.scope
        let known = try await ListServiceContracts(database: database).perform(
            ListServiceContracts.Input(compound: compound), by: actor)
        guard known.contracts.isEmpty else { return company }
        let resolution = try await RecordResolution(database: database).perform(
            RecordResolution.Input(
                scope: compound, kind: .historical, body: .ownersAssembly,
                title: "关于选聘示例物业服务公司的决定", adoptedOn: LoadExample.adoptedOn,
                source: "示例数据"),
            by: actor, on: today
        ).resolution.id
        _ = try await RecordServiceContract(database: database).perform(
            RecordServiceContract.Input(
                compound: compound, company: company, from: LoadExample.billedOn,
                resolution: resolution),
            by: actor)
        return company
    }

    /// Each with an appointment, which the terminal proposes and confirms. Accounts that are there
    /// are left alone.
    func people(
        company: ScopeID, compound: ScopeID, by actor: Actor, at now: Timestamp
    ) async throws -> [ExamplePerson] {
        let city = ["许昌市"]
        let add = AddOrganisation(database: installation.database)
        let party = try await add.perform(
            kind: .partyOrganisation, name: LoadExample.party,
            region: city + ["魏都区", LoadExample.street, LoadExample.community], by: actor
        ).organisation.scope
        let bureau = try await add.perform(
            kind: .housingBureau, name: LoadExample.bureau, region: city, by: actor
        ).organisation.scope
        let all: [(name: String, displayName: String, Role, ScopeID, String)] = [
            ("admin", "系统管理员", .administrator, .installation, "本系统"),
            ("auditor", "审计员", .auditor, .installation, "本系统"),
            ("clerk", "收费员小李", .propertyClerk, company, LoadExample.company),
            ("manager", "经理老王", .propertyManager, company, LoadExample.company),
            ("secretary", "社区书记", .communityPartyOrganisation, party, LoadExample.party),
            ("committee", "业委会委员", .ownersCommittee, compound, LoadExample.name),
            ("bureau", "住建局科员", .housingBureau, bureau, LoadExample.bureau),
        ]
        var people: [ExamplePerson] = []
        for (name, displayName, role, body, bodyName) in all {
            let password = try await account(name, displayName, by: actor, at: now)
            if password != nil { try await appoint(name, as: role, at: body, by: actor, at: now) }
            people.append(
                ExamplePerson(
                    name: name, displayName: displayName, role: role, body: bodyName,
                    initialPassword: password))
        }
        return people
    }

    /// - Returns: the initial password; nil where there was such an account.
    private func account(
        _ name: String, _ displayName: String, by actor: Actor, at now: Timestamp
    ) async throws -> String? {
        do {
            return try await AddAccount(
                database: installation.database, passwords: installation.passwords
            ).perform(
                AddAccount.Input(name: name, displayName: displayName), by: actor, at: now
            ).initialPassword
        } catch AccountRefusal.nameTaken {
            return nil
        }
    }

    private func appoint(
        _ name: String, as role: Role, at body: ScopeID, by actor: Actor, at now: Timestamp
    ) async throws {
        let database = installation.database
        let today = now.dayInShanghai
        let proposed = try await ProposeAppointment(database: database).perform(
            ProposeAppointment.Input(account: name, role: role, body: body, from: today),
            by: actor, on: today)
        _ = try await ConfirmAppointment(database: database).perform(
            proposed.id, by: actor, at: now, on: today)
    }
}
