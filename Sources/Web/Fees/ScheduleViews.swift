import Core
import Fees
import Registry
import Resolutions

/// `/compounds/{scope}/schedules`: each item with its versions, the newest first.
struct ScheduleListView: Sendable {
    let frame: CompoundFrame
    let items: [Item]
    let isEmpty: Bool
    /// Where a version is added; nil for those who may not.
    let adding: String?

    struct Item: Sendable {
        let name: String
        let versions: [Version]
    }

    struct Version: Sendable {
        /// `2021年11月 起`.
        let period: String
        let state: State
        /// `50.00 元／户·月`.
        let rate: String
        let terms: [Fact]
        let basis: Basis
        /// Where it is ended; nil where it has ended, or for those who may not.
        let ending: String?
    }

    struct Fact: Sendable {
        let name: String
        let value: String
    }

    struct State: Sendable, Equatable {
        let word: String
        let style: String
    }

    struct Basis: Sendable {
        let title: String
        /// `2021年10月8日，业主大会，据原记录`.
        let decided: String
        let path: String
    }

    init(_ schedules: [ListedSchedule], _ frame: CompoundFrame, _ desk: Desk) {
        self.frame = frame
        let may = desk.may(.manageSchedules, in: desk.scope)
        let month = BillingMonth(containing: desk.today)
        var order: [FeeItem] = []
        for listed in schedules where !order.contains(listed.item) { order.append(listed.item) }
        items = order.map { item in
            Item(
                name: item.name,
                versions: schedules.filter { $0.item == item }.map {
                    Version($0, in: month, desk.compound, mayEnd: may)
                })
        }
        isEmpty = schedules.isEmpty
        adding = may ? "\(desk.compound.schedules)/new" : nil
    }
}

extension ScheduleListView.Version {
    init(
        _ listed: ListedSchedule, in month: BillingMonth, _ path: CompoundPath, mayEnd: Bool
    ) {
        let schedule = listed.schedule
        let terms = schedule.terms
        period = schedule.period
        state = ScheduleListView.State(schedule, in: month)
        rate = terms.basis.shown(terms.rate)
        var facts = [
            ScheduleListView.Fact(name: "应缴日", value: "每月 \(terms.dueDay) 日前"),
            ScheduleListView.Fact(name: "款项归属", value: terms.fund.chinese),
            ScheduleListView.Fact(
                name: "收款单位",
                value: terms.payee.name + (terms.payee.account.map { "，账号 \($0)" } ?? "")),
        ]
        if terms.kinds != .all {
            facts.insert(.init(name: "适用", value: terms.kinds.chinese), at: 0)
        }
        if terms.basis == .area {
            facts.append(.init(name: "舍入", value: ScheduleFormView.word(terms.rounding)))
        }
        self.terms = facts
        basis = ScheduleListView.Basis(
            title: "《\(listed.basis.title)》",
            decided: "\(listed.basis.adoptedOn.chinese)，\(listed.basis.body.chinese)，"
                + listed.basis.kind.chinese,
            path: path.resolution(listed.basis.id))
        let goesOn = schedule.until.map { $0 >= month } ?? true
        ending =
            mayEnd && goesOn && !schedule.wasNeverInForce && schedule.until == terms.until
            ? path.scheduleEnd(schedule.id) : nil
    }
}

extension ScheduleListView.State {
    init(_ schedule: FeeSchedule, in month: BillingMonth) {
        if schedule.wasNeverInForce {
            self.init(word: "从未生效", style: "waived")
        } else if let until = schedule.until, until < month {
            self.init(word: "已停止", style: "waived")
        } else if schedule.terms.from > month {
            self.init(word: "将生效", style: "open")
        } else {
            self.init(word: "现行", style: "settled")
        }
    }
}

extension FeeSchedule {
    /// `2021年11月 至 2022年3月`.
    var period: String {
        if wasNeverInForce { return "原定 \(terms.from.chinese)起" }
        return until.map { "\(terms.from.chinese) 至 \($0.chinese)" } ?? "\(terms.from.chinese) 起"
    }
}

