import Access
import Core
import Postgres
import TestSupport
import Testing

@testable import Accounts

@Suite struct SignInTests {
    private func attempt(
        _ name: String, _ password: String, from address: String = "198.51.100.7",
        at now: Timestamp = testMorning, in database: Database
    ) async throws -> String {
        try await refusal {
            _ = try await SignIn(database: database, passwords: testPasswords).perform(
                SignIn.Input(name: name, password: password, address: address), at: now)
        }
    }

    private func later(_ seconds: Int64) -> Timestamp {
        Timestamp(microseconds: testMorning.microseconds + seconds * 1_000_000)
    }

    @Test func aNameAndItsPasswordBecomeASession() async throws {
        try await withDatabase { database in
            let (account, password) = try await makeAccount(database, "li", displayName: "李晓玉")
            let signedIn = try await SignIn(database: database, passwords: testPasswords).perform(
                .init(name: " LI ", password: password, address: "192.0.2.1"), at: testMorning)
            #expect(signedIn.account == account.id)
            #expect(signedIn.displayName == "李晓玉")
            #expect(signedIn.mustChangePassword)
            #expect(signedIn.token.count == 43)
            let session = try #require(
                try await ReadSession(database: database).perform(
                    token: signedIn.token, at: testMorning, today: day("2026-03-02")))
            #expect(session.account == account.id)
            #expect(session.name == "li")
            #expect(session.actor.grants.isEmpty)
            #expect(session.csrfSeed.count == 32)
            #expect(try await auditProblems(database) == [])
        }
    }

    /// The sentence is the same whether there is such a name or not.
    @Test func whatDoesNotFitIsRefusedAlike() async throws {
        try await withDatabase { database in
            let (_, password) = try await makeAccount(database, "li")
            for (name, typed) in [
                ("li", password + "x"), ("li", ""), ("nobody", password), ("", ""),
                (String(repeating: "长", count: 5000), String(repeating: "x", count: 100_000)),
                ("li' or '1'='1", "' or '1'='1"), ("li\u{0}", password),
            ] {
                let code = try await attempt(name, typed, from: "addr \(name.count)", in: database)
                #expect(code == "wrongNameOrPassword", "\(name.prefix(20))")
            }
        }
    }

    @Test func aDisabledAccountIsToldOnlyToWhoKnowsItsPassword() async throws {
        try await withDatabase { database in
            let (account, password) = try await makeAccount(database, "li")
            try await DisableAccount(database: database).perform(
                .init(account: account.id, reason: "离职"), by: testActor, at: testMorning)
            #expect(try await attempt("li", password, in: database) == "accountDisabled")
            #expect(try await attempt("li", "x", in: database) == "wrongNameOrPassword")
            try await EnableAccount(database: database).perform(
                account: account.id, by: testActor, at: testMorning)
            #expect(try await attempt("li", password, in: database) == "none")
        }
    }

    @Test func fiveFailuresAreFreeThenTheWaitDoubles() async throws {
        try await withDatabase { database in
            let (_, password) = try await makeAccount(database, "li")
            for _ in 0..<5 {
                #expect(try await attempt("li", "x", in: database) == "wrongNameOrPassword")
            }
            // not even the right one, and from nowhere else
            #expect(try await attempt("li", password, in: database) == "tooManyAttempts")
            #expect(
                try await attempt("LI", password, from: "198.51.100.8", in: database)
                    == "tooManyAttempts")
            #expect(
                try await attempt("li", "x", at: later(1), in: database) == "wrongNameOrPassword")
            #expect(
                try await attempt("li", password, at: later(2), in: database) == "tooManyAttempts")
            #expect(try await attempt("li", password, at: later(3), in: database) == "none")
            // who signed in starts anew
            #expect(try await attempt("li", "x", at: later(4), in: database) != "tooManyAttempts")
        }
    }

    /// A guesser elsewhere slows the account down, but not for its owner at the usual desk.
    @Test func aKnownAddressIsNotKeptOut() async throws {
        try await withDatabase { database in
            let (_, password) = try await makeAccount(database, "li")
            #expect(try await attempt("li", password, from: "desk", in: database) == "none")
            for _ in 0..<5 { _ = try await attempt("li", "x", from: "elsewhere", in: database) }
            #expect(
                try await attempt("li", password, from: "elsewhere", in: database)
                    == "tooManyAttempts")
            #expect(try await attempt("li", password, from: "desk", in: database) == "none")
        }
    }

    @Test func oneAddressTriesManyNamesMoreSlowly() async throws {
        try await withDatabase { database in
            for number in 0..<30 {
                let code = try await attempt("name\(number)", "x", in: database)
                #expect(code == "wrongNameOrPassword")
            }
            let here = try await attempt("name31", "x", in: database)
            #expect(here == "tooManyAttempts")
            let elsewhere = try await attempt("name31", "x", from: "other", in: database)
            #expect(elsewhere == "wrongNameOrPassword")
        }
    }

    /// Many at once have no more tries than one after the other.
    @Test func attemptsAtOnceAreCountedBeforeTheyAreMade() async throws {
        try await withDatabase { database in
            _ = try await makeAccount(database, "li")
            let codes = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        try await attempt("li", "x", from: "addr\(number)", in: database)
                    }
                }
                return try await group.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(codes.count { $0 == "wrongNameOrPassword" } == 5)
            #expect(codes.count { $0 == "tooManyAttempts" } == 11)
        }
    }

    /// The log has who was tried, and never what was typed for a name that nobody has.
    @Test func failuresStandInTheLog() async throws {
        try await withDatabase { database in
            _ = try await makeAccount(database, "li")
            _ = try await attempt("li", "x", in: database)
            _ = try await attempt("my-secret-password", "x", in: database)
            let details = try await database.query(
                "select detail::text from access.audit_entry where action = 'SignInFailed'"
            ).map { try $0.decode(String.self) }
            #expect(details.count == 1)
            #expect(details.first?.contains("198.51.100.7") == true)
            #expect(try await auditProblems(database) == [])
        }
    }
}
