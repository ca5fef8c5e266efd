import Access
import Core
import Postgres
import TestSupport
import Testing

@testable import Accounts

@Suite struct AccountTests {
    private let today = day("2026-03-02")

    @Test(arguments: [
        ("li", "李晓玉", "none"), ("李晓玉", "李晓玉", "none"), (" Li.Xiao-Yu_1 ", "x", "none"),
        (String(repeating: "长", count: 40), String(repeating: "长", count: 40), "none"),
        ("𠮷田", "𠮷", "none"),
        ("l", "x", "accountNameInvalid"), ("", "x", "accountNameInvalid"),
        (String(repeating: "长", count: 41), "x", "accountNameInvalid"),
        ("-li", "x", "accountNameInvalid"), ("li wang", "x", "accountNameInvalid"),
        ("li@x", "x", "accountNameInvalid"), ("<b>li</b>", "x", "accountNameInvalid"),
        ("li\u{202E}x", "x", "accountNameInvalid"), ("李😀", "x", "accountNameInvalid"),
        ("li\u{0}", "x", "accountNameInvalid"),
        ("li", "", "displayNameInvalid"), ("li", " \u{3000}", "displayNameInvalid"),
        ("li", String(repeating: "长", count: 41), "displayNameInvalid"),
        ("li", "李\u{202E}晓", "displayNameInvalid"), ("li", "李\n晓", "displayNameInvalid"),
    ])
    func namesAreTakenOrNot(name: String, displayName: String, code: String) async throws {
        try await withDatabase { database in
            let said = try await refusal {
                _ = try await AddAccount(database: database, passwords: testPasswords).perform(
                    .init(name: name, displayName: displayName), by: testActor, at: testMorning)
            }
            #expect(said == code)
        }
    }

