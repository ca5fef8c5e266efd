import Access
import Core
import Postgres
import TestSupport
import Testing

@testable import Accounts

@Suite struct PasswordChangeTests {
    private func change(
        _ token: String, _ current: String, _ new: String, by actor: Actor,
        at now: Timestamp = testMorning, in database: Database
    ) async throws -> String {
        try await ChangePassword(database: database, passwords: testPasswords).perform(
            ChangePassword.Input(token: token, current: current, new: new), by: actor, at: now
        ).token
    }

    private func session(_ token: String, in database: Database) async throws -> Session? {
        try await ReadSession(database: database).perform(
            token: token, at: testMorning, today: day("2026-03-02"))
    }

    @Test func renewsThisSessionAndEndsTheOthers() async throws {
        try await withDatabase { database in
            let (_, password) = try await makeAccount(database, "li")
            let (first, session) = try await signIn("li", password, in: database)
            let (second, _) = try await signIn("li", password, in: database)
            #expect(session.mustChangePassword)
            let renewed = try await change(
                first, password, "tiger-lamp-9", by: session.actor, in: database)
            #expect(try await self.session(renewed, in: database)?.mustChangePassword == false)
            #expect(try await self.session(first, in: database) == nil)
            #expect(try await self.session(second, in: database) == nil)
            _ = try await signIn("li", "tiger-lamp-9", in: database)
            let old = try await refusal { _ = try await signIn("li", password, in: database) }
            #expect(old == "wrongNameOrPassword")
            #expect(try await auditProblems(database) == [])
        }
    }

    /// Each row takes one fault away from the row before.
    @Test func refusals() async throws {
        try await withDatabase { database in
            let (_, password) = try await makeAccount(database, "li", displayName: "李晓玉")
            let (token, session) = try await signIn("li", password, in: database)
            for (actor, token, current, new, code) in [
                (testActor, "x", "x", "short", "notSignedIn"),
                (session.actor, "x", "x", "short", "passwordTooShort"),
                (session.actor, "x", "x", "李晓玉linli7x9k", "passwordNamesYou"),
                (session.actor, "x", "x", password, "wrongPassword"),
                (session.actor, "x", password, password, "passwordSameAsBefore"),
                (session.actor, "x", password, "tiger-lamp-9", "sessionEnded"),
                (session.actor, token, password, "tiger-lamp-9", "none"),
            ] {
                let said = try await refusal {
                    _ = try await change(token, current, new, by: actor, in: database)
                }
                #expect(said == code)
            }
        }
    }

    @Test func guessingTheCurrentOneIsThrottled() async throws {
        try await withDatabase { database in
            let (_, password) = try await makeAccount(database, "li")
            let (token, session) = try await signIn("li", password, in: database)
            var codes: [String] = []
            for _ in 0..<6 {
                codes.append(
                    try await refusal {
                        _ = try await change(
                            token, "x", "tiger-lamp-9", by: session.actor, in: database)
                    })
            }
            #expect(codes.dropLast().allSatisfy { $0 == "wrongPassword" })
            #expect(codes.last == "tooManyAttempts")
        }
    }

    @Test func twiceAtOnceChangesOnce() async throws {
        try await withDatabase { database in
            let (_, password) = try await makeAccount(database, "li")
            let (token, session) = try await signIn("li", password, in: database)
            let codes = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<2 {
                    group.addTask {
                        try await refusal {
                            _ = try await change(
                                token, password, "tiger-lamp-\(number)", by: session.actor,
                                in: database)
                        }
                    }
                }
                return try await group.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(codes.sorted() == ["none", "sessionEnded"])
            #expect(try await auditProblems(database) == [])
        }
    }

    @Test func aResetLeavesNothingToWhoHadTheOldOne() async throws {
        try await withDatabase { database in
            let (account, password) = try await makeAccount(database, "li")
            let (token, session) = try await signIn("li", password, in: database)
            let issued = try await IssueAccessToken(database: database).perform(
                .init(name: "对账", permissions: [.readFees], days: 30), by: session.actor,
                at: testMorning)
            let reset = try await ResetPassword(database: database, passwords: testPasswords)
                .perform(account: account.id, by: testActor, at: testMorning)
            #expect(try await self.session(token, in: database) == nil)
            let holder = try await ReadAccessToken(database: database).perform(
                token: issued.token, at: testMorning, today: day("2026-03-02"))
            #expect(holder == nil)
            let (_, again) = try await signIn("li", reset.initialPassword, in: database)
            #expect(again.mustChangePassword)
            let old = try await refusal { _ = try await signIn("li", password, in: database) }
            #expect(old == "wrongNameOrPassword")
            #expect(try await auditProblems(database) == [])
        }
    }
}
