import Access
import Core
import Postgres
import TestSupport
import Testing

@testable import Accounts

@Suite struct SessionTests {
    private func read(
        _ token: String, after seconds: Int64 = 0, in database: Database, passwordDays: Int? = nil
    ) async throws -> Session? {
        let now = later(seconds)
        return try await ReadSession(database: database, passwordDays: passwordDays).perform(
            token: token, at: now, today: now.dayInShanghai)
    }

    private func later(_ seconds: Int64) -> Timestamp {
        Timestamp(microseconds: testMorning.microseconds + seconds * 1_000_000)
    }

    @Test func endsWhenNotUsed() async throws {
        try await withDatabase { database in
            let (_, password) = try await makeAccount(database, "li")
            let (token, _) = try await signIn("li", password, in: database)
            let idle = SessionLimits.idle
            #expect(try await read(token, after: idle - 1, in: database) != nil)
            // that read was a use: half an hour from then
            #expect(try await read(token, after: idle * 2 - 2, in: database) != nil)
            #expect(try await read(token, after: idle * 3 - 2, in: database) == nil)
            #expect(try await read(token, after: idle * 2, in: database) != nil)
        }
    }

    @Test func endsAfterAWorkingDayHoweverUsed() async throws {
        try await withDatabase { database in
            let (_, password) = try await makeAccount(database, "li")
            let (token, _) = try await signIn("li", password, in: database)
            var seconds: Int64 = 0
            while seconds < SessionLimits.absolute {
                #expect(try await read(token, after: seconds, in: database) != nil, "\(seconds)")
                seconds += 1700
            }
            #expect(try await read(token, after: SessionLimits.absolute - 1, in: database) != nil)
            #expect(try await read(token, after: SessionLimits.absolute, in: database) == nil)
        }
    }

    /// Not every request writes.
    @Test func theLastUseIsNotedOnceAMinute() async throws {
        try await withDatabase { database in
            let (_, password) = try await makeAccount(database, "li")
            let (token, _) = try await signIn("li", password, in: database)
            for (after, seen) in [(60, 0), (61, 61), (62, 61), (121, 61), (122, 122)] {
                _ = try await read(token, after: Int64(after), in: database)
                let at = try await database.query("select seen_at from accounts.session")
                    .only().decode(Timestamp.self)
                #expect(at == later(Int64(seen)), "\(after)")
            }
        }
    }

    @Test(arguments: ["", "x", String(repeating: "x", count: 100_000), "' or 1=1 --", "\u{0}"])
    func whatIsNoTokenIsNobody(token: String) async throws {
        try await withDatabase { database in
            let found = try await read(token, in: database)
            #expect(found == nil)
        }
    }

    @Test func signingOutEndsOneOrAll() async throws {
        try await withDatabase { database in
            let (_, password) = try await makeAccount(database, "li")
            let (first, session) = try await signIn("li", password, in: database)
            let (second, _) = try await signIn("li", password, in: database)
            let (third, _) = try await signIn("li", password, in: database)
            let out = SignOut(database: database)
            try await out.perform(token: first, by: session.actor, at: testMorning)
            try await out.perform(token: first, by: session.actor, at: testMorning)
            #expect(try await read(first, in: database) == nil)
            #expect(try await read(second, in: database) != nil)
            let everywhere = SignOutEverywhere(database: database)
            #expect(try await everywhere.perform(by: session.actor, at: testMorning) == 2)
            #expect(try await everywhere.perform(by: session.actor, at: testMorning) == 0)
            #expect(try await read(second, in: database) == nil)
            #expect(try await read(third, in: database) == nil)
            #expect(try await auditProblems(database) == [])
        }
    }

    @Test func nobodySignsOutSomebodyElse() async throws {
        try await withDatabase { database in
            let (_, password) = try await makeAccount(database, "li")
            let (_, other) = try await makeAccount(database, "wang")
            let (token, _) = try await signIn("li", password, in: database)
            let (_, wang) = try await signIn("wang", other, in: database)
            try await SignOut(database: database).perform(
                token: token, by: wang.actor, at: testMorning)
            #expect(try await read(token, in: database) != nil)
        }
    }

    @Test func disablingEndsSessionsAtOnce() async throws {
        try await withDatabase { database in
            let (account, password) = try await makeAccount(database, "li")
            let (token, _) = try await signIn("li", password, in: database)
            try await DisableAccount(database: database).perform(
                .init(account: account.id, reason: "离职"), by: testActor, at: testMorning)
            #expect(try await read(token, in: database) == nil)
            try await EnableAccount(database: database).perform(
                account: account.id, by: testActor, at: testMorning)
            #expect(try await read(token, in: database) == nil)
        }
    }

    @Test func anOldPasswordIsToBeChangedWhereTheInstallationSaysSo() async throws {
        try await withDatabase { database in
            let (_, password) = try await makeAccount(database, "li")
            let (token, session) = try await signIn("li", password, in: database)
            let renewed = try await ChangePassword(database: database, passwords: testPasswords)
                .perform(
                    .init(token: token, current: password, new: "tiger-lamp-9"),
                    by: session.actor, at: testMorning
                ).token
            #expect(try await read(renewed, in: database)?.mustChangePassword == false)
            let days: Int64 = 90 * 86_400
            let late = later(days)
            let (old, _) = try await signIn("li", "tiger-lamp-9", at: late, in: database)
            for (after, mustChange) in [(days, false), (days + 1, true)] {
                let session = try await read(old, after: after, in: database, passwordDays: 90)
                #expect(session?.mustChangePassword == mustChange)
                #expect(
                    try await read(old, after: after, in: database)?.mustChangePassword == false)
            }
        }
    }

    /// The request's read is one statement in the lane that only reads, by indexes.
    @Test func readsByIndexes() async throws {
        try await withDatabase(asOwner: true) { database in
            let (_, password) = try await makeAccount(database, "li")
            let (token, _) = try await signIn("li", password, in: database)
            try await database.withConnection { connection in
                try await connection.execute(
                    """
                    insert into accounts.account (name, display_name, entry_id)
                    select 'p' || n, 'p', 1 from generate_series(1, 5000) n
                    """)
                try await connection.execute(
                    """
                    insert into accounts.session (account_id, token_sha256, address, created_at,
                        seen_at, entry_id)
                    select account_id, sha256(convert_to(name, 'UTF8')), '', now(), now(), 1
                    from accounts.account
                    """)
                try await connection.script("analyze")
                let plan = try await connection.query(
                    SessionStore.reading(token, at: testMorning, on: day("2026-03-02")).explained
                ).map { try $0.decode(String.self) }.joined(separator: "\n")
                #expect(!plan.contains("Seq Scan on session"), "\(plan)")
                #expect(!plan.contains("Seq Scan on account"), "\(plan)")
            }
        }
    }
}
