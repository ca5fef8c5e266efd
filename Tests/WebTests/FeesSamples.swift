import Access
import Core

@testable import Fees
@testable import Registry
@testable import Resolutions
@testable import Web

extension TemplateSamples {
    static let fees: [String: any Sendable] = (try? feesViews()) ?? [:]

    private static let code = HouseholdCode(building: "1", entrance: "1", room: "101")

    /// One about a line of the sample's sheet, one about a month that is not on it.
    static let disputes = [dispute(answered: true), dispute(answered: false, month: "2001-01")]

    static func dispute(answered: Bool, month: String = "2022-01") -> Dispute {
        Dispute(
            id: DisputeID(1), tenure: TenureID(7),
            charge: Dispute.Charge(
                household: code, obligor: "王芳", month: Samples.month(month),
                item: .propertyFee, itemName: "物业费", stall: nil, amount: Money(fen: 5_000),
                settled: Money(fen: 100), waived: Money(fen: 200), isWithdrawn: !answered),
            words: "多收了", raisedOn: Samples.day("2022-01-02"), channel: .link,
            answer: answered
                ? Dispute.Answer(
                    outcome: .upheld, words: "属实", answeredOn: Samples.day("2022-01-03"),
                    answeredBy: "许昌恒达物业公司") : nil,
            corrections: answered ? [correction] : [])
    }

    private static let correction = Dispute.Correction(
        reference: .waiver(WaiverID(1)), amount: Money(fen: 200), day: Samples.day("2022-01-03"))

    private static func upheld() -> Dispute {
        let known = dispute(answered: true)
        return Dispute(
            id: known.id, tenure: known.tenure, charge: known.charge, words: known.words,
            raisedOn: known.raisedOn, channel: known.channel, answer: known.answer,
            corrections: [])
    }

    private static func schedule(_ number: Int64, until: String?) -> ListedSchedule {
        let resolution = Resolution(
            id: ResolutionID(1), kind: .historical, body: .ownersAssembly, title: "物业费",
            adoptedOn: Samples.day("2021-10-08"), source: "会议记录", text: nil, fileSHA256: nil,
            digest: [3])
        let terms = FeeSchedule.Terms(
            item: .propertyFee, rate: Rate(tenThousandths: 500_000), basis: .area,
            rounding: .halfUp, kinds: HouseholdKinds([.dwelling]) ?? .all,
            from: Samples.month("2021-11"), until: nil, dueDay: 25, fund: .propertyService,
            payee: FeeSchedule.Payee(name: "业委会", account: "4105"), resolution: resolution.id)
        return ListedSchedule(
            schedule: FeeSchedule(
                id: ScheduleID(number), terms: terms, until: until.map(Samples.month)),
            item: FeeItem(code: .propertyFee, name: "物业费"), basis: resolution)
    }

    private static func state(
        _ plan: ListState.Plan, _ query: [String: String] = [:]
    ) -> ListState {
        let all = ["search": "a", "page": "2", "size": "20"].merging(query) { $1 }
        return ListState(Form(fields: all.mapValues { [$0] }), plan)
    }

    /// With something said about each of these fields, and above the form.
    private static func wrong(_ names: [String]) -> Entries {
        var entries = Entries()
        entries.refuse(StallRefusal.notLeased("A-1"))
        for name in names { entries.refuse(name, "请核对。") }
        return entries
    }

    private static func feesViews() throws -> [String: any Sendable] {
        try schedules().merging(bills()) { $1 }.merging(lists()) { $1 }
            .merging(reports()) { $1 }.merging(questions()) { $1 }
    }

    private static func schedules() throws -> [String: any Sendable] {
        let desk = try sampleDesk()
        let frame = CompoundFrame(desk, name: "文宴雅居")
        let names = [
            "item", "newItem", "rate", "basis", "rounding", "kinds", "from", "until", "dueDay",
            "fund", "payee", "account", "resolution", "how", "last", "reason",
        ]
        let row = ListResolutions.Row(
            id: ResolutionID(1), kind: .historical, body: .ownersAssembly, title: "物业费",
            adoptedOn: desk.today, source: nil, hasText: true, hasFile: false, digest: [1])
        let listed = [
            schedule(1, until: nil), schedule(2, until: "2021-11"), schedule(3, until: "2021-10"),
        ]
        return [
            "fees/schedules": [listed, []].map { listed -> any Sendable in
                ScheduleListView(listed, frame, desk)
            },
            "fees/schedule": [[row], []].map { rows -> any Sendable in
                ScheduleFormView(
                    wrong(names), items: ScheduleEntry.items(in: listed), resolutions: rows,
                    frame, desk)
            },
            "fees/schedule-end": ScheduleEndView(listed[0], wrong(names), frame, desk),
        ]
    }

