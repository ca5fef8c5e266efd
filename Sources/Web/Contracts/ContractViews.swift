import Access
import Contracts
import Core
import Resolutions

/// What the pages of service contracts show.
enum ContractViews {
    typealias Cell = TableView.Cell

    private static func chip(_ contract: ServiceContract, on today: CivilDate) -> Chip {
        let state = contract.state(on: today)
        return Chip(state.chinese, state == .inForce ? .good : .plain)
    }

    private static func term(_ contract: ServiceContract) -> String {
        "\(contract.from) 至 \(contract.until?.description ?? "未定")"
    }

    private static func table(
        _ label: String, _ contracts: [ServiceContract], on today: CivilDate
    ) -> TableView {
        TableView(
            label, ["小区", "物业服务企业", "期间", "依据", "状态"].map { TableView.Column($0) },
            contracts.map { contract in
                TableView.Row(
                    Cell(contract.compoundName, .name, href: ContractPages.path(of: contract)),
                    [
                        Cell(contract.companyName, .name), Cell(term(contract)),
                        Cell(
                            "《\(contract.resolutionTitle)》", .words,
                            small: contract.resolutionKind.chinese),
                        Cell(chip(contract, on: today)),
                    ])
            })
    }

    static func list(
        _ found: ListServiceContracts.Outcome, _ state: ListState, _ desk: Desk
    ) -> ListPageView {
        let may = desk.may(.manageInstallation, in: .installation)
        let states = ServiceContract.State.allCases
        return ListPageView(
            "物业合同", lead: "物业服务企业只在合同期间看得到小区。",
            doors: may ? [Door(title: "登记合同", path: "\(ContractPages.path)/record")] : [],
            filters: [
                FieldView(
                    "search", "小区或企业", value: state.filter("search"), .text("search"),
                    isRequired: false),
                FieldView(
                    "state", "状态",
                    .select(
                        [("", "全部状态")] + states.map { ($0.rawValue, $0.chinese) },
                        chosen: state.filter("state")), isRequired: false),
            ],
            table("物业合同列表", found.contracts, on: desk.today), state, total: found.count,
            unit: "份合同",
            nothing: may ? "还没有登记物业合同：请先登记，企业才看得到小区。" : "还没有登记物业合同：由系统管理员登记。",
            unmatched: "没有符合条件的合同：请换个条件，或查看全部。")
    }

    static func recording(
        _ entries: Entries, _ choices: PrepareServiceContract.Outcome, on today: CivilDate
    ) -> FormView {
        var form = FormView(
            "登记物业合同：\(choices.compoundName)", action: "\(ContractPages.path)/record", verb: "登记")
        form.lead =
            choices.contracts.first.map {
                "现有合同：\($0.companyName)，\(term($0))（\($0.state(on: today).chinese)）。"
            } ?? "这个小区还没有登记过物业合同。"
        form.failure = entries.failure
        form.hidden = [Hidden(name: "compound", value: choices.compound.description)]
        let companies = choices.companies.map { (value: $0.scope.description, title: $0.name) }
        let bases = choices.bases.map {
            (
                value: $0.id.description,
                title: "\($0.adoptedOn) 《\($0.title)》（\($0.kind.chinese)）"
            )
        }
        form.fields = [
            entries.select(
                "company", "物业服务企业", [("", companies.isEmpty ? "还没有登记企业" : "请选择")] + companies,
                hint: companies.isEmpty ? "请先在“单位与小区”登记物业服务企业。" : nil),
            entries.field("from", "第一天", .date),
            entries.field("until", "最后一天", .date, hint: "没有约定期限的不填。", isRequired: false),
            entries.select(
                "resolution", "依据的决议", [("", bases.isEmpty ? "还没有可作依据的决议" : "请选择")] + bases,
                hint: "选聘企业由业主共同决定；此前的合同以据原记录登记的决议为依据，由社区党组织或业主委员会在小区的“决议”页登记。"),
        ]
        form.back = ContractPages.path
        return form
    }

    static func record(
        _ contract: ServiceContract, _ entries: Entries, _ desk: Desk
    ) -> RecordView {
        var view = RecordView(
            "\(contract.compoundName) · \(contract.companyName)",
            back: Door(title: "物业合同", path: ContractPages.path))
        view.chip = chip(contract, on: desk.today)
        view.warning = entries.failure
        let compound = CompoundPath(scope: contract.compound)
        let mayRead = desk.may(.readRegister, in: contract.compound)
        view.facts = [
            RecordView.Fact(
                "小区", contract.compoundName, href: mayRead ? compound.description : nil),
            RecordView.Fact("物业服务企业", contract.companyName),
            RecordView.Fact("期间", term(contract)),
            RecordView.Fact(
                "依据", "《\(contract.resolutionTitle)》（\(contract.resolutionKind.chinese)）",
                href: mayRead ? compound.resolution(contract.resolution) : nil),
        ]
        if let reason = contract.endedReason {
            let agreed = contract.declaredUntil?.description ?? "未定"
            view.facts += [
                RecordView.Fact("原定至", agreed), RecordView.Fact("终止原因", reason),
            ]
        }
        let isOver = contract.state(on: desk.today) == .ended || contract.endedReason != nil
        if !isOver, desk.may(.manageInstallation, in: .installation) {
            var ending = FormView(
                "提前终止", action: "\(ContractPages.path(of: contract))/end", verb: "终止合同")
            ending.lead = "从最后一天的次日起，企业的人不再看得到这个小区；已有的账目不变。"
            ending.tone = "danger"
            ending.isOpen = !entries.areFine
            ending.fields = [
                entries.field("lastDay", "最后一天", .date),
                entries.field("reason", "原因", .text(longest: 500)),
            ]
            view.forms = [ending]
        }
        return view
    }
}
