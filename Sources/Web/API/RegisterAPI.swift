import Core
import Registry

/// Compounds, households, stalls.
enum RegisterAPI {
    static let routes = compounds + households + stalls

    private static let tag = "登记"

    // MARK: Compounds

    private static let compound = Schema.named(
        "Compound", .record([("id", .number), ("name", .string), ("region", .all(.string))]))

    private static let compoundRow = Schema.named(
        "CompoundRow",
        .record([
            ("id", .number), ("name", .string), ("region", .all(.string)),
            ("households", .count), ("stalls", .count),
        ]))

    private static let compoundFigures = Schema.named(
        "CompoundFigures",
        .record([
            ("id", .number), ("name", .string), ("region", .all(.string)),
            ("households", .count),
            ("kinds", .object(HouseholdKind.allCases.map { .optional($0.rawValue, .count) })),
            ("buildings", .all(.record([("building", .string), ("households", .count)]))),
            ("area", .string), ("withoutArea", .count), ("withoutTenure", .count),
            ("stalls", .count), ("leasedStalls", .count),
        ]))

    private static let compounds: [APIRoute] = [
        .get(
            "/compounds", needs: .readRegister, in: .anywhere, tag, "列出小区",
            query: APIPage.parameters + [.optional("search", .text(0...100))],
            answers: .page(of: compoundRow)
        ) { call in
            let found = try await ListCompounds(database: call.database).perform(
                ListCompounds.Input(
                    search: call.query.text("search"), limit: call.page.size,
                    offset: call.page.offset),
                by: call.actor)
            return call.page.json(total: found.total, found.rows.map(\.json))
        },
        .get(
            "/compounds/{scope}", needs: .readRegister, in: .path, tag, "一个小区的登记情况",
            answers: compoundFigures
        ) { call in
            try await ReadCompound(database: call.database).perform(call.scope, by: call.actor)
                .json
        },
        .post(
            "/compounds", needs: .manageInstallation, in: .installation, tag, "登记一个小区",
            body: [
                .required("name", .words(100)), .required("city", .words(100)),
                .required("county", .words(100)), .optional("street", .nullable(.words(100))),
                .optional("community", .nullable(.words(100))),
            ], answers: compound
        ) { call in
            try await AddCompound(database: call.database).perform(
                AddCompound.Input(
                    name: try call.body.required("name", call.body.text("name")),
                    city: try call.body.required("city", call.body.text("city")),
                    county: try call.body.required("county", call.body.text("county")),
                    street: call.body.text("street"), community: call.body.text("community")),
                by: call.actor
            ).json
        },
    ]

    // MARK: Households

    private static let householdRow = Schema.named(
        "HouseholdRow",
        .record([
            ("household", .string), ("kind", .words(of: HouseholdKind.self)),
            ("area", .nullable(.string)), ("owners", .string), ("phone", .nullable(.string)),
            ("obligor", .nullable(.words(of: Obligor.self))), ("tenure", .nullable(.number)),
            ("stalls", .count),
        ]))

    private static let lease = Schema.record([
        ("stall", .string), ("title", .words(of: StallTitle.self)), ("tenure", .number),
        ("from", .month), ("until", .nullable(.month)), ("plate", .nullable(.string)),
    ])

    private static let tenure = Schema.record([
        ("tenure", .number), ("obligor", .words(of: Obligor.self)), ("from", .nullable(.date)),
        ("until", .nullable(.date)),
        (
            "owners",
            .all(
                .record([
                    ("name", .string), ("phone", .nullable(.string)),
                    ("share", .nullable(.string)),
                ]))
        ),
    ])

    private static let household = Schema.named(
        "Household",
        .record([
            ("compound", .string), ("household", .string),
            ("kind", .words(of: HouseholdKind.self)), ("area", .nullable(.string)),
            ("countsInRoll", .flag), ("remark", .string), ("tenures", .all(tenure)),
            (
                "stalls",
                .all(
                    .record([
                        ("stall", .string), ("title", .words(of: StallTitle.self)),
                        ("household", .string), ("from", .month), ("plate", .nullable(.string)),
                    ]))
            ),
            ("leases", .all(lease)), ("hasLink", .flag),
        ]))

    private static let owner = Schema.object([
        .required("name", .words(100)),
        .optional("phone", .nullable(.text(3...30))),
        .optional(
            "share",
            .nullable(
                .text(
                    .init(
                        3...15, pattern: "^[1-9][0-9]{0,6}/[1-9][0-9]{0,6}$", example: "1/2"
                    ) { text in
                        let parts = text.split(
                            separator: "/", omittingEmptySubsequences: false)
                        return parts.count == 2
                            && parts.allSatisfy { part in
                                part.count <= 7 && part.first != "0"
                                    && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
                                    && !part.isEmpty
                            }
                    }))),
    ])

    private static let transfer = Schema.named(
        "Transfer",
        .record([
            ("household", .string), ("on", .date), ("closedTenure", .nullable(.number)),
            ("tenure", .number), ("stalls", .all(.string)), ("changed", .flag),
        ]))

