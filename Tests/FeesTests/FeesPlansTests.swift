import Core
import Postgres
import Registry
import TestSupport
import Testing

@testable import Fees

/// No list and no report of one compound reads a growing table whole, whatever it is asked.
@Suite struct FeesPlansTests {
    private func addHistory(_ database: Database, _ scopes: [ScopeID]) async throws {
        try await asSuperuser(database) { connection in
            try await connection.execute("set session_replication_role = replica")
            let statements: [Query] = [
                """
                insert into fees.run (scope_id, kind, month, on_day, charge_count, total_fen,
                    charges_digest, entry_id)
                select s, 'billing', m, m, 200, 1000000, sha256(''), 0
                from unnest(\(scopes)) s, generate_series('1990-01-01'::timestamp, '2021-12-01',
                    '1 month') m
                """,
                """
                insert into fees.skipped (scope_id, run_id, subject_id, item, reason)
                select scope_id, run_id, n, 'parking', 'notLeased'
                from fees.run, generate_series(1, 5) n
                """,
                """
                insert into fees.dispute (scope_id, tenure_id, month, item, subject_id, revision,
                    raised_through, words, raised_on, entry_id, answered_entry_id)
                select scope_id, tenure_id, month, item, subject_id, revision, 'link', '多收了',
                    month, 0, 1
                from fees.charge
                """,
                """
                insert into fees.answer (scope_id, dispute_id, outcome, words, answered_on,
                    entry_id)
                select scope_id, dispute_id, 'explained', '已说明', raised_on, 1 from fees.dispute
                """,
                """
                insert into fees.reversal (scope_id, payment_id, on_day, reason, entry_id)
                select scope_id, payment_id, received_on, '记错', 0 from fees.payment
                """,
                """
                insert into fees.refund (scope_id, payment_id, amount_fen, channel, on_day, reason,
                    idempotency_key, request_digest, entry_id)
                select scope_id, payment_id, 1, 'cash', received_on, '多缴', payment_id::text,
                    sha256(''), 0
                from fees.payment
                """,
                """
                insert into fees.waiver (scope_id, tenure_id, month, item, subject_id, revision,
                    amount_fen, on_day, reason, idempotency_key, request_digest, entry_id)
                select scope_id, tenure_id, month, item, subject_id, revision, 1, month, '困难',
                    tenure_id || ' ' || month, sha256(''), 0
                from fees.charge
                """,
                """
                insert into fees.correction (scope_id, dispute_id, waiver_id, entry_id)
                select d.scope_id, d.dispute_id, w.waiver_id, 0
                from fees.dispute d
                join fees.waiver w using (scope_id, tenure_id, month, item, subject_id, revision)
                """,
                """
                insert into fees.month_tally (scope_id, month, charged_fen, waived_fen,
                    settled_fen, households, households_paid, taken_open_fen)
                select s, m, 1, 0, 0, 1, 0, 0
                from unnest(\(scopes)) s, generate_series('1990-01-01'::timestamp, '2021-12-01',
                    '1 month') m
                """, "analyze",
            ]
            for statement in statements { try await connection.execute(statement) }
        }
    }

    @Test func listsStayInsideTheirCompound() async throws {
        try await withDatabase { database in
            let scopes = try await makeCrowd(database)
            try await addHistory(database, scopes)
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
            try await addHistory(database, scopes)
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
