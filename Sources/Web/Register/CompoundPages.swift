import Core
import Hummingbird
import Registry

/// The compounds within reach, and one of them.
struct CompoundPages {
    func add(to site: inout Site) {
        site.page(.get, "/compounds", needs: .readRegister, in: .anywhere) { _, desk in
            try await list(desk)
        }
        site.page(.get, "/compounds/{scope}", needs: .readRegister, in: .path) { _, desk in
            try await show(desk)
        }
    }

    private func list(_ desk: Desk) async throws -> Response {
        let state = ListState(
            desk.query,
            ListState.Plan(
                path: "/compounds", sorts: ListCompounds.Sort.allCases.map(\.rawValue),
                filters: ["search", "region"]))
        let regions = try await ListRegions(database: desk.database).perform(by: desk.actor)
        let region = Desk.number(state.filter("region")).map { RegionID($0) }
        let found = try await ListCompounds(database: desk.database).perform(
            ListCompounds.Input(
                search: state.filter("search"), region: region,
                sort: ListCompounds.Sort(rawValue: state.sort) ?? .name,
                descending: state.direction == .descending, limit: state.size,
                offset: state.offset),
            by: desk.actor)
        return try desk.page(
            "register/compounds", CompoundListView(found, regions: regions, state))
    }

    private func show(_ desk: Desk) async throws -> Response {
        let found = try await ReadCompound(database: desk.database).perform(
            desk.scope, by: desk.actor)
        return try desk.page("register/compound", CompoundView(found, desk))
    }
}

/// `/compounds`.
struct CompoundListView: Sendable {
    let search: FieldView
    let region: FieldView
    let name: SortView
    let rows: [Row]
    let pager: PagerView
    let isEmpty: Bool
    /// Said where there is nothing to list.
    let nothing: String
    /// The list without filters; nil where there are none.
    let all: String?

    struct Row: Sendable {
        let name: String
        let path: String
        let region: String
        let households: String
        let stalls: String
    }

    init(_ found: ListCompounds.Outcome, regions: [Region], _ state: ListState) {
        search = FieldView(
            "search", "名称", value: state.filter("search"), .text("search"), isRequired: false)
        let options = regions.map { region in
            (
                value: region.id.description,
                title: String(repeating: "\u{3000}", count: region.depth)
                    + "\(region.name)（\(region.compounds)）"
            )
        }
        region = FieldView(
            "region", "地区",
            .select([("", "全部地区")] + options, chosen: state.filter("region")),
            isRequired: false)
        name = SortView("小区", by: "name", state)
        rows = found.rows.map { row in
            Row(
                name: row.compound.name,
                path: CompoundPath(scope: row.compound.scope).description,
                region: row.compound.region.joined(separator: " · "),
                households: String(row.households), stalls: String(row.stalls))
        }
        pager = PagerView(state, total: found.total, unit: "个小区")
        isEmpty = found.rows.isEmpty
        nothing =
            state.isFiltered
            ? "没有符合条件的小区：请换几个字，或查看全部。"
            : "您目前没有可以查看的小区：如应有权限，请与任命您的单位或系统管理员联系。"
        all = state.isFiltered ? "/compounds" : nil
    }
}

/// `/compounds/{scope}`.
struct CompoundView: Sendable {
    let frame: CompoundFrame
    let region: String
    let households: String
    let area: String
    let stalls: String
    let leased: String
    let kinds: [Kind]
    let buildings: [Building]
    let hasBuildings: Bool
    /// What is not in order yet, each with where to mend it.
    let gaps: [Gap]
    /// Where a register is imported; nil for those who may not.
    let importing: String?

    struct Kind: Sendable {
        let name: String
        let households: String
    }

    struct Building: Sendable {
        let name: String
        let households: String
        let path: String
    }

    struct Gap: Sendable {
        let sentence: String
    }

    init(_ found: ReadCompound.Outcome, _ desk: Desk) {
        let path = desk.compound
        frame = CompoundFrame(desk, name: found.compound.name)
        region = found.compound.region.joined(separator: " · ")
        households = String(found.households)
        area = found.area.grouped
        stalls = String(found.stalls)
        leased = String(found.leasedStalls)
        kinds = found.kinds.map { Kind(name: $0.kind.chinese, households: String($0.households)) }
        buildings = found.buildings.map { building in
            Building(
                name: CompoundView.named(building.name), households: String(building.households),
                path: path.households + URLText.query([("building", building.name)]))
        }
        hasBuildings = !buildings.isEmpty
        var gaps: [Gap] = []
        if found.withoutArea > 0 {
            gaps.append(Gap(sentence: "\(found.withoutArea) 户没有登记面积，按面积的收费会跳过它们。"))
        }
        if found.withoutTenure > 0 {
            gaps.append(Gap(sentence: "\(found.withoutTenure) 户没有缴费义务人，出账时会跳过它们。"))
        }
        self.gaps = gaps
        importing = desk.may(.manageRegister, in: desk.scope) ? path.imports : nil
    }

    /// `3` is 3号楼; what is a word already stays.
    static func named(_ building: String) -> String {
        building.utf8.allSatisfy { $0 < 0x80 } ? "\(building)号楼" : building
    }
}
