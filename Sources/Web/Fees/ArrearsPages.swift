import Core
import Fees
import Hummingbird
import Registry

/// 欠费: who owes how much since when.
struct ArrearsPages {
    func add(to site: inout Site) {
        site.page(.get, "/compounds/{scope}/arrears", needs: .readFees, in: .path) { _, desk in
            try await list(desk)
        }
    }

    private func list(_ desk: Desk) async throws -> Response {
        let state = ListState(desk.query, ArrearsView.plan(desk.compound))
        var entries = Entries(desk.query)
        let day = entries.value("asOf") { try CivilDate(entry: $0) }
        let compound = try await ReadCompound(database: desk.database).perform(
            desk.scope, by: desk.actor(for: .readRegister))
        let building = state.filter("building")
        let search = state.filter("search")
        let arrears = try await ReadArrears(database: desk.database).perform(
            ReadArrears.Input(
                scope: desk.scope, asOf: day, building: building.isEmpty ? nil : building,
                search: search.isEmpty ? nil : search,
                age: AgeBucket.allCases.first { $0.name == state.filter("age") },
                order: ArrearsView.orders[state.sort] ?? .largest,
                isReversed: (state.direction == .ascending) == (state.sort == "open"),
                limit: state.size, offset: state.offset),
            by: desk.actor, on: desk.today)
        return try desk.page(
            "fees/arrears",
            ArrearsView(
                arrears, buildings: compound.buildings.map(\.name), entries, state, desk))
    }
}

/// `/compounds/{scope}/arrears`.
struct ArrearsView: Sendable {
    let frame: CompoundFrame
    let action: String
    let search: FieldView
    let building: FieldView
    let age: FieldView
    let asOf: FieldView
    let address: SortView
    let oldest: SortView
    let open: SortView
    /// `截至 2021年12月8日`.
    let day: String
    let total: String
    let overdue: String
    let isLate: Bool
    let households: String
    let credit: String?
    let ages: [Age]
    let rows: [Row]
    /// The sums of every age over all that match.
    let sums: [String]
    let pager: PagerView
    let isEmpty: Bool
    let nothing: String
    let all: String?

    struct Age: Sendable {
        let name: String
        let amount: String
        let isLate: Bool
    }

    struct Row: Sendable {
        let household: String
        let path: String
        let obligor: String
        /// Said of somebody who answered for the household earlier.
        let former: String?
        let oldest: String
        let months: String
        let open: String
        let isLate: Bool
        let ages: [String]
        let credit: String?
    }

    static let orders: [String: ReadArrears.Order] = [
        "open": .largest, "oldest": .oldest, "address": .address,
    ]

    static func plan(_ path: CompoundPath) -> ListState.Plan {
        ListState.Plan(
            path: path.arrears, sorts: ["open", "oldest", "address"], direction: .descending,
            falling: ["open"], filters: ["search", "building", "age", "asOf"])
    }

    init(
        _ arrears: Arrears, buildings: [String], _ entries: Entries, _ state: ListState,
        _ desk: Desk
    ) {
        let path = desk.compound
        frame = CompoundFrame(desk, name: arrears.compound)
        action = path.arrears
        search = FieldView(
            "search", "房号或姓名", value: state.filter("search"), .text("search"),
            isRequired: false)
        building = FieldView(
            "building", "楼栋",
            .select(
                [("", "全部楼栋")] + buildings.map { ($0, CompoundView.named($0)) },
                chosen: state.filter("building")), isRequired: false)
        age = FieldView(
            "age", "欠了多久",
            .select(
                [("", "不限")]
                    + AgeBucket.allCases.dropFirst().map { ($0.name, ArrearsView.since($0)) },
                chosen: state.filter("age")), isRequired: false)
        asOf = entries.field("asOf", "截至", .date, isRequired: false)
        address = SortView("房号", by: "address", state)
        oldest = SortView("最早账期", by: "oldest", state)
        open = SortView("未缴（元）", by: "open", state, isAmount: true)
        day = "截至 \(arrears.asOf.chinese)"
        total = arrears.total.open.grouped
        overdue = arrears.total.overdue.grouped
        isLate = arrears.total.overdue > .zero
        households = String(arrears.households)
        credit = arrears.totalCredit > .zero ? arrears.totalCredit.grouped : nil
        ages = AgeBucket.allCases.map { bucket in
            Age(
                name: bucket.chinese, amount: arrears.total[bucket].grouped,
                isLate: bucket != .notYetDue && arrears.total[bucket] > .zero)
        }
        rows = arrears.rows.map { Row($0, path) }
        sums = AgeBucket.allCases.map { arrears.total[$0].grouped }
        pager = PagerView(state, total: arrears.tenures, unit: "个缴费人")
        isEmpty = arrears.rows.isEmpty
        nothing =
            state.isFiltered ? "没有符合条件的欠费：请换几个条件，或查看全部。" : "没有欠费。"
        all = state.isFiltered ? path.arrears : nil
    }

    /// What a debt of this age or an older one is called.
    private static func since(_ bucket: AgeBucket) -> String {
        switch bucket {
        case .notYetDue, .upTo3Months: "已逾期"
        case .upTo6Months: "3个月以上"
        case .upTo12Months: "6个月以上"
        case .upTo2Years: "1年以上"
        case .upTo3Years: "2年以上"
        case .over3Years: "3年以上"
        }
    }
}

extension ArrearsView.Row {
    init(_ row: Arrears.Row, _ path: CompoundPath) {
        household = row.household.description
        self.path =
            path.household(row.household)
            + (row.isCurrent ? "" : URLText.query([("tenure", row.tenure.description)]))
        obligor = row.obligor
        former = row.isCurrent ? nil : "原业主"
        oldest = row.oldest.description
        months = String(row.months)
        open = row.sum.open.grouped
        isLate = row.sum.overdue > .zero
        ages = AgeBucket.allCases.map { row.sum[$0] == .zero ? "" : row.sum[$0].grouped }
        credit = row.credit > .zero ? row.credit.grouped : nil
    }
}
