import Core
import Fees
import Registry
import Resolutions

/// Resolutions, and the fee schedules that stand on them.
enum ResolutionsAPI {
    static let routes = resolutions + schedules

    private static let tag = "决议与收费标准"

    // MARK: Resolutions

    private static let members: [(name: String, schema: Schema)] = [
        ("id", .number), ("kind", .words(of: Resolution.Kind.self)),
        ("body", .words(of: Resolution.Body.self)), ("title", .string), ("adoptedOn", .date),
        ("source", .nullable(.string)),
    ]

    private static let whole: [(name: String, schema: Schema)] =
        members + [
            ("text", .nullable(.string)), ("fileSha256", .nullable(.digest)), ("digest", .digest),
        ]

    private static let row = Schema.named(
        "ResolutionRow", .record(members + [("hasText", .flag), ("hasFile", .flag)]))

    private static let sheet = Schema.named(
        "Resolution",
        .record(
            whole + [
                ("fileName", .nullable(.string)), ("mediaType", .nullable(.string)),
                ("fileBytes", .nullable(.count)), ("recordedBy", .string),
                ("recordedAt", .nullable(.moment)),
            ]))

    private static let recorded = Schema.named(
        "RecordedResolution", .record(whole + [("repeated", .flag)]))

    private static let resolutions: [APIRoute] = [
        .get(
            "/compounds/{scope}/resolutions", needs: .readRegister, in: .path, tag, "列出决议",
            query: APIPage.parameters + [
                .optional("search", .text(0...100)),
                .optional("kind", .words(of: Resolution.Kind.self)),
            ], answers: .page(of: row)
        ) { call in
            let found = try await ListResolutions(database: call.database).perform(
                ListResolutions.Input(
                    scope: call.scope, search: call.query.text("search"),
                    kind: call.query.word("kind"), limit: call.page.size,
                    offset: call.page.offset),
                by: call.actor)
            return call.page.json(total: found.total, found.rows.map(\.json))
        },
        .get(
            "/compounds/{scope}/resolutions/{resolution}", needs: .readRegister, in: .path, tag,
            "一项决议及其原文", answers: sheet
        ) { call in
            try await ReadResolution(database: call.database).perform(
                call.number("resolution"), in: call.scope, by: call.actor
            ).json
        },
        .post(
            "/compounds/{scope}/resolutions", needs: .recordResolution, in: .path, tag,
            "登记决议（附件请在网页上传）",
            body: [
                .required("kind", .words(of: Resolution.Kind.self)),
                .required("body", .words(of: Resolution.Body.self)),
                .required("title", .words(200)), .required("adoptedOn", .date),
                .optional("source", .nullable(.text(0...500))),
                .optional("text", .nullable(.text(0...15_000))),
            ], answers: recorded
        ) { call in
            let outcome = try await RecordResolution(database: call.database).perform(
                RecordResolution.Input(
                    scope: call.scope, kind: call.body.word("kind") ?? .committee,
                    body: call.body.word("body") ?? .ownersCommittee,
                    title: call.body.text("title") ?? "",
                    adoptedOn: try call.body.required("adoptedOn", call.body.date("adoptedOn")),
                    source: call.body.text("source"), text: call.body.text("text")),
                by: call.actor, on: call.today)
            guard case .object(let members) = outcome.resolution.json else { return .null }
            return .object(members + [("repeated", .bool(outcome.repeated))])
        },
    ]

    // MARK: Schedules

    private static let schedule = Schema.named(
        "Schedule",
        .record([
            ("id", .number), ("item", .item), ("name", .string), ("rate", .string),
            ("per", .words(of: FeeSchedule.Basis.self)),
            ("rounding", .words(of: RoundingMode.self)),
            ("kinds", .all(.words(of: HouseholdKind.self))), ("from", .month),
            ("until", .nullable(.month)), ("dueDay", .integer(1...28)),
            ("fund", .words(of: Fund.self)), ("payee", .string),
            ("account", .nullable(.string)), ("resolution", .number),
            (
                "basis",
                .record([
                    ("kind", .words(of: Resolution.Kind.self)),
                    ("body", .words(of: Resolution.Body.self)), ("title", .string),
                    ("adoptedOn", .date), ("digest", .digest),
                ])
            ),
        ]))

