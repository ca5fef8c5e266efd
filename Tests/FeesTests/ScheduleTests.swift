import Core
import Postgres
import Resolutions
import TestSupport
import Testing

@testable import Fees

@Suite struct ScheduleTests {
    @Test func aScheduleStandsWithItsBasis() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database, schedules: false)
            let outcome = try await fixture.schedule(500_000)
            #expect(!outcome.repeated)
            #expect(outcome.item == FeeItem(code: .propertyFee, name: "物业费"))
            let listed = try await ListSchedules(database: database).perform(
                ListSchedules.Input(scope: fixture.scope), by: testActor)
            #expect(listed.map(\.schedule) == [outcome.schedule])
            #expect(listed.first?.basis.id == fixture.resolution)
            #expect(listed.first?.basis.kind == .historical)
            #expect(try await fixture.problems() == [])
        }
    }

    @Test func theSameScheduleTwiceIsOne() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database)
            let again = try await fixture.schedule(500_000)
            #expect(again.repeated)
            let schedules = try await fixture.count("select count(*) from fees.schedule")
            #expect(schedules == 2)
            let entries = try await fixture.count(
                "select count(*) from access.audit_entry where action = 'AddSchedule'")
            #expect(entries == 2)
        }
    }

    @Test func aNewVersionClosesTheOldOne() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database)
            let outcome = try await fixture.schedule(600_000, from: "2022-01")
            #expect(outcome.closed.map(\.until) == [month("2021-12")])
            let listed = try await ListSchedules(database: database).perform(
                ListSchedules.Input(scope: fixture.scope, month: month("2021-12")), by: testActor)
            let rates = listed.map(\.schedule.terms.rate.tenThousandths)
            #expect(rates.sorted() == [300_000, 500_000])
            try await fixture.bill("2021-12")
            try await fixture.bill("2022-01")
            #expect(try await fixture.charges("2021-12").last?.fen == 5_000)
            #expect(try await fixture.charges("2022-01").last?.fen == 6_000)
            // The old version, typed again, is still known.
            #expect(try await fixture.schedule(500_000).repeated)
            #expect(try await fixture.problems() == [])
        }
    }

    @Test func aRateDoesNotChangeUnderBilledMonths() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database)
            try await fixture.bill("2021-12", on: "2021-12-01")
            let code = try await refusal {
                try await fixture.schedule(600_000, from: "2021-12")
            }
            #expect(code == "monthsBilled")
            try await fixture.withdraw("2021-12")
            try await fixture.schedule(600_000, from: "2021-12")
            try await fixture.bill("2021-12", on: "2021-12-02")
            #expect(try await fixture.charges("2021-12").last?.fen == 6_000)
            #expect(try await fixture.charges("2021-12").last?.revision == 2)
            #expect(try await fixture.problems() == [])
        }
    }

    @Test func refusals() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database)
            let committee = try await RecordResolution(database: database).perform(
                RecordResolution.Input(
                    scope: fixture.scope, kind: .committee, body: .ownersCommittee, title: "调价",
                    adoptedOn: day("2021-10-08"), text: "物业费调为六十元"),
                by: testActor, on: day("2021-10-20")
            ).resolution.id
            let other = try await BillingFixture.make(database, name: "瑞欣园", schedules: false)
            let table: [(AddSchedule.Input, String)] = [
                (fixture.input(600_000, from: "2021-10"), "scheduleOverlaps"),
                (
                    fixture.input(1, from: "2022-01", resolution: ResolutionID(999)),
                    "unknownResolution"
                ),
                (
                    fixture.input(1, from: "2022-01", resolution: other.resolution),
                    "unknownResolution"
                ),
                (
                    fixture.input(1, from: "2022-01", resolution: committee),
                    "resolutionNotSufficient"
                ),
            ]
            for (input, expected) in table {
                let code = try await refusal {
                    _ = try await AddSchedule(database: database).perform(
                        input, by: testActor, on: day("2021-10-20"))
                }
                #expect(code == expected)
            }
            #expect(try await fixture.count("select count(*) from fees.schedule") == 2)
        }
    }

    @Test func theDatabaseItselfKeepsVersionsApart() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database)
            let scope = fixture.scope
            let error = await #expect(throws: PostgresError.self) {
                try await database.withTransaction { connection in
                    try await connection.execute(
                        """
                        insert into fees.schedule (scope_id, item, rate, basis, rounding,
                            from_month, due_day, fund, payee_name, resolution_id, entry_id)
                        select scope_id, item, 1, basis, rounding, '2022-05-01', due_day, fund,
                            payee_name, resolution_id, entry_id
                        from fees.schedule where scope_id = \(scope)
                        """)
                }
            }
            #expect(error?.constraint == "schedule_no_overlap")
        }
    }

    @Test func twoAtOnceMakeOne() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database, schedules: false)
            let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<6 {
                    group.addTask { try await fixture.schedule(500_000).repeated }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { !$0 }.count == 1)
            #expect(try await fixture.count("select count(*) from fees.schedule") == 1)
        }
    }

    @Test func oneThatWasNeverBilledIsReplacedFromItsOwnFirstMonth() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database)
            let outcome = try await fixture.schedule(600_000)
            #expect(outcome.closed.map(\.until) == [month("2021-10")])
            #expect(outcome.closed.map(\.from) == [month("2021-11")])
            try await fixture.bill()
            #expect(try await fixture.charges().last?.fen == 6_000)
            // The one that was replaced may be set again: it is another decision.
            try await fixture.withdraw()
            let back = try await fixture.schedule(500_000)
            #expect(!back.repeated)
            try await fixture.bill()
            #expect(try await fixture.charges().last?.fen == 5_000)
            let code = try await refusal { try await fixture.schedule(700_000) }
            #expect(code == "monthsBilled")
            #expect(try await fixture.problems() == [])
        }
    }

    @Test func aFeeEndsWithoutASuccessor() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database)
            let listed = try await ListSchedules(database: database).perform(
                ListSchedules.Input(scope: fixture.scope), by: testActor)
            let fee = try #require(listed.first { $0.item.code == .propertyFee }).schedule.id
            let parking = try #require(listed.first { $0.item.code == .parking }).schedule.id
            func end(
                _ schedule: ScheduleID, _ last: String?, reason: String = "停止收费"
            ) async throws -> EndSchedule.Outcome {
                try await EndSchedule(database: database).perform(
                    EndSchedule.Input(
                        scope: fixture.scope, schedule: schedule, last: last.map { month($0) },
                        reason: reason),
                    by: testActor)
            }
            try await fixture.bill("2021-11")
            try await fixture.bill("2021-12")
            #expect(try await refusal { _ = try await end(fee, "2021-11") } == "billedAfterEnd")
            #expect(try await refusal { _ = try await end(fee, nil) } == "billedAfterEnd")
            #expect(
                try await refusal { _ = try await end(fee, "2021-12", reason: " ") }
                    == "wordsMissing")
            #expect(
                try await refusal { _ = try await end(ScheduleID(999), nil) } == "unknownSchedule")
            let outcome = try await end(fee, "2021-12")
            #expect(outcome.schedule.until == month("2021-12"))
            #expect(try await end(fee, "2021-12").repeated)
            #expect(try await fixture.bill("2022-01", on: "2022-01-01").charges == 2)
            // What was billed under it has to be withdrawn before it is given up altogether.
            for text in ["2021-11", "2021-12", "2022-01"] { try await fixture.withdraw(text) }
            #expect(try await end(parking, nil).schedule.wasNeverInForce)
            #expect(try await fixture.bill("2021-11").charges == 4)
            #expect(try await fixture.problems() == [])
        }
    }
}
