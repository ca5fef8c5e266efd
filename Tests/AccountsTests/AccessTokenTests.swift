import Access
import Core
import Postgres
import Secrets
import TestSupport
import Testing

@testable import Accounts

@Suite struct AccessTokenTests {
    private func later(days: Int64) -> Timestamp {
        Timestamp(microseconds: testMorning.microseconds + days * 86_400_000_000)
    }

    private func read(
        _ token: String, at now: Timestamp = testMorning, in database: Database
    ) async throws -> AccessTokenHolder? {
        try await ReadAccessToken(database: database).perform(
            token: token, at: now, today: now.dayInShanghai)
    }

    private func issue(
        _ input: IssueAccessToken.Input, by actor: Actor, in database: Database
    ) async throws -> IssueAccessToken.Outcome {
        try await IssueAccessToken(database: database).perform(input, by: actor, at: testMorning)
    }

    /// A clerk of two compounds.
    private func withClerk(
        _ body: (Database, Actor, [ScopeID]) async throws -> Void
    ) async throws {
        try await withDatabase { database in
            let company = try await makeOrganisation(database, .propertyCompany, "恒达物业")
            let first = try await makeCompound(database, name: "甲").scope
            let second = try await makeCompound(database, name: "乙").scope
            for compound in [first, second] {
                try await makeContract(database, company: company, compound: compound)
            }
            let clerk = try await makePerson(database, "li", as: .propertyClerk, at: company)
            try await body(database, clerk, [company, first, second])
        }
    }

