import Core
import Fees
import Registry
import Resolutions

/// Statements, arrears, collection.
enum ReportsAPI {
    private static let tag = "对账与报表"

    private static let account: [(name: String, schema: Schema)] = [
        ("openingFen", .fen), ("chargedFen", .fen), ("withdrawnFen", .fen), ("waivedFen", .fen),
        ("paidFen", .fen), ("refundedFen", .fen), ("closingFen", .fen), ("creditFen", .fen),
    ]

    private static let basis = Schema.named(
        "Basis",
        .record([
            ("kind", .words(of: Resolution.Kind.self)), ("body", .string), ("title", .string),
            ("adoptedOn", .date), ("digest", .digest), ("source", .nullable(.string)),
        ]))

    static let statement = Schema.named(
        "Statement",
        .record(
            [("compound", .string), ("household", .string)] + account + [
                (
                    "lines",
                    .all(
                        .record([
                            ("month", .month), ("item", .item), ("amountFen", .fen),
                            ("settledFen", .fen), ("basis", .nullable(basis)),
                            ("waivedFen", .fen), ("openFen", .fen), ("dueOn", .date),
                            ("stall", .nullable(.string)), ("name", .nullable(.string)),
                        ]))
                ),
                ("payments", .all(.record(PaymentsAPI.listed))), ("tenure", .number),
                ("obligor", .string), ("from", .nullable(.date)), ("until", .date),
            ]))

    private static let sum: [(name: String, schema: Schema)] = [
        ("openFen", .fen), ("overdueFen", .fen),
        ("ageing", .record(AgeBucket.allCases.map { ($0.name, .fen) })),
    ]

    private static let arrearsRow = Schema.named(
        "ArrearsRow",
        .record(
            [
                ("household", .string), ("tenure", .number), ("obligor", .string),
                ("current", .flag),
            ] + sum + [("oldestMonth", .month), ("months", .count), ("creditFen", .fen)]))

    private static let collected: [(name: String, schema: Schema)] = [
        ("chargedFen", .fen), ("waivedFen", .fen), ("settledFen", .fen),
        ("rate", .nullable(.string)), ("households", .count), ("householdsPaid", .count),
        ("householdRate", .nullable(.string)),
    ]

    private static let collection = Schema.named(
        "Collection",
        .record(
            [("month", .string), ("asOf", .date)] + collected + [
                ("compound", .string), ("from", .month), ("until", .month),
                ("items", .all(.record([("item", .string), ("name", .string)] + collected))),
                (
                    "buildings",
                    .all(.record([("building", .string), ("name", .string)] + collected))
                ),
                ("takenOver", .record(collected)),
                (
                    "earlierYears",
                    .record([
                        ("owedFen", .fen), ("waivedFen", .fen), ("settledFen", .fen),
                        ("rate", .nullable(.string)),
                    ])
                ),
                ("account", .record(account)),
            ]))

    static let routes: [APIRoute] = [
        .get(
            "/compounds/{scope}/households/{household}/statement", needs: .readFees, in: .path,
            tag, "一户的对账单",
            query: [
                .optional("tenure", .number), .optional("from", .date),
                .optional("until", .date), .optional("asOf", .date),
            ], answers: statement
        ) { call in
            try await ReadStatement(database: call.database).perform(
                ReadStatement.Input(
                    scope: call.scope,
                    payer: Payer(
                        household: call.household(), tenure: call.query.number("tenure")),
                    from: call.query.date("from"), until: call.query.date("until"),
                    asOf: call.query.date("asOf")),
                by: call.actor, on: call.today
            ).json
        },
        .get(
            "/compounds/{scope}/arrears", needs: .readFees, in: .path, tag,
            "欠费和账龄；合计为全部，不只本页",
            query: APIPage.parameters + [
                .optional("asOf", .date), .optional("building", .text(1...20)),
                .optional("search", .text(0...100)),
                .optional("order", .words(of: ReadArrears.Order.self)),
            ],
            answers: .page(
                of: arrearsRow,
                with: ([("compound", .string), ("asOf", .date)] + sum
                    + [("creditFen", .fen), ("households", .count)])
                    .map { .required($0.0, $0.1) })
        ) { call in try await arrears(call) },
        .get(
            "/compounds/{scope}/collection", needs: .readReports, in: .path, tag, "收缴率",
            query: [
                .required("from", .month), .optional("until", .month), .optional("asOf", .date),
            ], answers: collection
        ) { call in
            try await ReadCollection(database: call.database).perform(
                ReadCollection.Input(
                    scope: call.scope,
                    from: try call.query.required("from", call.query.month("from")),
                    until: call.query.month("until"), asOf: call.query.date("asOf")),
                by: call.actor, on: call.today
            ).json
        },
    ]

    /// The operation's own document, its rows as a page's.
    private static func arrears(_ call: APICall) async throws -> JSON {
        let search = call.query.text("search") ?? ""
        let found = try await ReadArrears(database: call.database).perform(
            ReadArrears.Input(
                scope: call.scope, asOf: call.query.date("asOf"),
                building: call.query.text("building"), search: search.isEmpty ? nil : search,
                order: call.query.word("order") ?? .address, limit: call.page.size,
                offset: call.page.offset),
            by: call.actor, on: call.today)
        guard case .object(let members) = found.json else { return .null }
        let kept = members.filter { !["rows", "tenures"].contains($0.key) }
        return call.page.json(total: found.tenures, with: kept, found.rows.map(\.json))
    }
}