    @Test func aNameIsTakenOnceHoweverWritten() async throws {
        try await withDatabase { database in
            let codes = try await withThrowingTaskGroup(of: String.self) { group in
                for name in ["li", "LI", " Li ", "lI"] {
                    group.addTask {
                        try await refusal { _ = try await makeAccount(database, name) }
                    }
                }
                return try await group.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(codes.sorted() == Array(repeating: "accountNameTaken", count: 3) + ["none"])
        }
    }

    /// Only who manages accounts does, and nobody locks out themselves.
    @Test func whoMayManageAccounts() async throws {
        try await withDatabase { database in
            let company = try await makeOrganisation(database, .propertyCompany, "恒达物业")
            let (account, _) = try await makeAccount(database, "zhao")
            let admin = try await makePerson(
                database, "guan", as: .administrator, at: .installation)
            let others = [
                try await makePerson(database, "wang", as: .propertyManager, at: company),
                try await makePerson(database, "shen", as: .auditor, at: .installation),
                Actor.account(AccountID(9), name: "x", grants: []),
                Actor(kind: .resident, name: "居民"),
            ]
            let reset = ResetPassword(database: database, passwords: testPasswords)
            let disable = DisableAccount(database: database)
            let enable = EnableAccount(database: database)
            let (id, now) = (account.id, testMorning)
            for actor in others {
                for act in [
                    { _ = try await makeAccount(database, "xx", by: actor) },
                    { _ = try await reset.perform(account: id, by: actor, at: now) },
                    {
                        try await disable.perform(
                            .init(account: id, reason: "x"), by: actor, at: now)
                    },
                    { try await enable.perform(account: id, by: actor, at: now) },
                    {
                        _ = try await ListAccounts(database: database).perform(by: actor, on: today)
                    },
                ] as [() async throws -> Void] {
                    #expect(try await refusal(act) == "notPermitted")
                }
            }
            let own = try #require(admin.account)
            func disabling(_ id: AccountID, _ reason: String = "x") -> () async throws -> Void {
                {
                    try await disable.perform(
                        .init(account: id, reason: reason), by: admin, at: now)
                }
            }
            let enabling = { _ = try await enable.perform(account: id, by: admin, at: now) }
            for (act, code) in [
                ({ _ = try await reset.perform(account: own, by: admin, at: now) }, "ownPassword"),
                (disabling(own), "ownAccount"), (disabling(id), "none"),
                (disabling(id), "alreadyDisabled"), (disabling(AccountID(99)), "unknownAccount"),
                (disabling(id, ""), "reasonInvalid"), (enabling, "none"),
                (enabling, "notDisabled"),
            ] as [(() async throws -> Void, String)] {
                #expect(try await refusal(act) == code)
            }
        }
    }

    @Test func aListSearchesAndPages() async throws {
        try await withDatabase { database in
            let company = try await makeOrganisation(database, .propertyCompany, "恒达物业")
            for name in ["chen", "li", "wang", "a_b"] {
                _ = try await makeAccount(database, name, displayName: "\(name)先生")
            }
            try await appoint("li", as: .propertyClerk, at: company, in: database)
            let list = ListAccounts(database: database)
            let all = try await list.perform(by: testActor, on: day("2026-03-02"))
            #expect(all.count == 4)
            #expect(all.rows.map(\.account.name) == ["a_b", "chen", "li", "wang"])
            #expect(all.rows[2].appointments == ["物业收费员 @ 恒达物业"])
            #expect(all.rows[1].appointments.isEmpty)
            #expect(all.rows.allSatisfy { $0.mustChangePassword && $0.lastSignedInAt == nil })
            let page = try await list.perform(
                .init(limit: 2, offset: 2), by: testActor, on: day("2026-03-02"))
            #expect(page.count == 4)
            #expect(page.rows.map(\.account.name) == ["li", "wang"])
            for (search, names) in [
                ("an", ["wang"]), ("先生", ["a_b", "chen", "li", "wang"]), ("_", ["a_b"]), ("%", []),
                ("\\", []), ("\0", ["a_b", "chen", "li", "wang"]),
            ] {
                let found = try await list.perform(
                    .init(search: search), by: testActor, on: day("2026-03-02"))
                #expect(found.rows.map(\.account.name) == names, "\(search)")
                #expect(found.count == names.count)
            }
        }
    }

    @Test func aListIsFilteredAndSorted() async throws {
        try await withDatabase { database in
            let people = [("wang", "陈一"), ("chen", "白二"), ("li", "艾三")]
            for (name, shown) in people {
                _ = try await makeAccount(database, name, displayName: shown)
            }
            let list = ListAccounts(database: database)
            func names(_ input: ListAccounts.Input) async throws -> [String] {
                let found = try await list.perform(input, by: testActor, on: today)
                #expect(found.count == found.rows.count)
                return found.rows.map(\.account.name)
            }
            #expect(try await names(.init(sort: .added)) == ["wang", "chen", "li"])
            #expect(try await names(.init(sort: .displayName)) == ["li", "chen", "wang"])
            #expect(
                try await names(.init(sort: .name, descending: true)) == ["wang", "li", "chen"])
            let chen = try #require(
                try await list.perform(.init(search: "chen"), by: testActor, on: today).rows.first)
            _ = try await DisableAccount(database: database).perform(
                .init(account: chen.account.id, reason: "离职"), by: testActor, at: testMorning)
            #expect(try await names(.init(state: .disabled)) == ["chen"])
            #expect(try await names(.init(state: .open)) == ["li", "wang"])
        }
    }

    @Test func oneAccountIsRead() async throws {
        try await withDatabase { database in
            let company = try await makeOrganisation(database, .propertyCompany, "恒达物业")
            let li = try await makePerson(database, "li", as: .propertyClerk, at: company)
            let admin = try await makePerson(
                database, "guan", as: .administrator, at: .installation)
            let id = try #require(li.account)
            let read = ReadAccount(database: database)
            let found = try await read.perform(id, by: admin, at: testMorning, on: today)
            #expect(found.row.account.name == "li" && found.secondFactorSince == nil)
            #expect(found.appointments.map(\.role) == [.propertyClerk])
            #expect(found.visits.map(\.isOpen) == [true])
            let later = Timestamp(
                microseconds: testMorning.microseconds + SessionLimits.idle * 1_000_000)
            let idle = try await read.perform(id, by: admin, at: later, on: today)
            #expect(idle.visits.map(\.isOpen) == [false])
            for (account, actor, code) in [
                (AccountID(999), admin, "unknownAccount"), (id, li, "notPermitted"),
            ] {
                let said = try await refusal {
                    _ = try await read.perform(account, by: actor, at: testMorning, on: today)
                }
                #expect(said == code)
            }
        }
    }
}