    private static func bills() throws -> [String: any Sendable] {
        let desk = try sampleDesk(.propertyManager)
        let frame = CompoundFrame(desk, name: "文宴雅居")
        let run = RunSummary(
            id: RunID(1), kind: .withdrawal, month: Samples.month("2021-11"), day: desk.today,
            charges: 2, total: Money(fen: 100), skipped: 200, reason: "多收了", actor: "王芳")
        let sheet = RunSheet(
            compound: "文宴雅居",
            run: RunSummary(
                id: run.id, kind: .billing, month: run.month, day: run.day, charges: 2,
                total: run.total, skipped: 200, reason: "补", actor: "王芳"),
            parts: [
                .init(
                    item: .parking, name: "停车费", charges: 2, total: Money(fen: 100), withdrawn: 1)
            ], reasons: [(.noArea, 1)],
            skipped: [
                .init(household: code, stall: nil, item: .parking, name: "停车费", reason: .noArea)
            ])
        var outcome = BillingOutcome(month: run.month)
        (outcome.charges, outcome.alreadyBilled, outcome.skippedCount) = (1, 2, 50)
        outcome.skipped = (0..<50).map { number in
            .init(
                compound: "文宴雅居", household: nil, stall: "A-\(number)", item: .parking,
                reason: .notLeased)
        }
        var nothing = BillingOutcome(month: run.month)
        nothing.alreadyBilled = 2
        let states: [BillingDesk.State] = [.running, .done(outcome), .failed]
        return [
            "fees/runs": [[run], []].map { runs -> any Sendable in
                RunListView(
                    .init(count: 200, rows: runs), frame,
                    state(RunListView.plan(desk.compound), ["month": "2021-11"]), desk)
            },
            "fees/run": RunView(sheet, state(.init(path: "/r", sorts: ["a"])), desk),
            "fees/preview": [outcome, nothing].map { outcome -> any Sendable in
                BillPreviewView(wrong(["month"]), outcome, frame, desk)
            },
            "fees/progress": states.map { state -> any Sendable in
                BillProgressView(
                    BillingDesk.Job(
                        key: "k", scope: desk.scope, month: run.month, startedAt: desk.now,
                        state: state), run: run.id, frame, desk)
            },
            "fees/withdraw": WithdrawView(wrong(["month", "reason"]), frame, desk),
        ]
    }

    private static func lists() throws -> [String: any Sendable] {
        let desk = try sampleDesk()
        let frame = CompoundFrame(desk, name: "文宴雅居")
        let payment = ListPayments.Row(
            household: code, obligor: "王芳",
            payment: Samples.payment(1, "2021-11-02", 100, refunded: 1, reversed: "2021-11-03"),
            note: "代缴")
        let debt = Arrears.Row(
            household: code, tenure: TenureID(1), obligor: "王芳", isCurrent: false,
            sum: Arrears.Sum(ages: [1, 2, 3, 4, 5, 6, 7].map { Money(fen: $0) }),
            oldest: Samples.month("2021-11"), months: 2, credit: Money(fen: 1))
        func arrears(_ rows: [Arrears.Row]) -> Arrears {
            Arrears(
                compound: "文宴雅居", asOf: desk.today, total: debt.sum, totalCredit: Money(fen: 1),
                tenures: 200, households: 100, rows: rows)
        }
        return [
            "fees/payments": [[payment], []].map { rows -> any Sendable in
                PaymentListView(
                    .init(
                        count: 200, paid: Money(fen: 1), refunded: Money(fen: 1), rows: rows),
                    wrong(["from", "until"]), frame, state(PaymentListView.plan(desk.compound)),
                    desk)
            },
            "fees/arrears": [[debt], []].map { rows -> any Sendable in
                ArrearsView(
                    arrears(rows), buildings: ["1"], wrong(["asOf"]),
                    state(ArrearsView.plan(desk.compound)), desk)
            },
            "fees/cashier": [cashier([]), cashier(["王芳", "李强"])].map { day -> any Sendable in
                CashierView(
                    day, wrong(["day"]), state(.init(path: "/c", sorts: ["entry"])), desk)
            },
        ]
    }

