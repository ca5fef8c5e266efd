import Core
import Fees
import Registry

/// `/compounds/{scope}/disputes`.
struct DisputeListView: Sendable {
    let frame: CompoundFrame
    let action: String
    let search: FieldView
    let state: FieldView
    let raised: SortView
    /// How many wait for an answer, of all in the compound.
    let open: String
    let rows: [Row]
    let pager: PagerView
    let isEmpty: Bool
    let nothing: String
    let all: String?

    struct Row: Sendable {
        let day: String
        let path: String
        let household: String
        let charge: String
        let amount: String
        let words: String
        let state: DisputeState
    }

    static func plan(_ path: CompoundPath) -> ListState.Plan {
        ListState.Plan(
            path: path.disputes, sorts: ["raised"], direction: .descending, falling: ["raised"],
            filters: ["search", "state"])
    }

    init(
        _ found: ListDisputes.Outcome, _ frame: CompoundFrame, _ state: ListState, _ desk: Desk
    ) {
        let path = desk.compound
        self.frame = frame
        action = path.disputes
        search = FieldView(
            "search", "房号或姓名", value: state.filter("search"), .text("search"),
            isRequired: false)
        self.state = FieldView(
            "state", "状态",
            .select(
                [("", "全部"), ("open", "待答复"), ("answered", "已答复")],
                chosen: state.filter("state")), isRequired: false)
        raised = SortView("提出", by: "raised", state)
        open = String(found.open)
        rows = found.rows.map { dispute in
            Row(
                day: dispute.raisedOn.description, path: path.dispute(dispute.id),
                household: dispute.charge.household.description, charge: dispute.charge.shown,
                amount: dispute.charge.amount.grouped,
                words: dispute.words.count > 60
                    ? dispute.words.prefix(59) + "…" : dispute.words,
                state: DisputeState(dispute))
        }
        pager = PagerView(state, total: found.count, unit: "项")
        isEmpty = found.rows.isEmpty
        nothing =
            state.isFiltered
            ? "没有符合条件的异议：请换几个条件，或查看全部。"
            : "还没有人提出异议。住户可以在自己的查询页面上，对每一笔费用提出。"
        all = state.isFiltered ? path.disputes : nil
    }
}

/// A word and the style that goes with it.
struct DisputeState: Sendable, Equatable {
    let word: String
    let style: String

    init(_ dispute: Dispute) {
        guard let answer = dispute.answer else {
            (word, style) = ("待答复", "open")
            return
        }
        let isPutRight = answer.outcome == .upheld && !dispute.corrections.isEmpty
        word = answer.outcome.chinese + (isPutRight ? "，已更正" : "")
        style =
            answer.outcome != .upheld ? "answered" : isPutRight ? "settled" : "partly"
    }
}

extension Dispute.Charge {
    /// `2021年11月 停车费 A-001`.
    var shown: String { "\(month.chinese) \(itemName)" + (stall.map { " \($0)" } ?? "") }
}

/// `/compounds/{scope}/disputes/{dispute}`.
struct DisputeView: Sendable {
    let frame: CompoundFrame
    let title: String
    let household: String
    let householdPath: String
    let obligor: String
    let amount: String
    let settled: String?
    let waived: String?
    let open: String
    let isWithdrawn: Bool
    /// `2021年11月8日 住户提出`.
    let raised: String
    let words: String
    let answer: Answer?
    let corrections: [String]
    let hasCorrections: Bool
    /// The form of the answer; nil where it was given, or for who may not.
    let form: AnswerForm?
    /// The form that links a correction; nil where there is none to link.
    let linking: LinkForm?
    /// What can be done about an upheld dispute that nothing was done about yet.
    let missing: Missing?
    let failure: String?

    struct Answer: Sendable {
        let state: DisputeState
        let words: String
        /// `2021年11月9日，许昌恒达物业公司`.
        let given: String
    }

    struct AnswerForm: Sendable {
        let action: String
        let outcome: FieldView
        let words: FieldView
        /// Nil where nothing was corrected yet.
        let correction: FieldView?
    }

    struct LinkForm: Sendable {
        let action: String
        let correction: FieldView
    }

