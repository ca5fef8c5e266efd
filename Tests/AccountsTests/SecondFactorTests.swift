import Access
import Core
import Postgres
import Secrets
import TestSupport
import Testing

@testable import Accounts

@Suite struct SecondFactorTests {
    /// 李 with a phone.
    private struct Person {
        let database: Database
        let key = SecretKey()
        let account: AccountID
        let password: String
        let actor: Actor
        let secret: String
        let recovery: [String]

        init(_ database: Database) async throws {
            self.database = database
            let (made, password) = try await makeAccount(database, "li")
            account = made.id
            self.password = password
            actor = try await signIn("li", password, in: database).session.actor
            let enrolled = try await EnrolSecondFactor(
                database: database, passwords: testPasswords, key: key
            ).perform(password: password, by: actor, at: testMorning)
            secret = enrolled.secret
            recovery = try await ConfirmSecondFactor(database: database, key: key).perform(
                code: timeCode(secret, at: testMorning), by: actor, at: testMorning
            ).recoveryCodes
        }

        func code(after seconds: Int64 = 0) -> String { timeCode(secret, at: later(seconds)) }

        func later(_ seconds: Int64) -> Timestamp {
            Timestamp(microseconds: testMorning.microseconds + seconds * 1_000_000)
        }

        func password(after seconds: Int64 = 60) async throws -> SignedIn {
            try await SignIn(database: database, passwords: testPasswords).perform(
                .init(name: "li", password: password, address: "desk"), at: later(seconds))
        }

        func confirm(
            _ waiting: SignedIn, _ code: String, after seconds: Int64 = 60
        ) async throws -> SignedIn {
            try await ConfirmSignIn(database: database, key: key).perform(
                .init(token: waiting.token, code: code), at: later(seconds))
        }

        func isSignedIn(_ token: String, after seconds: Int64 = 60) async throws -> Bool {
            try await ReadSession(database: database).perform(
                token: token, at: later(seconds), today: day("2026-03-02")) != nil
        }
    }

    @Test func signingInTakesACodeToo() async throws {
        try await withDatabase { database in
            let li = try await Person(database)
            let waiting = try await li.password()
            #expect(waiting.needsCode)
            let early = try await li.isSignedIn(waiting.token)
            #expect(!early)
            let signedIn = try await li.confirm(waiting, " \(li.code(after: 60)) ")
            #expect(!signedIn.needsCode)
            #expect(signedIn.token != waiting.token)
            let late = try await li.isSignedIn(signedIn.token)
            #expect(late)
            // the same step is used once, and the same sign-in too
            let again = try await refusal {
                _ = try await li.confirm(waiting, li.code(after: 90), after: 90)
            }
            #expect(again == "signInExpired")
            #expect(try await auditProblems(database) == [])
        }
    }

    @Test func aCodeIsTakenOnce() async throws {
        try await withDatabase { database in
            let li = try await Person(database)
            let (first, second) = (try await li.password(), try await li.password())
            // the code that confirmed the phone itself
            let used = try await refusal { _ = try await li.confirm(first, li.code()) }
            #expect(used == "wrongCode")
            _ = try await li.confirm(first, li.code(after: 60))
            let again = try await refusal {
                _ = try await li.confirm(second, li.code(after: 60))
            }
            #expect(again == "wrongCode")
            _ = try await li.confirm(second, li.code(after: 90))
            #expect(try await auditProblems(database) == [])
        }
    }

