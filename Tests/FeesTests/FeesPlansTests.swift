import Core
import Postgres
import Registry
import TestSupport
import Testing

@testable import Fees

/// No list and no report of one compound reads a growing table whole, whatever it is asked.
@Suite struct FeesPlansTests {
    @Test func listsStayInsideTheirCompound() async throws {
        try await withDatabase { database in
            let scopes = try await makeCrowd(database)
            try await addHistory(database, in: scopes)
            let scope = scopes[3]
            let arrears = ReadArrears.Input(scope: scope, search: "501", age: .upTo3Months)
            let day = day("2021-06-01")
            let cashier = ReadCashierDay.Input(scope: scope, day: day)
            let disputes = ListDisputes.Input(scope: scope, state: .open, search: "501")
            let queries: [(String, Query)] = [
                ("arrears", ArrearsStore.reading(arrears, asOf: day)),
                ("cashier sums", CashierStore.sums(cashier)),
                ("cashier entries", CashierStore.entries(cashier)),
                ("disputes", DisputeListStore.page(disputes)),
                ("dispute counts", DisputeListStore.counts(disputes)),
                (
                    "resident's disputes",
                    DisputeListStore.ofTenure(TenureID(300_001), in: scope, limit: 10)
                ),
                ("runs", RunStore.page(ListRuns.Input(scope: scope))),
                ("run", RunStore.parts(ReadRun.Input(scope: scope, run: RunID(5)))),
                ("skipped", RunStore.skipped(ReadRun.Input(scope: scope, run: RunID(5)))),
                (
                    "months",
                    DashboardStore.months(
                        from: month("2021-01"), until: month("2021-12"),
                        asOf: day, in: scope)
                ),
                ("ageing", DashboardStore.ageing(asOf: day, in: scope)),
                ("tally", TallyStore.counting(scope)),
            ]
            for (name, query) in queries {
                let plan = try await plan(of: query, in: database)
                #expect(readWhole(in: plan) == [], "\(name)\n\(plan)")
            }
            for order in ListPayments.Order.allCases {
                let input = ListPayments.Input(scope: scope, search: "501", order: order, limit: 50)
                for query in [
                    PaymentListStore.page(input, tenure: nil),
                    PaymentListStore.totals(input, tenure: nil),
                ] {
                    let plan = try await plan(of: query, in: database)
                    #expect(readWhole(in: plan) == [], "\(order)\n\(plan)")
                }
            }
        }
    }

    /// A few compounds are read by their tallies alone, never by charges.
    @Test func anOverviewReadsTallies() async throws {
        try await withDatabase { database in
            let scopes = try await makeCrowd(database)
            try await addHistory(database, in: scopes)
            let reach = Array(scopes.prefix(2))
            let input = ReadOverview.Input(search: "人多")
            for query in [
                OverviewStore.page(input, month: month("2021-12"), reach: reach),
                OverviewStore.trend(input, until: month("2021-12"), reach: reach),
                TallyStore.behind(reach, atMost: 10),
            ] {
                let plan = try await plan(of: query, in: database)
                #expect(readWhole(in: plan) == [], "\(plan)")
                #expect(!plan.contains(" on charge"), "\(plan)")
            }
        }
    }
}
