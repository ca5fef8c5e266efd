import Core
import Fees
import Hummingbird
import Registry

/// How collection stands: of one compound, and over all that somebody reaches.
struct DashboardPages {
    func add(to site: inout Site) {
        site.page(
            .get, "/compounds/{scope}/dashboard", needs: .readReports, in: .path
        ) { _, desk in
            try await dashboard(desk)
        }
        site.page(.get, "/reports", needs: .readReports, in: .anywhere) { _, desk in
            try await overview(desk)
        }
    }

    private func dashboard(_ desk: Desk) async throws -> Response {
        var entries = Entries(desk.query)
        let until = entries.value("until") { try BillingMonth(entry: $0) }
        let months =
            DashboardView.periods.first { String($0) == desk.query["months"] }
            ?? ReadDashboard.usualMonths
        let found = try await ReadDashboard(database: desk.database).perform(
            ReadDashboard.Input(scope: desk.scope, until: until, months: months), by: desk.actor,
            on: desk.today)
        return try desk.page(
            "fees/dashboard", DashboardView(found, entries, desk),
            status: entries.areFine ? .ok : .unprocessableContent)
    }

    private func overview(_ desk: Desk) async throws -> Response {
        let state = ListState(desk.query, OverviewView.plan)
        var entries = Entries(desk.query)
        let month = entries.value("month") { try BillingMonth(entry: $0) }
        let search = state.filter("search")
        let found = try await ReadOverview(database: desk.database).perform(
            ReadOverview.Input(
                month: month, search: search.isEmpty ? nil : search,
                order: ReadOverview.Order(rawValue: state.sort) ?? .name,
                isReversed: OverviewView.isReversed(state), limit: state.size,
                offset: state.offset),
            by: desk.actor, on: desk.today)
        return try desk.page(
            "fees/overview", OverviewView(found, entries, state, desk),
            status: entries.areFine ? .ok : .unprocessableContent)
    }
}

/// One line of a table of collection.
struct CollectionLine: Sendable {
    let name: String
    /// Nil where it leads nowhere.
    let path: String?
    let charged: String
    let waived: String
    let settled: String
    let open: String
    let rate: String
    let householdRate: String

    init(
        _ name: String, _ sum: CollectionReport.Sum, path: String? = nil, open: Money? = nil
    ) {
        self.name = name
        self.path = path
        charged = sum.charged.grouped
        waived = sum.waived == .zero ? "" : sum.waived.grouped
        settled = sum.settled.grouped
        self.open = (open ?? sum.charged - sum.waived - sum.settled).grouped
        rate = Percent.shown(sum.rate)
        householdRate = Percent.shown(sum.householdRate)
    }
}

/// Pictures of collection: each with the table of the same figures beside it.
enum CollectionPlots {
    /// From nothing to a hundred per cent.
    private static let rates = Scale(top: 10_000, step: 2_500)

    private static func value(_ label: String, _ rate: String?) -> Plot.Value {
        Plot.Value(label, Percent.size(rate), Percent.shown(rate))
    }

    /// From the first month that was billed on.
    private static func billed(
        _ months: [CollectionDashboard.Month]
    ) -> [CollectionDashboard.Month] {
        Array(months.drop { $0.sum.charged == .zero })
    }

    static func months(_ months: [CollectionDashboard.Month]) -> String {
        let months = billed(months)
        return Plot(
            id: "rate-by-month", title: "逐月收缴率",
            values: months.map { value(short($0.month, in: months), $0.sum.rate) }, scale: rates
        ) { "\($0 / 100)%" }.bars()
    }

    static func trend(_ months: [CollectionDashboard.Month]) -> String {
        let months = billed(months)
        return Plot(
            id: "rate-trend", title: "近一年收缴率",
            values: months.map { value(short($0.month, in: months), $0.sum.rate) }, scale: rates
        ) { "\($0 / 100)%" }.trend()
    }

    static func buildings(_ parts: [CollectionReport.Part]) -> String {
        Plot(
            id: "rate-by-building", title: "各楼栋收缴率",
            values: parts.map { value(CompoundView.named($0.name), $0.sum.rate) }, scale: rates
        ) { "\($0 / 100)%" }.rows()
    }

    static func ageing(_ sum: Arrears.Sum) -> String {
        Plot(
            id: "ageing", title: "欠费账龄",
            values: AgeBucket.allCases.map { bucket in
                Plot.Value(
                    bucket.chinese, sum[bucket].fen, sum[bucket].grouped,
                    style: bucket == .notYetDue ? nil : "late")
            },
            scale: Scale(for: AgeBucket.allCases.map { sum[$0].fen }, least: 100)
        ) { Money(fen: $0).grouped }.rows()
    }

    /// `11月`; with its year where one begins.
    private static func short(
        _ month: BillingMonth, in months: [CollectionDashboard.Month]
    ) -> String {
        month.month == 1 || month == months.first?.month
            ? "\(month.year % 100)年\(month.month)月" : "\(month.month)月"
    }
}