    private static let households: [APIRoute] = [
        .get(
            "/compounds/{scope}/households", needs: .readRegister, in: .path, tag, "列出住户",
            query: APIPage.parameters + [
                .optional("search", .text(0...100)), .optional("building", .text(0...20)),
                .optional("kind", .words(of: HouseholdKind.self)),
                .optional("sort", .words(of: ListHouseholds.Sort.self)),
                .optional("descending", .flag),
            ], answers: .page(of: householdRow)
        ) { call in
            let found = try await ListHouseholds(database: call.database).perform(
                ListHouseholds.Input(
                    scope: call.scope, search: call.query.text("search"),
                    kind: call.query.word("kind"), building: call.query.text("building"),
                    sort: call.query.word("sort") ?? .address,
                    descending: call.query.flag("descending") ?? false, limit: call.page.size,
                    offset: call.page.offset),
                by: call.actor)
            return call.page.json(total: found.total, found.rows.map(\.json))
        },
        .get(
            "/compounds/{scope}/households/{household}", needs: .readRegister, in: .path, tag,
            "一户：业主、任期、车位", answers: household
        ) { call in
            try await ReadHousehold(database: call.database).perform(
                call.household(), in: call.scope, by: call.actor
            ).json
        },
        .post(
            "/compounds/{scope}/households/{household}/transfer", needs: .manageRegister,
            in: .path, tag, "过户：结束现任期，开始新任期",
            body: [
                .required("on", .date), .required("owners", .list(owner, atMost: 50)),
                .optional("obligor", .words(of: Obligor.self)),
                .optional("keepsStalls", .flag),
            ], answers: transfer
        ) { call in
            try await TransferHousehold(database: call.database).perform(
                TransferHousehold.Input(
                    scope: call.scope, household: call.household(),
                    day: try call.body.required("on", call.body.date("on")),
                    obligor: call.body.word("obligor") ?? .owner,
                    owners: try call.body.objects("owners").map(newOwner),
                    keepsStalls: call.body.flag("keepsStalls") ?? false),
                by: call.actor, on: call.today
            ).json
        },
    ]

    private static func newOwner(_ values: APIValues) throws -> TransferHousehold.NewOwner {
        let share = try values.text("share").map { text in
            guard let share = Owner.Share(text) else {
                throw MalformedValue(
                    code: "malformedShare", sentence: "份额“\(text)”无法识别：请写成 1/2 的形式，不超过 1。")
            }
            return share
        }
        return TransferHousehold.NewOwner(
            name: values.text("name") ?? "", phone: values.text("phone"), share: share)
    }

    // MARK: Stalls

    private static let stall = Schema.named(
        "Stall",
        .record([
            ("stall", .string), ("title", .words(of: StallTitle.self)),
            ("household", .nullable(.string)), ("from", .nullable(.month)),
            ("plate", .nullable(.string)),
        ]))

    private static let stalls: [APIRoute] = [
        .get(
            "/compounds/{scope}/stalls", needs: .readRegister, in: .path, tag, "列出车位",
            query: APIPage.parameters + [
                .optional("search", .text(0...100)),
                .optional("title", .words(of: StallTitle.self)), .optional("leased", .flag),
            ], answers: .page(of: stall)
        ) { call in
            let found = try await ListStalls(database: call.database).perform(
                ListStalls.Input(
                    scope: call.scope, search: call.query.text("search"),
                    title: call.query.word("title"), isLeased: call.query.flag("leased"),
                    limit: call.page.size, offset: call.page.offset),
                by: call.actor)
            return call.page.json(total: found.total, found.stalls.map(\.json))
        },
        .post(
            "/compounds/{scope}/stalls/{stall}/lease", needs: .manageRegister, in: .path, tag,
            "出租车位",
            body: [
                .required("household", .door), .required("from", .month),
                .optional("plate", .nullable(.words(20))),
            ], answers: .record([("stall", .string), ("changed", .flag)])
        ) { call in
            let stall = call.parameter("stall")
            let changed = try await LeaseStall(database: call.database).perform(
                LeaseStall.Input(
                    scope: call.scope, stall: stall,
                    household: try call.body.required(
                        "household", try call.body.door("household")),
                    from: try call.body.required("from", call.body.month("from")),
                    plate: call.body.text("plate")),
                by: call.actor)
            return ["stall": .string(stall), "changed": .bool(changed)]
        },
        .post(
            "/compounds/{scope}/stalls/{stall}/release", needs: .manageRegister, in: .path, tag,
            "退租：last 为最后一个计费月份", body: [.required("last", .month)],
            answers: .record([("stall", .string), ("last", .month)])
        ) { call in
            let stall = call.parameter("stall")
            let last = try call.body.required("last", call.body.month("last"))
            try await ReleaseStall(database: call.database).perform(
                stall: stall, in: call.scope, after: last, by: call.actor)
            return ["stall": .string(stall), "last": JSON(last)]
        },
    ]
}