    private static let added = Schema.named(
        "AddedSchedule",
        .record([
            ("id", .number), ("item", .item), ("name", .string), ("rate", .string),
            ("per", .words(of: FeeSchedule.Basis.self)), ("from", .month),
            ("until", .nullable(.month)), ("dueDay", .integer(1...28)),
            ("fund", .words(of: Fund.self)), ("payee", .string), ("resolution", .number),
            ("closed", .all(.record([("id", .number), ("until", .month)]))),
            ("repeated", .flag),
        ]))

    private static let ended = Schema.named(
        "EndedSchedule",
        .record([
            ("id", .number), ("item", .item), ("from", .month), ("until", .nullable(.month)),
            ("neverInForce", .flag), ("repeated", .flag),
        ]))

    /// Yuan with at most four decimals.
    private static let rate = Schema.text(
        .init(1...12, pattern: "^[0-9]{1,7}(\\.[0-9]{1,4})?$", example: "1.80") { text in
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            let lengths = [1...7, 1...4]
            return parts.count <= 2
                && zip(parts, lengths).allSatisfy { part, length in
                    length.contains(part.utf8.count)
                        && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
                }
        })

    private static let schedules: [APIRoute] = [
        .get(
            "/compounds/{scope}/schedules", needs: .readFees, in: .path, tag,
            "收费标准的各个版本；写明 month 则只列当月有效的",
            query: [.optional("month", .month)],
            answers: .record([("items", .all(schedule))])
        ) { call in
            let found = try await ListSchedules(database: call.database).perform(
                ListSchedules.Input(scope: call.scope, month: call.query.month("month")),
                by: call.actor)
            return ["items": JSON(found)]
        },
        .post(
            "/compounds/{scope}/schedules", needs: .manageSchedules, in: .path, tag, "设定收费标准",
            body: [
                .required("item", .item), .optional("itemName", .nullable(.words(40))),
                .required("rate", rate), .required("per", .words(of: FeeSchedule.Basis.self)),
                .optional("rounding", .words(of: RoundingMode.self)),
                .optional("kinds", .list(.words(of: HouseholdKind.self), atMost: 4)),
                .required("from", .month), .optional("until", .nullable(.month)),
                .required("dueDay", .integer(1...28)),
                .optional("fund", .nullable(.words(of: Fund.self))),
                .optional("payeeName", .nullable(.words(100))),
                .optional("payeeAccount", .nullable(.words(60))),
                .required("resolution", .number),
            ], answers: added
        ) { call in try await add(call) },
        .post(
            "/compounds/{scope}/schedules/{schedule}/end", needs: .manageSchedules, in: .path,
            tag, "停止一项收费：last 为最后一个计费月份，null 表示从未生效",
            body: [.required("last", .nullable(.month)), .required("reason", .words(500))],
            answers: ended
        ) { call in
            try await EndSchedule(database: call.database).perform(
                EndSchedule.Input(
                    scope: call.scope, schedule: call.number("schedule"),
                    last: call.body.month("last"), reason: call.body.text("reason") ?? ""),
                by: call.actor
            ).json
        },
    ]

    private static func add(_ call: APICall) async throws -> JSON {
        let body = call.body
        return try await AddSchedule(database: call.database).perform(
            AddSchedule.Input(
                scope: call.scope, item: try FeeItemCode(entry: body.text("item") ?? ""),
                itemName: body.text("itemName"), rate: try Rate(entry: body.text("rate") ?? ""),
                basis: body.word("per") ?? .household, rounding: body.word("rounding") ?? .halfUp,
                kinds: body.texts("kinds").compactMap { HouseholdKind(rawValue: $0) },
                from: try body.required("from", body.month("from")), until: body.month("until"),
                dueDay: Int(body.integer("dueDay") ?? 1), fund: body.word("fund"),
                payeeName: body.text("payeeName"), payeeAccount: body.text("payeeAccount"),
                resolution: try body.required("resolution", body.number("resolution"))),
            by: call.actor, on: call.today
        ).json
    }
}
