import Core
import Fees
import Registry

/// `/compounds/{scope}/households/{code}`.
struct HouseholdView: Sendable {
    let frame: CompoundFrame
    let code: String
    /// `1号楼1单元101室`.
    let address: String
    let kind: String
    let area: String
    let remark: String?
    let countsInRoll: String
    let owners: [Owner]
    let obligor: String
    let isVacant: Bool
    let figures: Figures?
    let stalls: [Stall]
    let hasStalls: Bool
    let tenures: [TenureRow]
    let hasHistory: Bool
    let link: String
    let account: Account?
    let actions: Actions

    struct Owner: Sendable {
        let name: String
        let phone: String?
        let share: String?
    }

    /// What the present tenure owes.
    struct Figures: Sendable {
        let owed: String
        let overdue: String?
        let credit: String?
    }

    struct Stall: Sendable {
        let code: String
        let title: String
        let months: String
        let plate: String?
        let isCurrent: Bool
        /// Nil for those who may not manage it.
        let path: String?
    }

    struct TenureRow: Sendable {
        let number: String
        let owners: String
        let days: String
        let isCurrent: Bool
        let owed: String?
        let credit: String?
        /// Its statement; nil where money may not be seen.
        let path: String?
        /// Where its debt is paid; nil where nothing is owed, or by those who may not.
        let paying: String?
        let isShown: Bool
    }

    /// What may be done here; each nil for those who may not.
    struct Actions: Sendable {
        let pay: String?
        let transfer: String?
        let owner: String?
        let link: String?
        /// Where credit is given back.
        let refund: String?
    }

    init(
        _ found: ReadHousehold.Outcome, balances: [TenureID: ReadBalances.Balance]?,
        account: Account?, _ desk: Desk
    ) {
        let path = desk.compound.household(found.household.code)
        let household = found.household
        let current = found.inForce(on: desk.today) ?? found.current
        let manages = desk.may(.manageRegister, in: desk.scope)
        let takes = desk.may(.takePayment, in: desk.scope)
        frame = CompoundFrame(desk, name: found.compound)
        code = household.code.description
        address = household.code.chinese
        kind = household.kind.chinese
        area = household.area.map { "\($0) ㎡" } ?? "未登记"
        remark = household.remark.isEmpty ? nil : household.remark
        countsInRoll = household.countsInRoll ? "计入业主名册" : "不计入业主名册"
        owners = (current?.owners ?? []).map { owner in
            Owner(name: owner.name, phone: owner.phone, share: owner.share.map(\.description))
        }
        obligor = current?.obligor == .developer ? "开发企业" : "业主"
        isVacant = current == nil
        figures = balances.flatMap { balances in
            current.map { Figures(balances[$0.id] ?? .none) }
        }
        stalls = found.leases.map { lease in
            Stall(
                code: lease.stall, title: lease.title.chinese,
                months: HouseholdView.span(lease.from, lease.until), plate: lease.plate,
                isCurrent: lease.until == nil,
                path: manages ? desk.compound.stall(lease.stall) : nil)
        }
        hasStalls = !stalls.isEmpty
        let shown = account?.tenure
        tenures = found.tenures.reversed().map { tenure in
            TenureRow(tenure, balances?[tenure.id], takes: takes, shown: shown, desk)
        }
        hasHistory = found.tenures.count > 1
        link = HouseholdView.described(found.links.first { $0.tenure == current?.id })
        self.account = account
        actions = Actions(
            pay: takes && current != nil ? "\(path)/payment" : nil,
            transfer: manages ? "\(path)/transfer" : nil,
            owner: manages && current != nil ? "\(path)/owner" : nil,
            link: manages && current != nil ? "\(path)/link" : nil,
            refund: desk.may(.correctFees, in: desk.scope) && figures?.credit != nil
                ? "\(path)/refund" : nil)
    }

    private static func described(_ link: ReadHousehold.Link?) -> String {
        guard let link else { return "尚未签发" }
        return "已签发第 \(link.generation) 版"
            + (link.issuedAt.map { "，\($0.dayInShanghai.chinese)" } ?? "")
    }

    /// `2021-09 起`, or `2021-09 至 2021-11`.
    static func span(_ from: BillingMonth, _ until: BillingMonth?) -> String {
        until.map { "\(from) 至 \($0)" } ?? "\(from) 起"
    }

    /// The tenure that the address asks for, else the present one, else the last there was.
    static func tenure(
        asked query: Form, of found: ReadHousehold.Outcome, on today: CivilDate
    ) -> Tenure? {
        let asked = Desk.number(query["tenure"]).map { TenureID($0) }
        return found.tenures.first { $0.id == asked } ?? found.inForce(on: today)
            ?? found.tenures.last
    }
}

extension HouseholdView.Figures {
    fileprivate init(_ balance: ReadBalances.Balance) {
        owed = balance.owed.grouped
        overdue = balance.overdue > .zero ? balance.overdue.grouped : nil
        credit = balance.credit > .zero ? balance.credit.grouped : nil
    }
}

extension HouseholdView.TenureRow {
    fileprivate init(
        _ tenure: Tenure, _ balance: ReadBalances.Balance?, takes: Bool, shown: TenureID?,
        _ desk: Desk
    ) {
        let path = desk.path
        let query = URLText.query([("tenure", tenure.id.description)])
        number = tenure.id.description
        owners =
            (tenure.ownerNames.isEmpty ? "未登记姓名" : tenure.ownerNames)
            + (tenure.obligor == .developer ? "（开发企业）" : "")
        days =
            (tenure.from.map(\.description) ?? "系统启用前")
            + (tenure.until.map { " 至 \($0)（不含当日）" }
                ?? (tenure.from.map { $0 > desk.today } ?? false ? " 起" : " 起，现任"))
        isCurrent = tenure.until == nil
        owed = balance.flatMap { $0.owed > .zero ? $0.owed.grouped : nil }
        credit = balance.flatMap { $0.credit > .zero ? $0.credit.grouped : nil }
        self.path = shown == nil ? nil : "\(path)\(query)#statement"
        paying = takes && owed != nil ? "\(path)/payment\(query)" : nil
        isShown = tenure.id == shown
    }
}
