import Core
import Registry

/// `/compounds/{scope}/stalls`.
struct StallListView: Sendable {
    let frame: CompoundFrame
    let action: String
    let search: FieldView
    let lease: FieldView
    let title: FieldView
    let code: SortView
    let household: SortView
    let from: SortView
    let rows: [Row]
    let pager: PagerView
    let isEmpty: Bool
    let nothing: String
    let all: String?
    let importing: String?

    struct Row: Sendable {
        let code: String
        /// Nil for those who may not manage it.
        let path: String?
        let title: String
        let household: String?
        let householdPath: String?
        let from: String
        let plate: String
    }

    init(
        _ found: ListStalls.Outcome, _ frame: CompoundFrame, _ state: ListState, _ desk: Desk
    ) {
        let path = desk.compound
        let manages = desk.may(.manageRegister, in: desk.scope)
        self.frame = frame
        action = path.stalls
        search = FieldView(
            "search", "车位、房号或车牌", value: state.filter("search"), .text("search"),
            isRequired: false)
        lease = FieldView(
            "lease", "出租",
            .select(
                [("", "全部"), ("leased", "已出租"), ("free", "未出租")],
                chosen: state.filter("lease")), isRequired: false)
        title = FieldView(
            "title", "产权",
            .select(
                [("", "全部")] + StallTitle.allCases.map { ($0.rawValue, $0.chinese) },
                chosen: state.filter("title")), isRequired: false)
        code = SortView("车位", by: "code", state)
        household = SortView("承租户", by: "household", state)
        from = SortView("起租", by: "from", state)
        rows = found.stalls.map { stall in
            Row(
                code: stall.code, path: manages ? path.stall(stall.code) : nil,
                title: stall.title.chinese, household: stall.lease?.household.description,
                householdPath: stall.lease.map { path.household($0.household) },
                from: stall.lease?.from.description ?? "", plate: stall.lease?.plate ?? "")
        }
        pager = PagerView(state, total: found.total, unit: "个车位")
        isEmpty = found.stalls.isEmpty
        nothing = state.isFiltered ? "没有符合条件的车位：请核对车位号或车牌，或查看全部。" : "还没有登记车位。"
        all = state.isFiltered ? path.stalls : nil
        importing = !state.isFiltered && manages ? path.imports : nil
    }
}

/// `/compounds/{scope}/stalls/{code}`.
struct StallView: Sendable {
    let frame: CompoundFrame
    let code: String
    let title: String
    let list: String
    let failure: String?
    let leasing: Leasing?
    let releasing: Releasing?
    let leases: [Lease]
    let hasLeases: Bool

    /// Where nobody leases it.
    struct Leasing: Sendable {
        let action: String
        let household: FieldView
        let from: FieldView
        let plate: FieldView
    }

    /// Where somebody does.
    struct Releasing: Sendable {
        let action: String
        let household: String
        let path: String
        let from: String
        let until: FieldView
    }

    struct Lease: Sendable {
        let household: String
        let path: String
        let owners: String
        let months: String
        let plate: String?
    }

    init(
        _ found: ReadStall.Outcome, _ frame: CompoundFrame, _ entries: Entries, _ desk: Desk
    ) {
        let path = desk.compound.stall(found.stall.code)
        self.frame = frame
        code = found.stall.code
        title = found.stall.title.chinese
        list = desk.compound.stalls
        failure = entries.failure
        if let lease = found.stall.lease {
            leasing = nil
            releasing = Releasing(
                action: "\(path)/release", household: lease.household.description,
                path: desk.compound.household(lease.household), from: lease.from.chinese,
                until: entries.field(
                    "until", "最后一个计费月份", .month, hint: "这个月仍收停车费，下个月起不收。"))
        } else {
            leasing = Leasing(
                action: "\(path)/lease",
                household: entries.field("household", "承租户", hint: "房号，例如 3-2-501。"),
                from: entries.field("from", "起租月份", .month, hint: "从这个月起收停车费。"),
                plate: entries.field("plate", "车牌号", .text(longest: 20), isRequired: false))
            releasing = nil
        }
        leases = found.leases.map { lease in
            Lease(
                household: lease.household.description,
                path: desk.compound.household(lease.household), owners: lease.owners,
                months: HouseholdView.span(lease.from, lease.until), plate: lease.plate)
        }
        hasLeases = !leases.isEmpty
    }
}
