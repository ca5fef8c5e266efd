import Access
import Core
import Foundation
import Hummingbird
import Logging
import Postgres

@testable import Application
@testable import Fees
@testable import Files
@testable import Registry
@testable import Resolutions
@testable import Web

/// Somebody at a page, without a server.
func sampleDesk(
    _ role: Role = .propertyManager, at path: String = "/compounds/5",
    query: [String: String] = [:], form: [String: String] = [:]
) throws -> Desk {
    let folder = "\(NSTemporaryDirectory())linli-sample-\(getpid())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let logger = Logger(label: "sample") { _ in SwiftLogNoOpLogHandler() }
    let context = try WebContext(
        installation: Installation(
            database: Database(connection: ConnectionSettings(keywords: [:]), logger: logger),
            keys: try Keys(dataFolder: folder)),
        options: WebOptions(host: "127.0.0.1", port: 8080, importFolder: "\(folder)/imports"),
        logger: logger)
    let session = Staff.member(role, in: ScopeID(5))
    func fields(_ values: [String: String]) -> Form { Form(fields: values.mapValues { [$0] }) }
    return Desk(
        context: context, session: session, actor: session.actor, scope: ScopeID(5),
        now: Timestamp(
            microseconds: Int64(Samples.day("2021-12-08").daysSinceEpoch) * 86_400_000_000),
        form: fields(form), uploads: [], query: fields(query), path: path, notice: nil,
        parameters: Parameters())
}

extension TemplateSamples {
    static let register: [String: any Sendable] = (try? registerViews()) ?? [:]

    private static let code = HouseholdCode(building: "1", entrance: "1", room: "101")
    private static let at = Timestamp(microseconds: 1_638_928_000_000_000)
    private static let lease = ReadHousehold.Lease(
        stall: "A-1", title: .common, tenure: TenureID(2), from: Samples.month("2021-09"),
        until: nil, plate: "豫K1")
    private static let household = Household(
        id: HouseholdID(1), code: code, kind: .dwelling, area: Area(hundredths: 9_000),
        countsInRoll: true, remark: "顶楼")
    private static let balance = ReadBalances.Balance(
        owed: Money(fen: 100), overdue: Money(fen: 50), credit: Money(fen: 10))

    private static func tenure(_ number: Int64, from: String?, until: String?) -> Tenure {
        Tenure(
            id: TenureID(number), household: HouseholdID(1), obligor: .owner,
            from: from.map(Samples.day), until: until.map(Samples.day),
            owners: [
                Owner(
                    id: OwnerID(1), name: "王芳", phone: "139****0101",
                    share: Owner.Share(numerator: 1, denominator: 2))
            ])
    }

    private static let found = ReadHousehold.Outcome(
        compound: "文宴雅居", household: household,
        tenures: [
            tenure(1, from: nil, until: "2021-11-15"), tenure(2, from: "2021-11-15", until: nil),
        ], leases: [lease],
        links: [
            ReadHousehold.Link(tenure: TenureID(1), generation: 1, issuedAt: at),
            ReadHousehold.Link(tenure: TenureID(2), generation: 2, issuedAt: at),
        ])

    private static let compound = ReadCompound.Outcome(
        compound: Compound(scope: ScopeID(5), name: "文宴雅居", region: ["许昌市", "魏都区"]),
        households: 3, kinds: [.init(kind: .dwelling, households: 3)],
        buildings: [.init(name: "1", households: 3)], area: AreaSum(hundredths: 27_000),
        withoutArea: 1, withoutTenure: 1, stalls: 2, leasedStalls: 1)

    private static let stall = Stall(
        id: StallID(1), code: "A-1", title: .common,
        lease: Stall.Lease(
            id: LeaseID(1), household: code, from: Samples.month("2021-09"), plate: "豫K1"))
    private static let freeStall = Stall(
        id: StallID(2), code: "A-2", title: .owned, lease: nil)

    private static let preview = PreviewPayment.Outcome(
        household: code, tenure: TenureID(2), payer: "王芳",
        lines: [
            .init(
                month: Samples.month("2021-11"), item: .parking, itemName: "停车费", stall: "A-1",
                open: Money(fen: 3_000), dueOn: Samples.day("2021-11-25"),
                settled: Money(fen: 2_000))
        ], credit: Money(fen: 5), rest: Money(fen: 7),
        monthsWithoutDebt: [Samples.month("2022-01")])

    private static let resolution = Resolution(
        id: ResolutionID(1), kind: .historical, body: .ownersAssembly, title: "物业费",
        adoptedOn: Samples.day("2021-10-08"), source: "会议记录", text: "每户每月五十元",
        fileSHA256: [1, 2], digest: [3, 4])