    @Test func oneCodeAtManyPlacesAtOnceIsTakenOnce() async throws {
        try await withDatabase { database in
            let li = try await Person(database)
            var waiting: [SignedIn] = []
            for _ in 0..<4 { waiting.append(try await li.password()) }
            let codes = try await withThrowingTaskGroup(of: String.self) { group in
                for one in waiting {
                    group.addTask {
                        try await refusal { _ = try await li.confirm(one, li.code(after: 60)) }
                    }
                }
                return try await group.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(codes.filter { $0 == "none" }.count == 1)
            #expect(codes.filter { $0 == "wrongCode" }.count == 3)
        }
    }

    @Test func aRecoveryCodeIsTakenOnceHoweverTyped() async throws {
        try await withDatabase { database in
            let li = try await Person(database)
            #expect(li.recovery.count == 10)
            #expect(Set(li.recovery).count == 10)
            let typed = li.recovery[3].lowercased().replacing("-", with: " ")
            let signedIn = try await li.confirm(try await li.password(), typed)
            #expect(!signedIn.needsCode)
            let waiting = try await li.password()
            let again = try await refusal { _ = try await li.confirm(waiting, li.recovery[3]) }
            #expect(again == "wrongCode")
            _ = try await li.confirm(waiting, li.recovery[4])
            let state = try await ReadSecondFactor(database: database).perform(by: li.actor)
            #expect(state.since == testMorning)
            #expect(state.recoveryCodesLeft == 8)
            #expect(try await auditProblems(database) == [])
        }
    }

    @Test func aSignInWaitsFiveMinutesAndForItsPassword() async throws {
        try await withDatabase { database in
            let li = try await Person(database)
            let waiting = try await li.password()
            let last = 60 + SessionLimits.pending
            let late = try await refusal {
                _ = try await li.confirm(waiting, li.code(after: last), after: last)
            }
            #expect(late == "signInExpired")
            _ = try await li.confirm(waiting, li.code(after: last - 1), after: last - 1)
            let other = try await li.password(after: last)
            _ = try await ResetPassword(database: database, passwords: testPasswords).perform(
                account: li.account, by: testActor, at: li.later(last))
            let reset = try await refusal {
                _ = try await li.confirm(other, li.code(after: last + 60), after: last + 60)
            }
            #expect(reset == "signInExpired")
            for token in ["", "x", String(repeating: "x", count: 5000), "\u{0}"] {
                let unknown = try await refusal {
                    _ = try await ConfirmSignIn(database: database, key: li.key).perform(
                        .init(token: token, code: "123456"), at: testMorning)
                }
                #expect(unknown == "signInExpired")
            }
        }
    }

    @Test func guessingCodesIsSlowedDown() async throws {
        try await withDatabase { database in
            let li = try await Person(database)
            let waiting = try await li.password()
            for code in ["000000", "", "abc", "１２３４５６", String(repeating: "9", count: 5000)] {
                let said = try await refusal { _ = try await li.confirm(waiting, code) }
                #expect(said == "wrongCode", "\(code.prefix(10))")
            }
            let right = try await refusal {
                _ = try await li.confirm(waiting, li.code(after: 60))
            }
            #expect(right == "tooManyAttempts")
            _ = try await li.confirm(waiting, li.code(after: 62), after: 62)
        }
    }

    @Test func enrollingIsRefused() async throws {
        try await withDatabase { database in
            let li = try await Person(database)
            let enrol = EnrolSecondFactor(
                database: database, passwords: testPasswords, key: li.key)
            let confirm = ConfirmSecondFactor(database: database, key: li.key)
            let (_, password) = try await makeAccount(database, "wang")
            let wang = try await signIn("wang", password, in: database).session.actor
            for (act, code) in [
                (
                    { _ = try await enrol.perform(password: "x", by: testActor, at: testMorning) },
                    "notSignedIn"
                ),
                (
                    { _ = try await enrol.perform(password: "x", by: li.actor, at: testMorning) },
                    "wrongPassword"
                ),
                (
                    {
                        _ = try await enrol.perform(
                            password: li.password, by: li.actor, at: testMorning)
                    }, "secondFactorEnrolled"
                ),
                (
                    { _ = try await confirm.perform(code: "1", by: wang, at: testMorning) },
                    "secondFactorNotEnrolled"
                ),
                (
                    { _ = try await enrol.perform(password: password, by: wang, at: testMorning) },
                    "none"
                ),
                (
                    { _ = try await confirm.perform(code: "000000", by: wang, at: testMorning) },
                    "wrongCode"
                ),
                (
                    { _ = try await confirm.perform(code: "", by: wang, at: testMorning) },
                    "wrongCode"
                ),
            ] as [(() async throws -> Void, String)] {
                #expect(try await refusal(act) == code)
            }
            // not confirmed, it asks nothing
            let (_, session) = try await signIn("wang", password, in: database)
            #expect(session.name == "wang")
            // enrolled anew, the first secret is void
            let first = try await enrol.perform(
                password: password, by: wang, at: testMorning)
            let second = try await enrol.perform(
                password: password, by: wang, at: testMorning)
            let void = try await refusal {
                _ = try await confirm.perform(
                    code: timeCode(first.secret, at: testMorning), by: wang, at: testMorning)
            }
            #expect(void == "wrongCode")
            _ = try await confirm.perform(
                code: timeCode(second.secret, at: testMorning), by: wang, at: testMorning)
            #expect(second.uri.contains(second.secret))
            #expect(try await auditProblems(database) == [])
        }
    }

    @Test func itsOwnerOrAnAdministratorEndsIt() async throws {
        try await withDatabase { database in
            let li = try await Person(database)
            let end = EndSecondFactor(database: database, key: li.key)
            let wrong = try await refusal {
                try await end.perform(code: "000000", by: li.actor, at: testMorning)
            }
            #expect(wrong == "wrongCode")
            try await end.perform(code: li.recovery[0], by: li.actor, at: testMorning)
            #expect(try await !li.password().needsCode)
            let gone = try await refusal {
                try await end.perform(code: li.recovery[1], by: li.actor, at: testMorning)
            }
            #expect(gone == "secondFactorNotEnrolled")
            let admin = try await makePerson(
                database, "guan", as: .administrator, at: .installation)
            let reset = ResetSecondFactor(database: database)
            let none = try await refusal {
                try await reset.perform(account: li.account, by: admin, at: testMorning)
            }
            #expect(none == "secondFactorNotEnrolled")
            let own = try #require(admin.account)
            let himself = try await refusal {
                try await reset.perform(account: own, by: admin, at: testMorning)
            }
            #expect(himself == "ownAccount")
            let notHis = try await refusal {
                try await reset.perform(account: own, by: li.actor, at: testMorning)
            }
            #expect(notHis == "notPermitted")
            #expect(try await auditProblems(database) == [])
        }
    }

    /// One administrator alone becomes nobody else: who gave the password does not end the second
    /// factor, nor the other way round before its owner was there again.
    @Test func oneAdministratorAloneTakesNoAccountOver() async throws {
        try await withDatabase { database in
            let li = try await Person(database)
            let guan = try await makePerson(
                database, "guan", as: .administrator, at: .installation)
            let hou = try await makePerson(
                database, "hou", as: .administrator, at: .installation)
            let password = ResetPassword(database: database, passwords: testPasswords)
            let factor = ResetSecondFactor(database: database)
            func reset(by actor: Actor) async throws -> String {
                try await refusal {
                    _ = try await password.perform(
                        account: li.account, by: actor, at: testMorning)
                }
            }
            func end(by actor: Actor) async throws -> String {
                try await refusal {
                    try await factor.perform(account: li.account, by: actor, at: testMorning)
                }
            }
            #expect(try await reset(by: guan) == "none")
            #expect(try await end(by: guan) == "passwordByYou")
            #expect(try await end(by: hou) == "none")
            #expect(try await reset(by: hou) == "secondFactorByYou")
            let given = try await password.perform(
                account: li.account, by: guan, at: testMorning)
            // its owner is there again, and has a password that nobody gave
            let (token, session) = try await signIn(
                "li", given.initialPassword, at: li.later(60), in: database)
            #expect(try await reset(by: hou) == "none")
            _ = (token, session)
            #expect(try await auditProblems(database) == [])
        }
    }

    /// What lies in the database opens nothing without the key outside it.
    @Test func theSecretIsSealed() async throws {
        try await withDatabase { database in
            let li = try await Person(database)
            let waiting = try await li.password()
            let said = try await refusal {
                _ = try await ConfirmSignIn(database: database, key: SecretKey()).perform(
                    .init(token: waiting.token, code: li.code(after: 60)), at: li.later(60))
            }
            #expect(said == "wrongCode")
        }
    }
}
