import Access
import Core
import Fees
import Registry

/// What the pages of approvals show.
enum ApprovalViews {
    typealias Cell = TableView.Cell

    static func chip(_ state: Approval.State) -> Chip {
        switch state {
        case .pending: Chip(state.chinese, .waiting)
        case .approved: Chip(state.chinese, .good)
        case .declined, .expired: Chip(state.chinese, .bad)
        case .cancelled: Chip(state.chinese)
        }
    }

    static func list(
        _ found: ListApprovals.Outcome, _ part: ListApprovals.Part, _ state: ListState
    ) -> ListPageView {
        let rows = found.approvals.map { approval in
            TableView.Row(
                Cell(
                    approval.summary, .words,
                    href: ApprovalPages.path(of: approval.id, in: approval.scope)),
                [
                    Cell(approval.action.chinese),
                    Cell(approval.askedByName, .name, small: approval.askedAt.shown),
                    Cell(approval.expiresAt.shown), Cell(chip(approval.state(at: found.now))),
                ])
        }
        let columns = ["事项", "种类", "申请人", "有效至", "状态"].map { TableView.Column($0) }
        let doors = ListApprovals.Part.allCases.map { other in
            Door(
                title: other.chinese,
                path: ApprovalPages.path + URLText.query([("part", other.rawValue)]),
                isCurrent: other == part)
        }
        let actions = Approval.Action.allCases
        return ListPageView(
            "审批", lead: "退款、冲正、撤回账单和超过限额的减免，须由另一人批准才办理。",
            tabs: .init(label: "审批的各项", doors: doors),
            filters: [
                FieldView(
                    "action", "种类",
                    .select(
                        [("", "全部种类")] + actions.map { ($0.rawValue, $0.chinese) },
                        chosen: state.filter("action")), isRequired: false)
            ],
            hidden: [Hidden(name: "part", value: part.rawValue)],
            TableView("审批列表", columns, rows), state, total: found.count, unit: "项",
            nothing: part.nothing,
            unmatched: state.filter("action").isEmpty ? nil : "没有这一种类的事项。")
    }

    // MARK: One of them

    static func record(
        _ found: ReadApproval.Outcome, _ receipt: Receipt?, _ compound: String,
        _ entries: Entries, _ desk: Desk
    ) -> RecordView {
        let approval = found.approval
        let state = approval.state(at: desk.now)
        var view = RecordView(
            "\(approval.action.chinese)申请", back: Door(title: "审批", path: ApprovalPages.path))
        view.chip = chip(state)
        view.lead = approval.summary
        view.warning = entries.failure
        view.facts =
            [RecordView.Fact("小区", compound, href: desk.compound.description)]
            + what(found, receipt, desk) + who(approval)
        view.forms = forms(approval, state, entries, desk)
        if state == .pending, desk.account == approval.askedBy, view.warning == nil {
            view.warning = "这是您自己的申请：须由另一人批准，自己不能批。"
        } else if state == .expired, view.warning == nil {
            view.warning = ApprovalRefusal.expired.sentence
        }
        return view
    }

    /// Exactly what will be done.
    private static func what(
        _ found: ReadApproval.Outcome, _ receipt: Receipt?, _ desk: Desk
    ) -> [RecordView.Fact] {
        let input = found.input
        var facts: [RecordView.Fact] = []
        if let code = input["household"]?.string.flatMap({ HouseholdCode(written: $0) })
            ?? receipt?.household
        {
            facts.append(
                RecordView.Fact("住户", code.chinese, href: desk.compound.household(code)))
        }
        if let receipt {
            facts.append(
                RecordView.Fact(
                    "收据", receipt.number.description,
                    href: desk.compound.receipt(receipt.number)))
        }
        if let month = input["month"]?.string { facts.append(RecordView.Fact("账期", month)) }
        if let stall = input["stall"]?.string { facts.append(RecordView.Fact("车位", stall)) }
        let fen = input["amountFen"]?.integer ?? input["atMostFen"]?.integer
        if let amount = fen.map({ Money(fen: $0) }) ?? receipt?.amount {
            facts.append(RecordView.Fact("金额", "\(amount.grouped) 元"))
        }
        if let reason = input["reason"]?.string { facts.append(RecordView.Fact("原因", reason)) }
        facts.append(RecordView.Fact("批准后", found.approval.action.effect))
        return facts
    }

    private static func who(_ approval: Approval) -> [RecordView.Fact] {
        var facts = [
            RecordView.Fact("申请人", "\(approval.askedByName)，\(approval.askedAt.shown)"),
            RecordView.Fact("有效至", approval.expiresAt.shown),
        ]
        if let decision = approval.decision {
            facts.append(
                RecordView.Fact(decision.state.chinese, "\(decision.byName)，\(decision.at.shown)"))
            if let reason = decision.reason {
                facts.append(RecordView.Fact("批复意见", reason))
            }
        }
        return facts
    }

    private static func forms(
        _ approval: Approval, _ state: Approval.State, _ entries: Entries, _ desk: Desk
    ) -> [FormView] {
        guard state == .pending else { return [] }
        let path = ApprovalPages.path(of: approval.id, in: approval.scope)
        if desk.account == approval.askedBy {
            var form = FormView("撤回申请", action: "\(path)/cancel", verb: "撤回")
            form.lead = "撤回后不再办理；需要时可以重新申请。"
            form.tone = "danger"
            return [form]
        }
        guard desk.may(.approveCorrections, in: approval.scope) else { return [] }
        let declined = desk.path.hasSuffix("/decline")
        let blank = Entries()
        var approving = FormView("批准", action: "\(path)/approve", verb: "批准并立即办理")
        approving.isOpen = true
        approving.fields = [
            (declined ? blank : entries).field(
                "reason", "批复意见", .text(longest: 500), isRequired: false, id: "approve-reason")
        ]
        var declining = FormView("不批准", action: "\(path)/decline", verb: "不批准")
        declining.tone = "danger"
        declining.isOpen = declined
        declining.fields = [
            (declined ? entries : blank).field(
                "reason", "原因", .text(longest: 500), hint: "申请人能看到。", id: "decline-reason")
        ]
        return [approving, declining]
    }
}

extension ListApprovals.Part {
    fileprivate var chinese: String {
        switch self {
        case .waiting: "待我审批"
        case .mine: "我的申请"
        case .closed: "已办结"
        }
    }

    fileprivate var nothing: String {
        switch self {
        case .waiting: "没有等您审批的事项。"
        case .mine: "您还没有提交过申请：在住户页、收据页或账单页办理退款、冲正、减免时提交。"
        case .closed: "还没有办结的事项。"
        }
    }
}

extension Approval.Action {
    /// What happens at the moment of approval, in plain words.
    fileprivate var effect: String {
        switch self {
        case .refundPayment: "立即从该户的预存中退还这笔钱并记账，不能撤销；账上已不够退时不会办理。"
        case .waiveCharge: "立即减少该户这笔应收，不能撤销；欠费已少于此数时不会办理。"
        case .withdrawBills: "立即撤回这个月的全部账单，住户不再看到；已有人缴费时不会办理。"
        case .reversePayment: "原收据立即作废，所缴的各笔重新成为欠费，钱须重新收取。"
        }
    }
}
