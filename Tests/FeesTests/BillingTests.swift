import Core
import Postgres
import Registry
import TestSupport
import Testing

@testable import Fees

@Suite struct BillingTests {
    /// 216 households at 50 yuan and 104 leased stalls of 120 at 30 yuan.
    @Test func theKnownAnswer() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(
                database, households: 216, stalls: 120, leased: 104)
            let preview = try await fixture.preview()
            #expect(try await fixture.count("select count(*) from fees.charge") == 0)
            let outcome = try await fixture.bill()
            #expect(outcome == preview)
            #expect(outcome.charges == 320)
            #expect(outcome.total == Money(fen: 1_392_000))
            #expect(outcome.skippedCount == 16)
            #expect(outcome.skipped.first?.stall == "A-105")
            #expect(outcome.skipped.allSatisfy { $0.reason == .notLeased && $0.household == nil })
            let again = try await fixture.bill()
            #expect(again.charges == 0)
            #expect(again.total == .zero)
            #expect(again.alreadyBilled == 320)
            #expect(try await fixture.preview() == again)
            #expect(try await fixture.count("select count(*) from fees.run") == 1)
            #expect(try await fixture.count("select count(*) from fees.skipped") == 16)
            #expect(try await fixture.problems() == [])
        }
    }

    @Test func theJSONBeginsWithTheKeysThatOthersRead() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database, stalls: 1, leased: 0)
            #expect(
                try await fixture.bill().json.text == """
                    {"month":"2021-11","charges":4,"totalFen":20000,"skipped":[{"household":null,\
                    "item":"parking","reason":"notLeased","stall":"A-001","compound":"文宴雅居"}],\
                    "skippedCount":1,"alreadyBilled":0,"compounds":1,"withoutSchedule":[]}
                    """)
        }
    }

    @Test func chargesAreDatedAndDue() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database, stalls: 0, leased: 0)
            try await fixture.bill("2021-11", on: "2021-12-03")
            try await fixture.bill("2021-12", on: "2021-11-20")
            let late = try await fixture.charges("2021-11")
            #expect(late.allSatisfy { $0.chargedOn == day("2021-11-01") })
            #expect(late.allSatisfy { $0.dueOn == day("2021-11-25") })
            let ahead = try await fixture.charges("2021-12")
            #expect(ahead.allSatisfy { $0.chargedOn == day("2021-11-20") })
            #expect(ahead.allSatisfy { $0.dueOn == day("2021-12-25") })
            #expect(try await fixture.problems() == [])
        }
    }

    @Test func theTenureOfTheFirstDayAnswers() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database, stalls: 0, leased: 0)
            try await fixture.transfer(0, on: "2021-11-15", to: "新业主甲")
            try await fixture.transfer(1, on: "2021-11-01", to: "新业主乙")
            for text in ["2021-11", "2021-12"] { try await fixture.bill(text) }
            let owners = try await database.withConnection { connection in
                try await connection.query(
                    """
                    select w.name from fees.charge c
                    join registry.tenure t using (scope_id, tenure_id)
                    join registry.household h on h.scope_id = c.scope_id
                        and h.household_id = c.subject_id
                    join registry.ownership o on o.scope_id = c.scope_id
                        and o.tenure_id = c.tenure_id
                    join registry.owner w on w.scope_id = c.scope_id and w.owner_id = o.owner_id
                    where h.room in ('101', '102') order by c.month, h.room
                    """
                ).map { try $0.decode(String.self) }
            }
            #expect(owners == ["业主101", "新业主乙", "新业主甲", "新业主乙"])
            #expect(try await fixture.problems() == [])
        }
    }

    @Test func skippedWithReasons() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database, stalls: 2, leased: 1)
            try await fixture.schedule(
                2, item: FeeItemCode(known: "area-fee"), per: .area, rounding: .down)
            let scope = fixture.scope
            let rooms = fixture.compound.households.map(\.room)
            try await asSuperuser(database) { connection in
                try await connection.execute(
                    """
                    update registry.household set area = null
                    where scope_id = \(scope) and room = \(rooms[0])
                    """)
                try await connection.execute(
                    """
                    update registry.household set area = 4999
                    where scope_id = \(scope) and room = \(rooms[1])
                    """)
                try await connection.execute(
                    """
                    update registry.tenure set until_on = '2021-10-01', closed_entry_id = entry_id
                    where scope_id = \(scope) and household_id = (
                        select household_id from registry.household
                        where scope_id = \(scope) and room = \(rooms[2]))
                    """)
            }
            let outcome = try await fixture.bill()
            // 4999 × 0.0002 yuan is under a fen; 10000 × 0.0002 yuan is two.
            let reasons = outcome.skipped.map {
                "\($0.item) \($0.household?.room ?? $0.stall ?? "") \($0.reason.rawValue)"
            }
            #expect(
                reasons == [
                    "area-fee 101 noArea", "area-fee 102 roundsToNothing",
                    "area-fee 103 noTenure", "parking A-002 notLeased", "property-fee 103 noTenure",
                ])
            #expect(outcome.charges == 3 + 1 + 1)
            #expect(try await fixture.charges().first?.fen == 2)
        }
    }

    @Test func aScheduleMayBeForSomeKindsOnly() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(
                database, stalls: 0, leased: 0, schedules: false)
            try await fixture.schedule(500_000, kinds: [.dwelling])
            try await fixture.schedule(800_000, kinds: [.shop])
            let scope = fixture.scope
            try await asSuperuser(database) { connection in
                try await connection.execute(
                    """
                    update registry.household set kind = case room when '101' then 'shop'
                        else 'garage' end
                    where scope_id = \(scope) and room in ('101', '102')
                    """)
            }
            let outcome = try await fixture.bill()
            #expect(outcome.charges == 3)
            #expect(outcome.total == Money(fen: 18_000))
            #expect(outcome.skippedCount == 0)
        }
    }

    @Test func aNewFeeIsAddedToABilledMonth() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database, stalls: 0, leased: 0)
            try await fixture.bill()
            try await fixture.schedule(
                12_500, item: FeeItemCode(known: "area-fee"), per: .area, rounding: .halfUp)
            let outcome = try await fixture.bill()
            #expect(outcome.charges == 4)
            #expect(outcome.total == Money(fen: 4 * 12_500))
            #expect(outcome.alreadyBilled == 4)
            #expect(try await fixture.count("select count(*) from fees.run") == 2)
            #expect(try await fixture.problems() == [])
        }
    }

    @Test func monthsOutsideTheSchedules() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database)
            let early = try await refusal { try await fixture.bill("2021-10") }
            #expect(early == "monthBeforeFirstSchedule")
            let late = try await refusal { try await fixture.bill("2022-12") }
            #expect(late == "monthTooFarAhead")
            let unknown = try await refusal {
                _ = try await IssueBills(database: database).perform(
                    IssueBills.Input(month: month("2021-11"), scope: ScopeID(99)),
                    by: testActor, on: day("2021-11-01"))
            }
            #expect(unknown == "unknownCompound")
        }
    }

    @Test func allCompoundsAtOnce() async throws {
        try await withDatabase { database in
            let first = try await BillingFixture.make(database, households: 8)
            let second = try await BillingFixture.make(database, name: "瑞欣园")
            _ = try await BillingFixture.make(database, name: "建安粮苑", schedules: false)
            try await second.bill()
            let outcome = try await first.bill(everywhere: true)
            #expect(outcome.charges == 10)
            #expect(outcome.alreadyBilled == 6)
            #expect(outcome.compounds == 2)
            #expect(outcome.withoutSchedule == ["建安粮苑"])
            #expect(Set(outcome.skipped.map(\.compound)) == ["文宴雅居", "瑞欣园"])
            #expect(try await first.count("select count(*) from fees.run") == 2)
            #expect(try await first.problems() == [])
        }
    }

    @Test func aTamperedChargeIsFound() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database)
            try await fixture.bill()
            #expect(try await auditProblems(database).isEmpty)
            try await asSuperuser(database) { connection in
                try await connection.execute(
                    """
                    update fees.charge set amount_fen = 4000
                    where ctid = (select ctid from fees.charge where item = 'property-fee' limit 1)
                    """)
            }
            #expect(try await auditProblems(database).map(\.code) == ["factsDiffer"])
            #expect(
                try await Set(brokenChecks(database)).isSuperset(of: [
                    "fees-charge-amounts", "fees-run-totals",
                ]))
        }
    }
}
