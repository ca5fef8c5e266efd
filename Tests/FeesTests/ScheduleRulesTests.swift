import Core
import Registry
import Resolutions
import TestSupport
import Testing

@testable import Fees

@Suite struct ScheduleRulesTests {
    private static let today = day("2021-10-20")

    private func input(
        item: FeeItemCode = .propertyFee, itemName: String? = nil, rate: Int64 = 500_000,
        basis: FeeSchedule.Basis = .household, kinds: [HouseholdKind] = [],
        from: String = "2021-11", until: String? = nil, dueDay: Int = 25, fund: Fund? = nil,
        payeeName: String? = nil, payeeAccount: String? = nil
    ) -> AddSchedule.Input {
        AddSchedule.Input(
            scope: ScopeID(2), item: item, itemName: itemName, rate: Rate(tenThousandths: rate),
            basis: basis, kinds: kinds, from: month(from), until: until.map { month($0) },
            dueDay: dueDay, fund: fund, payeeName: payeeName, payeeAccount: payeeAccount,
            resolution: ResolutionID(1))
    }

    private func refused(_ input: AddSchedule.Input) -> String {
        do throws(ScheduleRefusal) {
            _ = try ScheduleRules.terms(of: input, on: ScheduleRulesTests.today)
            return "none"
        } catch {
            #expect(error.sentence.hasSuffix("。"))
            return error.code
        }
    }

    @Test func limitsOfTheTerms() {
        let water = FeeItemCode(known: "water")
        let table: [(AddSchedule.Input, String)] = [
            (input(rate: 0), "rateOutOfRange"),
            (input(rate: 1), "none"),
            (input(rate: 10_000_000_000), "none"),
            (input(rate: 10_000_000_001), "rateOutOfRange"),
            (input(rate: 10_000_000, basis: .area), "none"),
            (input(rate: 10_000_001, basis: .area), "areaRateTooLarge"),
            (input(dueDay: 0), "dueDayOutOfRange"),
            (input(dueDay: 1), "none"),
            (input(dueDay: 28), "none"),
            (input(dueDay: 29), "dueDayOutOfRange"),
            (input(from: "2026-10"), "none"),
            (input(from: "2026-11"), "fromTooFarAhead"),
            (input(until: "2021-10"), "untilBeforeFrom"),
            (input(until: "2021-11"), "none"),
            (input(kinds: [.dwelling, .shop]), "none"),
            (input(kinds: [.dwelling, .garage]), "kindsNotAdjacent"),
            (input(basis: .stall, kinds: [.garage]), "kindsForStalls"),
            (input(item: water), "fundMissing"),
            (input(item: water, fund: .heldForOthers), "payeeMissing"),
            (input(item: water, fund: .heldForOthers, payeeName: " "), "payeeMissing"),
            (input(item: water, fund: .heldForOthers, payeeName: "自来水公司"), "none"),
            (input(payeeName: String(repeating: "长", count: 100)), "none"),
            (input(payeeName: String(repeating: "长", count: 101)), "payeeTooLong"),
            (input(payeeAccount: String(repeating: "1", count: 61)), "payeeTooLong"),
        ]
        for (index, row) in table.enumerated() {
            #expect(refused(row.0) == row.1, "row \(index)")
        }
    }

