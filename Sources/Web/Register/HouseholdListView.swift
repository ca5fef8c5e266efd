import Core
import Fees
import Registry

/// `/compounds/{scope}/households`.
struct HouseholdListView: Sendable {
    let frame: CompoundFrame
    /// Where the filters are sent.
    let action: String
    let search: FieldView
    let kind: FieldView
    let building: FieldView
    let address: SortView
    let area: SortView
    let owner: SortView
    /// Whether what each owes may be shown.
    let showsMoney: Bool
    let rows: [Row]
    let pager: PagerView
    let isEmpty: Bool
    let nothing: String
    let all: String?
    let importing: String?

    struct Row: Sendable {
        let code: String
        let path: String
        let kind: String
        let area: String
        let owners: String
        let phone: String
        let stalls: String
        /// Empty where nothing is owed.
        let owed: String
        let isOverdue: Bool
        let credit: String?
    }

    static func plan(_ path: CompoundPath) -> ListState.Plan {
        ListState.Plan(
            path: path.households, sorts: ListHouseholds.Sort.allCases.map(\.rawValue),
            filters: ["search", "kind", "building"])
    }

    /// - Parameter balances: nil where they may not be shown.
    init(
        _ found: ListHouseholds.Outcome, of compound: ReadCompound.Outcome,
        balances: [TenureID: ReadBalances.Balance]?, _ state: ListState, _ desk: Desk
    ) {
        let path = desk.compound
        frame = CompoundFrame(desk, name: compound.compound.name)
        action = path.households
        search = FieldView(
            "search", "房号、业主或电话后四位", value: state.filter("search"), .text("search"),
            isRequired: false)
        kind = FieldView(
            "kind", "类型",
            .select(
                [("", "全部类型")] + compound.kinds.map { ($0.kind.rawValue, $0.kind.chinese) },
                chosen: state.filter("kind")), isRequired: false)
        building = FieldView(
            "building", "楼栋",
            .select(
                [("", "全部楼栋")]
                    + compound.buildings.map {
                        ($0.name, "\(CompoundView.named($0.name))（\($0.households)）")
                    }, chosen: state.filter("building")), isRequired: false)
        address = SortView("房号", by: "address", state)
        area = SortView("面积（㎡）", by: "area", state, isAmount: true)
        owner = SortView("业主", by: "owner", state)
        showsMoney = balances != nil
        rows = found.rows.map { row in
            let balance = row.tenure.flatMap { balances?[$0] } ?? .none
            return Row(
                code: row.household.code.description, path: path.household(row.household.code),
                kind: row.household.kind.chinese,
                area: row.household.area?.description ?? "未登记",
                owners: row.tenure == nil
                    ? "没有缴费义务人" : row.obligor == .developer ? "\(row.owners)（开发企业）" : row.owners,
                phone: row.phone ?? "", stalls: row.stalls == 0 ? "" : String(row.stalls),
                owed: balance.owed > .zero ? balance.owed.grouped : "",
                isOverdue: balance.overdue > .zero,
                credit: balance.credit > .zero ? balance.credit.grouped : nil)
        }
        pager = PagerView(state, total: found.total, unit: "户")
        isEmpty = found.rows.isEmpty
        nothing =
            state.isFiltered
            ? "没有符合条件的住户：请核对房号或姓名，或查看全部。" : "还没有登记住户。"
        all = state.isFiltered ? path.households : nil
        importing =
            !state.isFiltered && desk.may(.manageRegister, in: desk.scope) ? path.imports : nil
    }
}
