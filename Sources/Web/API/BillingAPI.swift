import Core
import Fees

/// Billing: preview, run, what was run, withdrawal.
enum BillingAPI {
    private static let tag = "出账"

    private static let outcome = Schema.named(
        "BillingOutcome",
        .record([
            ("month", .month), ("charges", .count), ("totalFen", .fen),
            (
                "skipped",
                .all(
                    .record([
                        ("household", .nullable(.string)), ("item", .item),
                        ("reason", .words(of: BillingOutcome.SkipReason.self)),
                        ("stall", .nullable(.string)), ("compound", .string),
                    ]))
            ),
            ("skippedCount", .count), ("alreadyBilled", .count), ("compounds", .count),
            ("withoutSchedule", .all(.string)),
        ]))

    private static let run = Schema.named(
        "Run",
        .record([
            ("id", .number), ("kind", .words(of: RunSummary.Kind.self)), ("month", .month),
            ("on", .date), ("charges", .count), ("totalFen", .fen), ("skippedCount", .count),
            ("reason", .nullable(.string)), ("by", .string),
        ]))

    static let routes: [APIRoute] = [
        .get(
            "/compounds/{scope}/bills/{month}/preview", needs: .readFees, in: .path, tag,
            "预览一个月的账单，不写入", answers: outcome
        ) { call in
            try await PreviewBills(database: call.database).perform(
                IssueBills.Input(month: call.month(), scope: call.scope), by: call.actor,
                on: call.today
            ).json
        },
        .post(
            "/compounds/{scope}/bills/{month}/run", needs: .bill, in: .path, tag,
            "出一个月的账；重复执行不会重复收费", answers: outcome
        ) { call in
            try await IssueBills(database: call.database).perform(
                IssueBills.Input(month: call.month(), scope: call.scope), by: call.actor,
                on: call.today
            ).json
        },
        .get(
            "/compounds/{scope}/runs", needs: .readFees, in: .path, tag, "列出出账和撤回的批次",
            query: APIPage.parameters + [.optional("month", .month)], answers: .page(of: run)
        ) { call in
            let found = try await ListRuns(database: call.database).perform(
                ListRuns.Input(
                    scope: call.scope, month: call.query.month("month"), limit: call.page.size,
                    offset: call.page.offset),
                by: call.actor)
            return call.page.json(total: found.count, found.rows.map(\.json))
        },
    ]
}