/// `/compounds/{scope}/schedules/new`.
struct ScheduleFormView: Sendable {
    let frame: CompoundFrame
    let action: String
    let failure: String?
    let item: FieldView
    let newItem: FieldView
    let rate: FieldView
    let basis: FieldView
    let rounding: FieldView
    let kinds: FieldView
    let from: FieldView
    let until: FieldView
    let dueDay: FieldView
    let fund: FieldView
    let payee: FieldView
    let account: FieldView
    /// Nil where the compound has no resolution that a fee may stand on.
    let resolution: FieldView?
    /// Where one is recorded.
    let resolutions: String
    let back: String

    init(
        _ entries: Entries, items: [FeeItem], resolutions: [ListResolutions.Row],
        _ frame: CompoundFrame, _ desk: Desk
    ) {
        self.frame = frame
        action = "\(desk.compound.schedules)/new"
        failure = entries.failure
        item = entries.select(
            "item", "收费项目",
            items.map { ($0.code.text, $0.name) } + [(ScheduleEntry.newItem, "新的项目…")])
        newItem = entries.field(
            "newItem", "新项目的名称", .text(longest: 40), hint: "选“新的项目”时填写，例如 电梯费。",
            isRequired: false)
        rate = entries.field(
            "rate", "单价（元）", .text(longest: 20, inputMode: "decimal"), hint: "最多四位小数，例如 0.8500。")
        basis = entries.select(
            "basis", "计费方式", FeeSchedule.Basis.allCases.map { ($0.rawValue, $0.chinese) })
        rounding = entries.select(
            "rounding", "舍入到分",
            RoundingMode.allCases.map { ($0.rawValue, ScheduleFormView.word($0)) })
        kinds = entries.select(
            "kinds", "适用的房屋",
            [("", "全部")]
                + ScheduleEntry.kinds.map {
                    ($0.value, $0.kinds.map(\.chinese).joined(separator: "、"))
                })
        from = entries.field(
            "from", "从哪个月起", .month, hint: "例如 2021-11。同一项目的现行标准到上个月为止；从未出账的整个被取代。")
        until = entries.field("until", "到哪个月止", .month, hint: "不填则一直有效。", isRequired: false)
        dueDay = entries.field(
            "dueDay", "每月应缴日", .text(longest: 2, inputMode: "numeric"), hint: "1 至 28。")
        fund = entries.select(
            "fund", "款项归属",
            [("", "按项目（物业费、停车费不必选）")] + Fund.allCases.map { ($0.rawValue, $0.chinese) },
            isRequired: false)
        payee = entries.field("payee", "收款单位", isRequired: false)
        account = entries.field("account", "收款账号", .text(longest: 60), isRequired: false)
        resolution =
            resolutions.isEmpty
            ? nil
            : entries.select(
                "resolution", "依据的决议",
                [("", "请选择")]
                    + resolutions.map {
                        (
                            $0.id.description,
                            "\($0.adoptedOn) \($0.body.chinese)《\($0.title)》（\($0.kind.chinese)）"
                        )
                    },
                hint: "收费及其调整须由业主共同决定，或经半数以上业主书面同意（《河南省物业管理条例》第四十八条）。")
        self.resolutions = desk.compound.resolutions
        back = desk.compound.schedules
    }

    static func word(_ mode: RoundingMode) -> String {
        switch mode {
        case .halfUp: "四舍五入"
        case .halfEven: "四舍六入五成双"
        case .down: "舍去"
        case .up: "进位"
        }
    }
}

/// `/compounds/{scope}/schedules/{schedule}/end`.
struct ScheduleEndView: Sendable {
    let frame: CompoundFrame
    let action: String
    let failure: String?
    /// `物业费 50.00 元／户·月，2021年11月 起`.
    let schedule: String
    let how: FieldView
    let last: FieldView
    let reason: FieldView
    let back: String

    init(_ listed: ListedSchedule, _ entries: Entries, _ frame: CompoundFrame, _ desk: Desk) {
        let terms = listed.schedule.terms
        self.frame = frame
        action = desk.compound.scheduleEnd(listed.schedule.id)
        failure = entries.failure
        schedule = "\(listed.item.name) \(terms.basis.shown(terms.rate))，\(listed.schedule.period)"
        how = entries.select(
            "how", "怎样停止", [("after", "收到某个月为止"), ("never", "从未出账：整个作废")])
        last = entries.field(
            "last", "最后一个收费的月份", .month, hint: "例如 2021-12；整个作废时不填。", isRequired: false)
        reason = entries.field("reason", "原因", .area(rows: 3, longest: 500))
        back = desk.compound.schedules
    }
}