    private static func registerViews() throws -> [String: any Sendable] {
        try lists().merging(households()) { $1 }.merging(payments()) { $1 }
            .merging(papers()) { $1 }
    }

    private static func lists() throws -> [String: any Sendable] {
        let desk = try sampleDesk()
        let frame = CompoundFrame(desk, name: "文宴雅居")
        func state(_ query: [String: String], _ plan: ListState.Plan) -> ListState {
            ListState(Form(fields: query.mapValues { [$0] }), plan)
        }
        let compounds = ListState.Plan(path: "/compounds", sorts: ["name"], filters: ["search"])
        let stalls = ListState.Plan(path: "/stalls", sorts: ["code"], filters: ["search"])
        let all = [["search": "a", "page": "2", "size": "20"], ["page": "2", "size": "20"]]
        let row = ListHouseholds.Row(
            household: household, tenure: TenureID(2), obligor: .owner, owners: "王芳",
            phone: "139****0101", stalls: 1)
        return [
            "register/compounds": CompoundListView(
                .init(
                    total: 200, rows: [.init(compound: compound.compound, households: 1, stalls: 2)]
                ),
                regions: [], state(all[0], compounds)),
            "register/compound": [
                CompoundView(compound, desk) as any Sendable
            ],
            "register/households": all.map { query -> any Sendable in
                HouseholdListView(
                    .init(total: 200, rows: [row]), of: compound, balances: [TenureID(2): balance],
                    state(query, HouseholdListView.plan(desk.compound)), desk)
            },
            "register/stalls": all.map { query -> any Sendable in
                StallListView(
                    .init(total: 200, stalls: [stall, freeStall]), frame, state(query, stalls), desk
                )
            },
            "register/stall": [stall, freeStall].map { stall -> any Sendable in
                var entries = Entries()
                entries.refuse(StallRefusal.notLeased("A-1"))
                return StallView(
                    .init(
                        stall: stall,
                        leases: [
                            .init(
                                household: code, owners: "王芳", from: Samples.month("2021-09"),
                                until: nil, plate: "豫K1")
                        ]), frame, wrong(entries, ["from", "until", "household", "plate"]), desk)
            },
        ]
    }

    /// With something said about each of these fields, and above the form.
    private static func wrong(_ entries: Entries, _ names: [String]) -> Entries {
        var entries = entries
        for name in names { entries.refuse(name, "请核对。") }
        return entries
    }

    private static func households() throws -> [String: any Sendable] {
        let path = "/compounds/5/households/1-1-101"
        let desk = try sampleDesk(at: path, query: ["tenure": "2"])
        let statement = Samples.status(
            [Samples.line("2021-11", Samples.propertyFee, settled: 100, waived: 50)],
            [
                Samples.payment(1, "2021-11-02", 100, refunded: 1, reversed: "2021-11-03"),
                Samples.payment(0, "2021-11-02", 100),
            ]
        ).statement
        let account = HouseholdView.Account(
            statement, found.tenures[1], .usual(on: desk.today),
            wrong(Entries(), ["from", "until"]), desk)
        var failed = Entries()
        failed.refuse(StallRefusal.notLeased("A-1"))
        let names = TransferEntry.names + ["owner", "name", "phone"]
        let checking = try sampleDesk(at: path, form: ["on": "2021-12-10", "stalls": "keep"])
        let input = TransferHousehold.Input(
            scope: ScopeID(5), household: code, day: Samples.day("2021-12-10"), owners: [],
            keepsStalls: true)
        let link = IssueResidentLinks.Link(
            household: code, generation: 1,
            token: ResidentToken(scope: ScopeID(5), authenticator: [1]), accessCode: "ABCDEFGH",
            isNew: false)
        return [
            "register/household": HouseholdView(
                found, balances: [TenureID(1): balance, TenureID(2): balance], account: account,
                desk),
            "register/transfer": TransferView(found, wrong(failed, names), desk),
            "register/transfer-check": TransferCheckView(
                found,
                .init(
                    until: found.current,
                    owners: [
                        .init(
                            name: "赵云", phone: "139",
                            share: Owner.Share(numerator: 1, denominator: 2))
                    ], day: input.day, stalls: ["A-1"], changes: true), input, balance, checking),
            "register/owner": OwnerView(found, wrong(failed, names), desk),
            "register/link": LinkView(found, link, desk),
        ]
    }