    @Test func givesNoMoreThanItsOwnerHasAndItsNameSays() async throws {
        try await withClerk { database, clerk, scopes in
            let all = try await issue(
                .init(name: "全部", permissions: Permission.allCases, days: 1), by: clerk,
                in: database)
            #expect(all.token.hasPrefix("linli_"))
            let holder = try #require(try await read(all.token, in: database))
            #expect(holder.actor.grants == clerk.grants)
            #expect(holder.actor.accessToken == all.accessToken)
            let few = try await issue(
                .init(
                    name: "对账", permissions: [.readFees, .readAudit],
                    scopes: [scopes[1], ScopeID(999)], days: 1),
                by: clerk, in: database)
            let limited = try #require(try await read(few.token, in: database)).actor
            #expect(limited.reach(for: .readFees) == [scopes[1]])
            #expect(limited.reach(for: .takePayment) == [])
            #expect(limited.reach(for: .readAudit) == [])
            #expect(throws: PermissionRefusal.self) {
                try limited.require(.readFees, in: scopes[2])
            }
            #expect(throws: PermissionRefusal.self) {
                try limited.require(.takePayment, in: scopes[1])
            }
            try limited.require(.readFees, in: scopes[1])
            #expect(try await auditProblems(database) == [])
        }
    }

    /// An auditor reaches everywhere; a token of theirs may be kept to a compound.
    @Test func everywhereIsLimitedToo() async throws {
        try await withDatabase { database in
            let auditor = try await makePerson(database, "shen", as: .auditor, at: .installation)
            let token = try await issue(
                .init(
                    name: "x", permissions: [.readAudit], scopes: [ScopeID(7), ScopeID(3)],
                    days: 1),
                by: auditor, in: database
            ).token
            let actor = try #require(try await read(token, in: database)).actor
            #expect(actor.reach(for: .readAudit) == [ScopeID(3), ScopeID(7)])
        }
    }

    @Test func isOverWhenItSaysOrWhenRevoked() async throws {
        try await withClerk { database, clerk, _ in
            let token = try await issue(
                .init(name: "x", permissions: [.readFees], days: 2), by: clerk, in: database)
            #expect(token.expiresAt == later(days: 2))
            let last = Timestamp(microseconds: later(days: 2).microseconds - 1)
            #expect(try await read(token.token, at: last, in: database) != nil)
            #expect(try await read(token.token, at: later(days: 2), in: database) == nil)
            let revoke = RevokeAccessToken(database: database)
            for _ in 0..<2 {
                let revoked = try await revoke.perform(
                    token.accessToken, by: clerk, at: testMorning)
                #expect(revoked.state(at: testMorning) == .revoked)
            }
            #expect(try await read(token.token, in: database) == nil)
            #expect(try await auditProblems(database) == [])
        }
    }

    @Test func noOneElsesTokens() async throws {
        try await withClerk { database, clerk, _ in
            let token = try await issue(
                .init(name: "x", permissions: [.readFees], days: 2), by: clerk, in: database)
            let admin = try await makePerson(
                database, "guan", as: .administrator, at: .installation)
            let revoke = RevokeAccessToken(database: database)
            let unknown = try await refusal {
                _ = try await revoke.perform(token.accessToken, by: admin, at: testMorning)
            }
            #expect(unknown == "unknownToken")
            let list = ListAccessTokens(database: database)
            #expect(try await list.perform(by: admin, at: testMorning).tokens.isEmpty)
            #expect(try await list.perform(by: clerk, at: testMorning).tokens.count == 1)
            let foreign = try await refusal {
                _ = try await list.perform(account: clerk.account, by: admin, at: testMorning)
            }
            #expect(foreign == "foreignAccount")
            let atTerminal = try await list.perform(
                account: clerk.account, by: testActor, at: testMorning)
            #expect(atTerminal.tokens.map(\.name) == ["x"])
            _ = try await revoke.perform(token.accessToken, by: testActor, at: testMorning)
        }
    }

    /// A token that may do little must not come to do more, nor lock its owner out.
    @Test func aTokenDealsWithNoAccountMatters() async throws {
        try await withClerk { database, clerk, _ in
            let token = try await issue(
                .init(name: "x", permissions: [.readFees], days: 2), by: clerk, in: database)
            let program = try #require(try await read(token.token, in: database)).actor
            let account = clerk.account
            for act in [
                {
                    _ = try await issue(
                        .init(name: "y", permissions: [.takePayment], days: 1), by: program,
                        in: database)
                },
                {
                    _ = try await issue(
                        .init(account: account, name: "y", permissions: [.readFees], days: 1),
                        by: program, in: database)
                },
                {
                    _ = try await SignOutEverywhere(database: database).perform(
                        by: program, at: testMorning)
                },
                {
                    _ = try await EnrolSecondFactor(
                        database: database, passwords: testPasswords, key: SecretKey()
                    ).perform(password: "x", by: program, at: testMorning)
                },
                {
                    _ = try await ChangePassword(database: database, passwords: testPasswords)
                        .perform(
                            .init(token: "x", current: "x", new: "tiger-lamp-9"), by: program,
                            at: testMorning)
                },
            ] as [() async throws -> Void] {
                #expect(try await refusal(act) == "notByToken")
            }
            // what takes away only, it may
            _ = try await RevokeAccessToken(database: database).perform(
                token.accessToken, by: program, at: testMorning)
            let named = try await database.query(
                """
                select detail ->> 'accessToken' from access.audit_entry
                where action = 'RevokeAccessToken'
                """
            ).only().decode(String?.self)
            #expect(named == "\(token.accessToken)")
        }
    }

    @Test func aDisabledAccountsTokensAreGoneForGood() async throws {
        try await withClerk { database, clerk, _ in
            let token = try await issue(
                .init(name: "x", permissions: [.readFees], days: 2), by: clerk, in: database)
            let id = try #require(clerk.account)
            try await DisableAccount(database: database).perform(
                .init(account: id, reason: "离职"), by: testActor, at: testMorning)
            try await EnableAccount(database: database).perform(
                account: id, by: testActor, at: testMorning)
            #expect(try await read(token.token, in: database) == nil)
            #expect(try await auditProblems(database) == [])
        }
    }

    /// Each row takes one fault away from the row before.
    @Test func issuingIsRefused() async throws {
        try await withClerk { database, clerk, scopes in
            let long = String(repeating: "长", count: 61)
            let many = (0..<1001).map { ScopeID(Int64($0)) }
            for (actor, input, code) in [
                (
                    testActor, IssueAccessToken.Input(name: "", permissions: [], days: 0),
                    "notSignedIn"
                ),
                (
                    clerk, .init(account: AccountID(999), name: "", permissions: [], days: 0),
                    "foreignAccount"
                ),
                (clerk, .init(name: " ", permissions: [], days: 0), "tokenNameInvalid"),
                (clerk, .init(name: long, permissions: [], days: 0), "tokenNameInvalid"),
                (clerk, .init(name: "x", permissions: [], days: 0), "permissionsMissing"),
                (
                    clerk, .init(name: "x", permissions: [.readFees], scopes: many, days: 0),
                    "scopesTooMany"
                ),
                (clerk, .init(name: "x", permissions: [.readFees], days: 0), "daysOutOfRange"),
                (clerk, .init(name: "x", permissions: [.readFees], days: 367), "daysOutOfRange"),
                (clerk, .init(name: "x", permissions: [.readFees], days: 366), "none"),
                (
                    testActor,
                    .init(account: AccountID(999), name: "x", permissions: [.readFees], days: 1),
                    "unknownAccount"
                ),
                (
                    testActor,
                    .init(account: clerk.account, name: "x", permissions: [.readFees], days: 1),
                    "none"
                ),
            ] {
                let said = try await refusal { _ = try await issue(input, by: actor, in: database) }
                #expect(said == code)
            }
            for number in 2..<50 {
                _ = try await issue(
                    .init(name: "x\(number)", permissions: [.readFees], days: 1), by: clerk,
                    in: database)
            }
            let said = try await refusal {
                _ = try await issue(
                    .init(name: "x", permissions: [.readFees], days: 1), by: clerk, in: database)
            }
            #expect(said == "tooManyTokens")
        }
    }

    @Test(arguments: ["", "linli_", "linli_x", "x", "linli_' or 1=1 --", "linli_\u{0}"])
    func whatIsNoTokenIsNobody(token: String) async throws {
        try await withDatabase { database in
            let found = try await read(token, in: database)
            #expect(found == nil)
        }
    }
}