    @Test func knownItemsNeedNeitherNameNorFund() throws {
        let terms = try ScheduleRules.terms(of: input(), on: ScheduleRulesTests.today)
        #expect(terms.fund == .propertyService)
        #expect(terms.payee.name == "本小区物业服务企业")
        let parking = input(item: .parking, basis: .stall)
        #expect(
            try ScheduleRules.terms(of: parking, on: ScheduleRulesTests.today).fund
                == .commonIncome)
        #expect(try ScheduleRules.itemName(parking, known: nil) == "停车费")
    }

    @Test func itemsKeepTheirName() throws {
        let water = FeeItemCode(known: "water")
        #expect(throws: ScheduleRefusal.itemNameMissing(water)) {
            try ScheduleRules.itemName(input(item: water), known: nil)
        }
        #expect(try ScheduleRules.itemName(input(item: water), known: "水费") == "水费")
        #expect(throws: ScheduleRefusal.itemNameDiffers(water, known: "水费")) {
            try ScheduleRules.itemName(input(item: water, itemName: "自来水"), known: "水费")
        }
        #expect(throws: ScheduleRefusal.itemNameTooLong) {
            try ScheduleRules.itemName(
                input(item: water, itemName: String(repeating: "水", count: 41)), known: nil)
        }
    }

    @Test func onlyTheOwnersDecideOnFees() {
        for kind in Resolution.Kind.allCases {
            let refusal = ScheduleRefusal.resolutionNotSufficient(kind)
            let sufficient = [.ownersDecision, .writtenConsent, .historical].contains(kind)
            #expect(kind.supportsFee == sufficient)
            #expect(refusal.sentence.contains("《河南省物业管理条例》第四十八条"))
        }
        #expect(throws: ScheduleRefusal.unknownResolution(ResolutionID(7))) {
            try ScheduleRules.check(basis: nil, of: ResolutionID(7))
        }
    }

    /// A version from 2021-11 on, and what becomes of a new one beside it.
    private func decide(
        _ asked: AddSchedule.Input, beside known: AddSchedule.Input, closedAfter: String? = nil,
        lastBilled: String? = nil
    ) throws -> ScheduleRules.Decision {
        let terms = try ScheduleRules.terms(of: known, on: ScheduleRulesTests.today)
        return try ScheduleRules.decide(
            try ScheduleRules.terms(of: asked, on: ScheduleRulesTests.today),
            among: [
                ScheduleRules.Version(
                    schedule: FeeSchedule(
                        id: ScheduleID(1), terms: terms,
                        until: closedAfter.map { month($0) } ?? terms.until),
                    isClosed: closedAfter != nil, lastBilled: lastBilled.map { month($0) })
            ])
    }

    private func refused(
        _ asked: AddSchedule.Input, beside known: AddSchedule.Input, closedAfter: String? = nil,
        lastBilled: String? = nil
    ) -> String {
        do {
            _ = try decide(asked, beside: known, closedAfter: closedAfter, lastBilled: lastBilled)
            return "none"
        } catch let refusal as ScheduleRefusal {
            return refusal.code
        } catch {
            return "\(error)"
        }
    }

    @Test func aNewVersionClosesTheOneBefore() throws {
        let open = input()
        let new = input(rate: 600_000, from: "2022-01")
        #expect(try decide(new, beside: open) == .add(closing: [ScheduleID(1)]))
        // From its own first month it takes the place of one that was never billed.
        let instead = input(rate: 600_000, from: "2021-11")
        #expect(try decide(instead, beside: open) == .add(closing: [ScheduleID(1)]))
        #expect(refused(instead, beside: open, lastBilled: "2021-11") == "monthsBilled")
        #expect(refused(instead, beside: open, closedAfter: "2021-12") == "scheduleOverlaps")
        #expect(refused(input(rate: 600_000, from: "2021-10"), beside: open) == "scheduleOverlaps")
        let next = input(rate: 600_000, from: "2021-12")
        #expect(try decide(next, beside: open) == .add(closing: [ScheduleID(1)]))
        #expect(refused(new, beside: open, lastBilled: "2022-01") == "monthsBilled")
    }

    @Test func versionsApartDoNotTouch() throws {
        let old = input(until: "2021-12")
        #expect(try decide(input(rate: 1, from: "2022-01"), beside: old) == .add(closing: []))
        #expect(
            try decide(input(rate: 1, from: "2021-12"), beside: old)
                == .add(closing: [ScheduleID(1)]))
        #expect(
            try decide(input(rate: 1, from: "2021-01", until: "2021-10"), beside: old)
                == .add(closing: []))
        #expect(
            refused(input(rate: 1, from: "2021-01", until: "2021-11"), beside: old)
                == "scheduleOverlaps")
        #expect(
            try decide(
                input(rate: 1, kinds: [.shop]), beside: input(kinds: [.dwelling]))
                == .add(closing: []))
        // Closed by a later version already: what it still covers is that one's past.
        #expect(
            refused(input(rate: 1, from: "2021-12"), beside: input(), closedAfter: "2021-12")
                == "scheduleOverlaps")
    }

    /// One that was replaced or given up before it was billed is in nobody's way.
    @Test func whatNeverWasInForceDoesNotCount() throws {
        for asked in [input(), input(rate: 1), input(rate: 1, from: "2021-01")] {
            #expect(
                try decide(asked, beside: input(), closedAfter: "2021-10") == .add(closing: []))
        }
    }

    private func end(
        _ known: AddSchedule.Input, with last: String?, closedAfter: String? = nil,
        lastBilled: String? = nil
    ) throws -> String {
        let terms = try ScheduleRules.terms(of: known, on: ScheduleRulesTests.today)
        let version = ScheduleRules.Version(
            schedule: FeeSchedule(
                id: ScheduleID(1), terms: terms, until: closedAfter.map { month($0) } ?? terms.until
            ),
            isClosed: closedAfter != nil, lastBilled: lastBilled.map { month($0) })
        do throws(ScheduleRefusal) {
            let end = try ScheduleRules.end(version, with: last.map { month($0) })
            return end?.description ?? "repeated"
        } catch {
            #expect(error.sentence.hasSuffix("。"))
            return error.code
        }
    }

    @Test func aFeeEndsOnce() throws {
        #expect(try end(input(), with: "2021-12") == "2021-12")
        #expect(try end(input(), with: "2021-11") == "2021-11")
        #expect(try end(input(), with: "2021-10") == "endBeforeFrom")
        #expect(try end(input(), with: nil) == "2021-10")
        #expect(try end(input(), with: nil, lastBilled: "2021-11") == "billedAfterEnd")
        #expect(try end(input(), with: "2021-12", lastBilled: "2022-01") == "billedAfterEnd")
        #expect(try end(input(until: "2022-03"), with: "2022-03") == "repeated")
        #expect(try end(input(until: "2022-03"), with: "2022-02") == "2022-02")
        #expect(try end(input(until: "2022-03"), with: "2022-04") == "scheduleEndedEarlier")
        #expect(try end(input(), with: "2021-12", closedAfter: "2021-12") == "repeated")
        #expect(try end(input(), with: "2021-11", closedAfter: "2021-12") == "scheduleEndedEarlier")
        #expect(try end(input(), with: nil, closedAfter: "2021-10") == "repeated")
        #expect(try end(input(), with: "2021-12", closedAfter: "2021-10") == "scheduleNeverInForce")
    }

    @Test func noKindLosesItsFeeUnnoticed() throws {
        let all = input()
        let dwellings = input(rate: 1, kinds: [.dwelling], from: "2022-01")
        #expect(refused(dwellings, beside: all) == "leavesKindsWithoutFee")
        #expect(
            try decide(input(rate: 1, from: "2022-01"), beside: input(kinds: [.dwelling]))
                == .add(closing: [ScheduleID(1)]))
    }

    @Test func theSameTermsAreTheSameSchedule() throws {
        guard case .repeated(let schedule) = try decide(input(), beside: input()) else {
            Issue.record("not repeated")
            return
        }
        #expect(schedule.id == ScheduleID(1))
        guard case .repeated = try decide(input(), beside: input(), closedAfter: "2021-12") else {
            Issue.record("not repeated once closed")
            return
        }
    }

    @Test func kindsStandSideBySide() {
        #expect(HouseholdKinds(HouseholdKind.allCases) == .all)
        #expect(HouseholdKinds([.storage, .garage])?.range == 3...4)
        #expect(HouseholdKinds([.shop])?.kinds == [.shop])
        #expect(HouseholdKinds([HouseholdKind]()) == nil)
        #expect(HouseholdKinds([.dwelling, .storage]) == nil)
        #expect(HouseholdKinds.all.chinese == "住宅、商铺、车库、储藏室")
    }
}
