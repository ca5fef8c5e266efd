import Access
import Core
import Registry
import TestSupport
import Testing

@testable import Fees

@Suite struct BillSheetTests {
    private func read(
        _ fixture: BillingFixture, _ text: String = "2021-11", building: String? = nil,
        by actor: Actor = testActor
    ) async throws -> BillSheets {
        try await ReadBillSheets(database: fixture.database).perform(
            ReadBillSheets.Input(scope: fixture.scope, month: month(text), building: building),
            by: actor)
    }

    @Test func showsTheMonthByFeeAndWhatIsOpenFromBefore() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database)
            try await fixture.bill("2021-11")
            try await fixture.bill("2021-12", on: "2021-12-01")
            try await fixture.take(3_000, key: "甲")

            let november = try await read(fixture)
            #expect(november.compound == "文宴雅居")
            #expect(november.sheets.map(\.household) == fixture.compound.households)
            let first = try #require(november.sheets.first)
            #expect(first.lines.map(\.origin.item) == [.propertyFee, .parking])
            #expect(first.lines.map(\.stall) == [nil, "A-001"])
            #expect(first.obligor == "业主101")
            #expect(first.amount == Money(fen: 8_000))
            #expect(first.done == Money(fen: 3_000))
            #expect(first.due == Money(fen: 5_000))
            #expect(first.arrears == nil)
            #expect(first.dueOn == day("2021-11-25"))
            let third = november.sheets[2]
            #expect(third.lines.count == 1)
            #expect(november.terms[first.lines[0].origin]?.basis.title == "收费标准")

            let december = try await read(fixture, "2021-12")
            let later = try #require(december.sheets.first)
            #expect(later.arrears?.open == Money(fen: 5_000))
            #expect(later.arrears?.months == 1)
            #expect(later.arrears?.oldest == month("2021-11"))
            #expect(later.due == Money(fen: 13_000))
        }
    }

    @Test func showsCreditAndNothingDue() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database)
            try await fixture.bill()
            try await fixture.take(10_000, key: "甲")
            let sheet = try #require(try await read(fixture).sheets.first)
            #expect(sheet.due == .zero)
            #expect(sheet.dueOn == nil)
            #expect(sheet.credit == Money(fen: 2_000))
        }
    }

    /// Two tenures of one household each get their own.
    @Test func aFormerTenureIsStillAsked() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database)
            try await fixture.bill()
            try await transferFirst(of: fixture.compound, in: database)
            try await fixture.bill("2021-12", on: "2021-12-01")
            let december = try await read(fixture, "2021-12").sheets
            #expect(december.first?.obligor == "新业主")
            #expect(december.first?.arrears == nil)
            let november = try await read(fixture).sheets
            #expect(november.first?.obligor == "业主101")
        }
    }

    @Test func onlyTheBuildingAskedForAndOnlyWhatIsInForce() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database)
            #expect(try await refusal { _ = try await read(fixture) } == "notBilled")
            try await fixture.bill()
            #expect(try await read(fixture, building: "1").sheets.count == 4)
            #expect(try await read(fixture, building: "1").buildings == ["1"])
            #expect(
                try await refusal { _ = try await read(fixture, building: "2") }
                    == "unknownBuilding")
            try await fixture.withdraw()
            #expect(try await refusal { _ = try await read(fixture) } == "notBilled")
        }
    }

    @Test func aClerkElsewhereMayNot() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database)
            try await fixture.bill()
            func clerk(_ role: Role, _ reach: Grant.Reach) -> Actor {
                .account(
                    AccountID(1), name: "王芳",
                    grants: [
                        Grant(
                            appointment: AppointmentID(1), role: role, body: "物业", reach: reach)
                    ])
            }
            let here = Grant.Reach.scopes([fixture.scope])
            #expect(try await read(fixture, by: clerk(.propertyClerk, here)).sheets.count == 4)
            for actor in [
                clerk(.propertyClerk, .scopes([ScopeID(99)])), clerk(.auditor, .everywhere),
                clerk(.ownersCommittee, here),
            ] {
                #expect(
                    try await refusal { _ = try await read(fixture, by: actor) } == "notPermitted")
            }
        }
    }
}