/// `/compounds/{scope}/dashboard`.
struct DashboardView: Sendable {
    let frame: CompoundFrame
    let action: String
    let until: FieldView
    let months: FieldView
    /// `2021年1月 至 2021年12月，截至 2021年12月8日`.
    let period: String
    let rate: String
    let householdRate: String
    let charged: String
    let settled: String
    let open: String
    let overdue: String
    let isLate: Bool
    let overdueHouseholds: String
    let isEmpty: Bool
    let monthPlot: String
    let monthLines: [CollectionLine]
    let total: CollectionLine
    let buildingPlot: String
    let buildingLines: [CollectionLine]
    let hasBuildings: Bool
    let items: [CollectionLine]
    let agePlot: String
    let ages: [Age]
    let ageTotal: String
    /// 往年清欠; nil where nothing is owed for earlier years.
    let earlier: Earlier?
    /// Where the households that owe are listed; nil for who may not see them.
    let arrears: String?

    struct Age: Sendable {
        let name: String
        let amount: String
    }

    struct Earlier: Sendable {
        let owed: String
        let settled: String
        let rate: String
    }

    static let periods = [6, 12, 24, 36]

    init(_ found: CollectionDashboard, _ entries: Entries, _ desk: Desk) {
        let report = found.report
        let shown = desk.query["months"]
        frame = CompoundFrame(desk, name: report.compound)
        action = desk.compound.dashboard
        until = entries.field("until", "到哪个账期", .month, isRequired: false)
        months = FieldView(
            "months", "多长",
            .select(
                DashboardView.periods.map { (String($0), "\($0) 个月") },
                chosen: shown.isEmpty ? String(ReadDashboard.usualMonths) : shown),
            isRequired: false)
        period = "\(report.from.chinese) 至 \(report.until.chinese)，截至 \(report.asOf.chinese)"
        rate = Percent.shown(report.total.rate)
        householdRate = Percent.shown(report.total.householdRate)
        charged = report.total.charged.grouped
        settled = report.total.settled.grouped
        open = found.ageing.open.grouped
        overdue = found.ageing.overdue.grouped
        isLate = found.ageing.overdue > .zero
        overdueHouseholds = String(found.overdueHouseholds)
        isEmpty = report.total.charged == .zero && found.ageing.open == .zero
        monthPlot = CollectionPlots.months(found.months)
        monthLines = found.months.reversed().filter { $0.sum.charged > .zero }.map {
            CollectionLine($0.month.description, $0.sum)
        }
        total = CollectionLine("合计", report.total)
        buildingPlot = CollectionPlots.buildings(report.buildings)
        buildingLines = report.buildings.map { CollectionLine(CompoundView.named($0.name), $0.sum) }
        hasBuildings = !report.buildings.isEmpty
        items = report.items.map { CollectionLine($0.name, $0.sum) }
        agePlot = CollectionPlots.ageing(found.ageing)
        ages = AgeBucket.allCases.map { bucket in
            Age(name: bucket.chinese, amount: found.ageing[bucket].grouped)
        }
        ageTotal = found.ageing.open.grouped
        earlier =
            report.earlier.owed > .zero
            ? Earlier(
                owed: report.earlier.owed.grouped, settled: report.earlier.settled.grouped,
                rate: Percent.shown(report.earlier.rate)) : nil
        arrears = desk.may(.readFees, in: desk.scope) ? desk.compound.arrears : nil
    }
}

/// `/reports`.
struct OverviewView: Sendable {
    let action: String
    let search: FieldView
    let month: FieldView
    let name: SortView
    let rate: SortView
    let open: SortView
    /// `2021年12月`.
    let title: String
    let count: String
    let total: CollectionLine
    let plot: String
    let months: [CollectionLine]
    let rows: [Row]
    let pager: PagerView
    let isEmpty: Bool
    let nothing: String
    let all: String?
    /// Said where some figures are being counted again.
    let behind: String?

    struct Row: Sendable {
        let line: CollectionLine
        let region: String
    }

    static let plan = ListState.Plan(
        path: "/reports", sorts: ReadOverview.Order.allCases.map(\.rawValue),
        falling: [ReadOverview.Order.open.rawValue], filters: ["search", "month"])

    /// The largest debt stands first where debts go down.
    static func isReversed(_ state: ListState) -> Bool {
        (state.direction == .descending) != (state.sort == ReadOverview.Order.open.rawValue)
    }

    init(_ found: CollectionOverview, _ entries: Entries, _ state: ListState, _ desk: Desk) {
        action = "/reports"
        search = FieldView(
            "search", "小区或地区", value: state.filter("search"), .text("search"),
            isRequired: false)
        month = entries.field("month", "账期", .month, isRequired: false)
        name = SortView("小区", by: "name", state)
        rate = SortView("收缴率", by: "rate", state, isAmount: true)
        open = SortView("累计未缴（元）", by: "open", state, isAmount: true)
        title = found.month.chinese
        count = String(found.count)
        total = CollectionLine("合计", found.total, open: found.open)
        plot = CollectionPlots.trend(found.months)
        months = found.months.reversed().filter { $0.sum.charged > .zero }.map {
            CollectionLine($0.month.description, $0.sum)
        }
        rows = found.rows.map { row in
            Row(
                line: CollectionLine(
                    row.compound, row.sum,
                    path: CompoundPath(scope: row.scope).dashboard, open: row.open),
                region: row.region.joined(separator: " · "))
        }
        pager = PagerView(state, total: found.count, unit: "个小区")
        isEmpty = found.rows.isEmpty
        nothing =
            state.isFiltered
            ? "没有符合条件的小区：请换几个字，或查看全部。" : "您目前没有可以查看的小区。"
        all = state.isFiltered ? "/reports" : nil
        behind =
            found.behind > 0
            ? "\(found.behind) 个小区刚有变动，数字正在更新：稍后刷新这个页面即可。" : nil
    }
}