    private static func payments() throws -> [String: any Sendable] {
        let form = [
            "amount": "20.00", "channel": "cash", "received": "2021-12-08", FormKey.field: "k",
        ]
        let desk = try sampleDesk(form: form)
        let frame = CompoundFrame(desk, name: "文宴雅居")
        var entries = Entries(desk.form)
        entries.refuse(StallRefusal.notLeased("A-1"))
        let request = PaymentEntry.Request(
            payer: Payer(household: code), amount: Money(fen: 2_000), note: "代缴")
        let line = Receipt.Line(
            month: Samples.month("2021-11"), item: .parking, itemName: "停车费", stall: "A-1",
            amount: Money(fen: 3_000), payee: Samples.propertyFee.payee)
        let receipt = Receipt(
            number: ReceiptNumber(year: 2021, number: 3), issuedOn: desk.today,
            payment: PaymentID(1), compound: "文宴雅居", household: code, payer: "王芳",
            amount: Money(fen: 3_500), channel: .cash, receivedOn: desk.today, note: "代缴",
            cashier: "李会计", lines: [line], void: Receipt.Void(on: desk.today, reason: "记错"))
        let standing = Receipt(
            number: receipt.number, issuedOn: desk.today, payment: receipt.payment,
            compound: receipt.compound, household: code, payer: "王芳", amount: receipt.amount,
            channel: .cash, receivedOn: desk.today, note: nil, cashier: "李会计", lines: [line],
            void: nil)
        return [
            "payments/form": PaymentView(
                preview, wrong(entries, PaymentEntry.names), frame, desk),
            "payments/check": PaymentCheckView(preview, request, said: nil, frame, desk),
            "payments/receipt": [ReceiptView(receipt, desk), ReceiptView(standing, desk)]
                as [any Sendable],
            "payments/correction": CorrectionView(
                refunding: Money(fen: 100), of: found.tenures[1], in: found,
                wrong(entries, ["amount", "reason"]), desk),
        ]
    }

    private static func papers() throws -> [String: any Sendable] {
        let desk = try sampleDesk(form: ["name": "a.csv"])
        let frame = CompoundFrame(desk, name: "文宴雅居")
        var failed = Entries()
        failed.refuse(StallRefusal.notLeased("A-1"))
        let batch = ListImports.Batch(
            number: 1, kind: "stalls", fileName: "车位.csv", fileSHA256: [1], added: 1, changed: 2,
            unchanged: 3, refused: 4, at: at, by: "王芳")
        let cell = RefusedCell(row: 3, column: "房号", value: "x", reason: "无法识别。")
        let table = ImportOutcome(
            added: 1, changed: 1, unchanged: 1, refused: Array(repeating: cell, count: 300),
            refusedRows: 300, warnings: ["合计不符。"], applied: false, refusalsFile: nil,
            columns: [("房号", "房号")], ignoredColumns: [], fileSHA256: [1], alreadyImported: true)
        let clean = ImportOutcome(
            added: 1, changed: 1, unchanged: 1, refused: [], refusedRows: 0, warnings: [],
            applied: false, refusalsFile: nil, columns: [], ignoredColumns: [], fileSHA256: [1],
            alreadyImported: true)
        let attempt = ImportAttempt(
            subject: .openingBalances, digest: String(repeating: "a", count: 64), name: "a.csv",
            extras: ImportExtras(), form: desk.form, file: "/tmp/none")
        let row = ListResolutions.Row(
            id: ResolutionID(1), kind: .historical, body: .ownersAssembly, title: "物业费",
            adoptedOn: desk.today, source: nil, hasText: true, hasFile: true, digest: [1])
        let plan = ListState.Plan(path: "/r", sorts: ["adopted"], filters: ["search"])
        let state = ListState(
            Form(fields: ["search": ["a"], "page": ["2"], "size": ["20"]]), plan)
        let extras = ["asOf", "source", "owed", "credit", "file"]
        return [
            "imports/start": ImportStartView(
                [batch], frame, refused: (.openingBalances, wrong(failed, extras)), desk),
            "imports/preview": [table, clean].map { table -> any Sendable in
                ImportPreviewView(
                    attempt,
                    ImportFinding(table: table, owed: Money(fen: 1), credit: Money(fen: 2)),
                    failure: "请核对。", frame, desk)
            },
            "resolutions/list": ResolutionListView(
                .init(total: 200, rows: [row]), frame, state, desk),
            "resolutions/show": ResolutionView(
                .init(
                    resolution: resolution,
                    file: .init(name: "a.pdf", mediaType: "application/pdf", bytes: 2_000_000),
                    recordedBy: "王芳", recordedAt: at), frame, desk),
            "resolutions/record": ResolutionFormView(
                wrong(failed, ["kind", "title", "text", "file"]), frame, desk),
        ]
    }
}