    private static func cashier(_ clerks: [String]) -> CashierDay {
        var figures = CashierDay.Figures()
        (figures.payments, figures.received) = (1, Money(fen: 100))
        (figures.refunded, figures.reversed) = (Money(fen: 1), Money(fen: 2))
        let parts = clerks.map { CashierDay.Part(clerk: $0, channel: .cash, figures: figures) }
        let number = ReceiptNumber(year: 2021, number: 1)
        return CashierDay(
            compound: "文宴雅居", day: Samples.day("2021-12-07"), parts: parts,
            total: CashierDay.sum(parts), late: 1, lateAmount: Money(fen: 1),
            receipts: number...number,
            entries: [
                CashierDay.Entry(
                    kind: .refund, payment: PaymentID(1), receipt: number, household: code,
                    amount: Money(fen: 1), channel: .cash, clerk: "王芳",
                    receivedOn: Samples.day("2021-12-01"), reason: "搬走")
            ], entryCount: 200)
    }

    private static let sum = CollectionReport.Sum(
        charged: Money(fen: 100), waived: Money(fen: 1), settled: Money(fen: 50), households: 2,
        householdsPaid: 1)

    private static func reports() throws -> [String: any Sendable] {
        let desk = try sampleDesk()
        let month = Samples.month("2021-12")
        let part = CollectionReport.Part(code: "1", name: "1", sum: sum)
        func dashboard(_ sum: CollectionReport.Sum, _ open: Int64) -> CollectionDashboard {
            let ages = Arrears.Sum(ages: [open, 0, 0, 0, 0, 0, 0].map { Money(fen: $0) })
            let report = CollectionReport(
                compound: "文宴雅居", from: month, until: month, asOf: desk.today, total: sum,
                takenOver: sum, items: [part], buildings: [part],
                earlier: .init(owed: Money(fen: 1), waived: .zero, settled: .zero),
                account: Samples.ordinary.statement.account)
            return CollectionDashboard(
                report: report, months: [.init(month: month, sum: sum)], ageing: ages,
                overdueHouseholds: 1, buildings: [])
        }
        let nothing = CollectionReport.Sum(
            charged: .zero, waived: .zero, settled: .zero, households: 0, householdsPaid: 0)
        let row = CollectionOverview.Row(
            scope: desk.scope, compound: "文宴雅居", region: ["许昌市"], sum: sum,
            open: Money(fen: 1))
        return [
            "fees/dashboard": [dashboard(sum, 1), dashboard(nothing, 0)].map { found in
                DashboardView(found, wrong(["until"]), desk) as any Sendable
            },
            "fees/overview": [[row], []].map { rows -> any Sendable in
                OverviewView(
                    CollectionOverview(
                        month: month, count: 200, total: sum, open: Money(fen: 1),
                        months: [.init(month: month, sum: sum)], rows: rows, behind: 1),
                    wrong(["month"]), state(OverviewView.plan), desk)
            },
        ]
    }

    private static func questions() throws -> [String: any Sendable] {
        let desk = try sampleDesk()
        let frame = CompoundFrame(desk, name: "文宴雅居")
        let names = ["outcome", "words", "correction", "amount", "reason"]
        let known: [(Dispute, [Dispute.Correction])] = [
            (dispute(answered: true), []), (dispute(answered: false), [correction]),
            (upheld(), []), (upheld(), [correction]),
        ]
        let line = Samples.line("2022-01", Samples.parking)
        return [
            "fees/disputes": [[dispute(answered: true)], []].map { rows -> any Sendable in
                DisputeListView(
                    .init(count: 200, open: 1, rows: rows), frame,
                    state(DisputeListView.plan(desk.compound)), desk)
            },
            "fees/dispute": known.map { dispute, remedies -> any Sendable in
                DisputeView(
                    .init(dispute: dispute, remedies: remedies), wrong(names), frame, desk)
            },
            "resident/dispute": ResidentDisputeView(line, wrong(["words"]), Samples.ordinary),
        ]
    }
}
