import Core
import Registry

/// What the pages of organisations, and of compounds as they are registered, show.
enum OrganisationViews {
    typealias Cell = TableView.Cell

    private static func tabs(compounds: Bool) -> ListPageView.Tabs {
        .init(
            label: "登记的各项",
            doors: [
                Door(title: "单位", path: OrganisationPages.path, isCurrent: !compounds),
                Door(title: "小区", path: OrganisationPages.compounds, isCurrent: compounds),
            ])
    }

    private static let kinds: [(value: String, title: String)] =
        Organisation.Kind.allCases.map { ($0.rawValue, $0.chinese) }

    private static func search(_ state: ListState) -> FieldView {
        FieldView(
            "search", "名称", value: state.filter("search"), .text("search"), isRequired: false)
    }

    static func list(_ found: ListOrganisations.Outcome, _ state: ListState) -> ListPageView {
        let rows = found.organisations.map { one in
            TableView.Row(
                Cell(one.name, .name),
                [
                    Cell(one.kind.chinese),
                    Cell(one.region.isEmpty ? "—" : one.region.joined(separator: " · "), .words),
                    Cell(one.scope.description),
                ])
        }
        return ListPageView(
            "单位与小区", tabs: tabs(compounds: false),
            doors: [Door(title: "登记单位", path: "\(OrganisationPages.path)/add")],
            filters: [
                search(state),
                FieldView(
                    "kind", "种类",
                    .select([("", "全部种类")] + kinds, chosen: state.filter("kind")),
                    isRequired: false),
            ],
            TableView(
                "单位列表",
                [.init(SortView("名称", by: "name", state)), .init("种类"), .init("所在"), .init("编号")],
                rows), state, total: found.total, unit: "个单位", nothing: "还没有登记单位：请先登记。",
            unmatched: "没有符合条件的单位：请换几个字，或查看全部。")
    }

    static func compounds(_ found: ListCompounds.Outcome, _ state: ListState) -> ListPageView {
        let rows = found.rows.map { row in
            TableView.Row(
                Cell(row.compound.name, .name),
                [
                    Cell(row.compound.region.joined(separator: " · "), .words),
                    Cell("\(row.households) 户"), Cell(row.compound.scope.description),
                    Cell("登记合同", href: ContractPages.recording(row.compound.scope)),
                ])
        }
        return ListPageView(
            "单位与小区", lead: "登记合同之后，物业服务企业才看得到小区。", tabs: tabs(compounds: true),
            doors: [Door(title: "登记小区", path: "\(OrganisationPages.compounds)/add")],
            filters: [search(state)],
            TableView(
                "小区列表",
                [
                    .init(SortView("小区", by: "name", state)), .init("所在"), .init("户"),
                    .init(SortView("编号", by: "added", state)), .init("物业合同"),
                ], rows), state, total: found.total, unit: "个小区", nothing: "还没有登记小区：请先登记。",
            unmatched: "没有符合条件的小区：请换几个字，或查看全部。")
    }

    private static func region(_ entries: Entries, needed: Int) -> [FieldView] {
        OrganisationPages.region.enumerated().map { place, kind in
            entries.field(kind.rawValue, kind.chinese, isRequired: place < needed)
        }
    }

    static func adding(_ entries: Entries) -> FormView {
        var form = FormView("登记单位", action: "\(OrganisationPages.path)/add", verb: "登记")
        form.lead = "所在地决定这个单位的人看得到哪些小区：填到哪一级，就到那一级；物业服务企业凭合同，不必填。名称和所在地登记后不能改。"
        form.failure = entries.failure
        form.fields =
            [
                entries.select("kind", "种类", [("", "请选择")] + kinds),
                entries.field("name", "名称", .text(longest: 200)),
            ] + region(entries, needed: 0)
        form.back = OrganisationPages.path
        return form
    }

    static func addingCompound(_ entries: Entries) -> FormView {
        var form = FormView("登记小区", action: "\(OrganisationPages.compounds)/add", verb: "登记")
        form.lead = "登记物业合同后，由物业服务企业导入住户。名称和所在地登记后不能改。"
        form.failure = entries.failure
        form.fields = [entries.field("name", "小区名称")] + region(entries, needed: 2)
        form.back = OrganisationPages.compounds
        return form
    }
}
