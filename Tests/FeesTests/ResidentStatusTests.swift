import Access
import Core
import Postgres
import Registry
import Secrets
import TestSupport
import Testing

@testable import Fees

@Suite struct ResidentStatusTests {
    /// Gives every tenure a link whose token is `t<number of the tenure>`.
    static func link(_ scope: ScopeID, in database: Database) async throws {
        try await database.withTransaction { connection in
            let entry = try await AuditStore.draw(on: connection)
            let facts = try await connection.query(
                """
                insert into registry.resident_link as r (scope_id, tenure_id, generation,
                    token_sha256, entry_id)
                select scope_id, tenure_id, 1, sha256(convert_to('t' || tenure_id, 'UTF8')),
                    \(entry)
                from registry.tenure t where scope_id = \(scope) and not exists (
                    select from registry.resident_link l
                    where l.scope_id = t.scope_id and l.tenure_id = t.tenure_id)
                returning registry.fact(r)
                """
            ).map { try $0.decode(String.self) }
            try await AuditStore.append(
                AuditEntry(
                    scope: scope, entry: entry, actor: testActor, action: "Link",
                    subject: "compound", facts: .lines(facts)),
                on: connection)
        }
    }

    static func tenures(
        of scope: ScopeID, in database: Database
    ) async throws -> [(TenureID, HouseholdCode)] {
        try await database.withConnection { connection in
            try await connection.query(
                """
                select t.tenure_id, h.building, h.entrance, h.room
                from registry.tenure t join registry.household h using (scope_id, household_id)
                where t.scope_id = \(scope) order by t.tenure_id
                """
            ).map { row in
                let (tenure, building, entrance, room) = try row.decode(
                    TenureID.self, String.self, String.self, String.self)
                return (
                    tenure, HouseholdCode(building: building, entrance: entrance, room: room)
                )
            }
        }
    }

    @Test func saysWhatTheStatementSays() async throws {
        try await withDatabase { database in
            let fees = try await StatementTests.eventful(database)
            try await ResidentStatusTests.link(fees.scope, in: database)
            let read = ReadResidentStatus(database: database)
            for (tenure, household) in try await ResidentStatusTests.tenures(
                of: fees.scope, in: database)
            {
                // twice: the second time the terms of the fees are known
                for _ in 0..<2 {
                    let status = try #require(
                        try await read.perform(
                            scope: fees.scope, tokenSHA256: Digest.sha256("t\(tenure)"),
                            on: day("2022-02-01")))
                    let statement = try await fees.statement(
                        of: household, on: day("2022-02-01"))
                    #expect(status.tenure == tenure)
                    #expect(status.statement == statement.masked)
                }
            }
        }
    }

    @Test func opensNothingElse() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            try await ResidentStatusTests.link(fees.scope, in: database)
            let read = ReadResidentStatus(database: database)
            let tenure = try await ResidentStatusTests.tenures(of: fees.scope, in: database)[0].0
            func status(_ scope: ScopeID, _ token: String) async throws -> ResidentStatus? {
                try await read.perform(
                    scope: scope, tokenSHA256: Digest.sha256(token), on: day("2022-02-01"))
            }
            #expect(try await status(fees.scope, "t\(tenure)")?.tenure == tenure)
            #expect(try await status(fees.scope, "t0") == nil)
            #expect(try await status(ScopeID(1), "t\(tenure)") == nil)
            try await asSuperuser(database) { connection in
                try await connection.execute(
                    """
                    update registry.resident_link
                    set revoked_at = now(), revoked_entry_id = entry_id
                    where tenure_id = \(tenure)
                    """)
            }
            #expect(try await status(fees.scope, "t\(tenure)") == nil)
        }
    }

    @Test func listsRecentMonthsAndOlderDebtsAndTotalsOverAll() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database, households: 1)
            try await ResidentStatusTests.link(fees.scope, in: database)
            for year in 2018...2021 {
                for number in 1...12 {
                    try await fees.charge(try #require(BillingMonth(year: year, month: number)))
                }
            }
            // all but the very first month is settled, a month at a time, by 47 payments
            for number in 0..<47 {
                let paid = month("2018-02").adding(months: number)
                try await fees.take(
                    5000, key: "k\(number)", months: [paid], on: paid.firstDay.adding(days: 8))
            }
            let tenure = try await ResidentStatusTests.tenures(of: fees.scope, in: database)[0].0
            func status(_ read: ReadResidentStatus) async throws -> ResidentStatus {
                try #require(
                    try await read.perform(
                        scope: fees.scope, tokenSHA256: Digest.sha256("t\(tenure)"),
                        on: day("2021-12-31")))
            }
            let whole = try await status(ReadResidentStatus(database: database))
            #expect(whole.statement.lines.count == 48)
            #expect(whole.statement.payments.count == 47)
            #expect(whole.owed == Money(fen: 5000))
            let status = try await status(
                ReadResidentStatus(database: database, months: 36, payments: 24))
            #expect(status.statement.lines.count == 37)
            #expect(status.statement.lines.first?.month == month("2018-01"))
            #expect(status.statement.lines.dropFirst().first?.month == month("2019-01"))
            #expect(status.statement.payments.count == 24)
            #expect(status.statement.payments.last?.receivedOn == day("2021-12-09"))
            #expect(status.statement.account == (try await fees.statement()).account)
            #expect(status.owed == Money(fen: 5000))
        }
    }
}
