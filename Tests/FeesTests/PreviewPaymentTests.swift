import Access
import Core
import Postgres
import Registry
import TestSupport
import Testing

@testable import Fees

@Suite struct PreviewPaymentTests {
    private static let light = PaymentRulesTests.light

    private func preview(
        _ fees: FeesFixture, _ fen: Int64?, from household: HouseholdCode? = nil,
        months: [BillingMonth] = [], items: [FeeItemCode] = []
    ) async throws -> PreviewPayment.Outcome {
        try await PreviewPayment(database: fees.database).perform(
            PreviewPayment.Input(
                scope: fees.scope, payer: Payer(household: household ?? fees.first),
                amount: fen.map { Money(fen: $0) }, months: months, items: items),
            by: testActor, on: day("2021-12-01"))
    }

    /// Whatever is previewed is then taken, and the two must say the same.
    @Test func whatIsPreviewedIsWhatIsTaken() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            for text in ["2021-10", "2021-11", "2021-12"] { try await fees.charge(month(text)) }
            try await fees.charge(month("2021-11"), item: Self.light)
            let table: [(Int64, [BillingMonth], [FeeItemCode])] = [
                (1, [], []), (4_999, [], []), (800, [month("2021-11")], [Self.light]),
                (5_100, [month("2021-12"), month("2022-05")], []), (2_000, [], [Self.light]),
                (99_999, [], []), (100, [], []),
            ]
            for (index, (fen, months, items)) in table.enumerated() {
                let seen = try await preview(fees, fen, months: months, items: items)
                let taken = try await fees.take(
                    fen, key: "k\(index)", months: months, items: items)
                #expect(
                    seen.lines.filter { $0.settled > .zero }.map {
                        SettledLine(month: $0.month, item: $0.item, amount: $0.settled)
                    } == taken.allocations)
                #expect(seen.rest == taken.credit)
                #expect(seen.monthsWithoutDebt == taken.monthsWithoutDebt)
                #expect(seen.tenure == taken.tenure)
            }
        }
    }

    @Test func withoutAnAmountItSaysWhatIsOpen() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            let nothing = try await preview(fees, nil)
            #expect(nothing.lines.isEmpty && nothing.open == .zero && nothing.payer == "业主101")
            try await fees.charge(month("2021-11"))
            try await fees.charge(month("2021-12"))
            try await fees.charge(month("2021-11"), item: Self.light)
            try await fees.take(300, key: "a")
            try await fees.waive(100, of: month("2021-11"), key: "w")
            let open = try await preview(fees, nil)
            #expect(open.lines.map(\.open.fen) == [500, 4900, 5000])
            #expect(open.lines.map(\.itemName) == ["照明费", "物业费", "物业费"])
            #expect(open.lines.map(\.dueOn.description).first == "2021-11-25")
            #expect(open.open == Money(fen: 10_400) && open.rest == .zero)
            try await fees.take(20_000, key: "b")
            let after = try await preview(fees, nil)
            #expect(after.lines.isEmpty && after.credit == Money(fen: 9_600))
        }
    }

    @Test func writesNothingAndRefusesAsTakingDoes() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            try await fees.charge(month("2021-11"))
            _ = try await preview(fees, 5000)
            #expect(try await fees.statement().payments.isEmpty)
            for (fen, code) in [(0, "amountOutOfRange"), (-1, "amountOutOfRange")] as [(Int64, _)] {
                let refused = try await refusal { _ = try await preview(fees, fen) }
                #expect(refused == code)
            }
            let unknown = try await refusal {
                _ = try await preview(fees, 1, from: HouseholdCode(building: "9", room: "9"))
            }
            #expect(unknown == "unknownHousehold")
            let reader = Actor.account(
                AccountID(1), name: "书记",
                grants: [
                    Grant(
                        appointment: AppointmentID(1), role: .communityPartyOrganisation,
                        body: "社区", reach: .scopes([fees.scope]))
                ])
            let refused = try await refusal {
                _ = try await PreviewPayment(database: database).perform(
                    PreviewPayment.Input(scope: fees.scope, payer: Payer(household: fees.first)),
                    by: reader, on: day("2021-12-01"))
            }
            #expect(refused == "notPermitted")
        }
    }
}

@Suite struct ReadBalancesTests {
    @Test func addsUpWhatEachTenureOwes() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            try await fees.charge(month("2021-11"))
            try await fees.charge(month("2021-12"))
            try await fees.take(6_000, key: "a")
            try await fees.take(12_000, from: fees.compound.households[1], key: "b")
            let rows = try await ListHouseholds(database: database).perform(
                ListHouseholds.Input(scope: fees.scope), by: testActor
            ).rows
            let tenures = rows.compactMap(\.tenure)
            let balances = try await ReadBalances(database: database).perform(
                tenures, in: fees.scope, by: testActor, on: day("2021-12-08"))
            let expected: [(owed: Int64, overdue: Int64, credit: Int64)?] = [
                (4_000, 0, 0), (0, 0, 2_000), (10_000, 5_000, 0), (10_000, 5_000, 0),
            ]
            for (tenure, figures) in zip(tenures, expected) {
                let balance = balances[tenure]
                #expect(balance?.owed.fen == figures?.owed)
                #expect(balance?.overdue.fen == figures?.overdue)
                #expect(balance?.credit.fen == figures?.credit)
            }
            #expect(
                try await ReadBalances(database: database).perform(
                    [], in: fees.scope, by: testActor, on: day("2021-12-08")
                ).isEmpty)
            let other = try await makeCompound(database, name: "别处")
            #expect(
                try await ReadBalances(database: database).perform(
                    tenures, in: other.scope, by: testActor, on: day("2021-12-08")
                ).isEmpty)
        }
    }

    @Test func noneReadsAWholeTable() async throws {
        try await withDatabase { database in
            let scope = try await makeCrowd(database)[3]
            let tenures = (1...50).map { TenureID(scope.number * 100_000 + $0) }
            for query in [
                BalanceStore.reading(tenures, in: scope, on: day("2021-12-08")),
                BalanceStore.open(tenures[0], in: scope), BalanceStore.payer(tenures[0], in: scope),
            ] {
                let plan = try await plan(of: query, in: database)
                #expect(readWhole(in: plan) == [], "\(plan)")
            }
        }
    }
}