    struct Missing: Sendable {
        /// The form of a waiver; nil where nothing is open any more, or for who may not.
        let waiving: WaiverForm?
        /// Where the month is withdrawn; nil for who may not.
        let withdrawing: String?
    }

    struct WaiverForm: Sendable {
        let action: String
        let key: String
        let amount: FieldView
        let reason: FieldView
    }

    init(
        _ found: ReadDispute.Outcome, _ entries: Entries, _ frame: CompoundFrame, _ desk: Desk
    ) {
        let dispute = found.dispute
        let charge = dispute.charge
        let path = desk.compound
        let may = desk.may(.answerDispute, in: desk.scope)
        self.frame = frame
        title = "对\(charge.shown)的异议"
        household = charge.household.description
        householdPath =
            path.household(charge.household)
            + URLText.query([("tenure", dispute.tenure.description)])
        obligor = charge.obligor
        amount = charge.amount.grouped
        settled = charge.settled > .zero ? charge.settled.grouped : nil
        waived = charge.waived > .zero ? charge.waived.grouped : nil
        open = (charge.amount - charge.settled - charge.waived).grouped
        isWithdrawn = charge.isWithdrawn
        raised = "\(dispute.raisedOn.chinese) \(dispute.channel.chinese)"
        words = dispute.words
        answer = dispute.answer.map { given in
            Answer(
                state: DisputeState(dispute), words: given.words,
                given: ([given.answeredOn.chinese] + [given.answeredBy].compactMap(\.self))
                    .joined(separator: "，"))
        }
        corrections = dispute.corrections.map(DisputeView.words)
        hasCorrections = !corrections.isEmpty
        let options = found.remedies.map { ($0.reference.typed, DisputeView.words($0)) }
        let isUpheld = dispute.answer?.outcome == .upheld
        form =
            may && dispute.answer == nil
            ? AnswerForm(entries, options, action: "\(path.dispute(dispute.id))/answer") : nil
        linking =
            may && isUpheld && !options.isEmpty
            ? LinkForm(
                action: "\(path.dispute(dispute.id))/correction",
                correction: entries.select(
                    "correction", "更正", [("", "请选择")] + options,
                    hint: "对这笔费用已办的减免或撤回。")) : nil
        // said above where the page has no such field
        failure =
            entries.failure
            ?? (form?.correction == nil && linking == nil ? entries.problems["correction"] : nil)
        missing =
            isUpheld && dispute.corrections.isEmpty && options.isEmpty && !charge.isWithdrawn
            ? Missing(dispute, entries, desk) : nil
    }

    fileprivate static func words(_ correction: Dispute.Correction) -> String {
        "\(correction.day) \(correction.reference.chinese)，\(correction.amount.grouped) 元"
    }
}

extension DisputeView.Missing {
    fileprivate init(_ dispute: Dispute, _ entries: Entries, _ desk: Desk) {
        let charge = dispute.charge
        let open = charge.amount - charge.settled - charge.waived
        let may = desk.may(.correctFees, in: desk.scope)
        withdrawing = may ? desk.compound.withdrawal(charge.month) : nil
        waiving =
            may && open > .zero
            ? DisputeView.WaiverForm(
                action: "\(desk.compound.dispute(dispute.id))/waiver",
                key: entries.form[FormKey.field].isEmpty
                    ? FormKey.make() : entries.form[FormKey.field],
                amount: entries.field(
                    "amount", "减免金额（元）", .money, hint: "不超过未缴的 \(open.grouped) 元。"),
                reason: entries.field("reason", "原因", .text(longest: 500))) : nil
    }
}

extension DisputeView.AnswerForm {
    fileprivate init(
        _ entries: Entries, _ options: [(value: String, title: String)], action: String
    ) {
        self.action = action
        outcome = entries.select(
            "outcome", "结论",
            [("", "请选择")] + Dispute.Outcome.allCases.map { ($0.rawValue, $0.chinese) })
        words = entries.field(
            "words", "答复", .area(rows: 5, longest: Dispute.longestAnswer),
            hint: "住户会看到这段文字。答复之后不能更改。")
        correction =
            options.isEmpty
            ? nil
            : entries.select(
                "correction", "更正", [("", "无")] + options,
                hint: "异议成立、已经办过减免或撤回的，在这里选择；也可以以后再关联。", isRequired: false)
    }
}
