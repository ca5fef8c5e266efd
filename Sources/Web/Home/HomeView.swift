import Access
import Accounts
import Core
import Fees
import Registry

/// `/desk`.
struct HomeView: Sendable {
    let person: String
    /// `2026年11月23日`.
    let today: String
    let lastSignIn: String?
    let items: [Item]
    let hasItems: Bool
    /// Said where nothing waits.
    let nothing: String?
    let collection: Collection?

    /// Something that waits for this person.
    struct Item: Sendable {
        let count: String
        let title: String
        /// The first few, in words.
        let lines: [String]
        let path: String
        let action: String
    }

    /// How the compounds within reach stand.
    struct Collection: Sendable {
        let month: String
        let rate: String
        let open: String
        let hasTill: Bool
        let rows: [Row]
        /// Where the others are; nil where all are shown.
        let more: More?
    }

    struct More: Sendable {
        let words: String
        let path: String
    }

    struct Row: Sendable {
        let name: String
        let path: String
        let region: String
        let billed: Cell
        let open: Cell
        /// Only where the whole list has them.
        let till: Till?
    }

    struct Till: Sendable {
        let today: Cell
        let disputes: Cell
    }

    struct Cell: Sendable {
        let text: String
        /// Where it is looked at, or done; nil for who may not.
        let link: String?
        /// To be done.
        let isDue: Bool
    }

    /// Of each kind, before the list itself is asked for.
    private static let lines = 3

    init(_ facts: HomeFacts, _ desk: Desk) {
        person = desk.session.displayName
        today = desk.today.chinese
        lastSignIn = facts.lastSession.map { "上次登录 \($0.createdAt.shown)，来自 \($0.address)" }
        items = [
            HomeView.deciding(facts), HomeView.asked(facts), HomeView.confirming(facts),
            HomeView.disputes(facts), HomeView.billing(facts, desk),
        ].compactMap(\.self)
        hasItems = !items.isEmpty
        if desk.session.actor.grants.isEmpty {
            nothing = "您还没有任职：请联系本单位的管理人员为您登记任职，确认后即可办事。"
        } else {
            nothing = items.isEmpty ? "今天没有等您办理的事。" : nil
        }
        collection = facts.overview.map { HomeView.collection(facts, $0, desk) }
    }

    // MARK: What waits

    private static func deciding(_ facts: HomeFacts) -> Item? {
        item(
            "件申请等您审批", facts.toDecide.map { "\($0.action.chinese)：\($0.summary)" },
            path: "/approvals", action: "去审批")
    }

    private static func asked(_ facts: HomeFacts) -> Item? {
        item(
            "件您的申请还没有批", facts.asked.map { "\($0.action.chinese)：\($0.summary)" },
            path: "/approvals", action: "查看")
    }

    private static func confirming(_ facts: HomeFacts) -> Item? {
        item(
            "项任职等您确认",
            facts.toConfirm.map { "\($0.account.displayName) 任\($0.bodyName)\($0.role.title)" },
            path: "/appointments", action: "去确认")
    }

    private static func disputes(_ facts: HomeFacts) -> Item? {
        let open = facts.standings.filter { $0.disputes ?? 0 > 0 }
        guard let first = open.first else { return nil }
        return item(
            "件异议没有答复", open.map { "\($0.row.compound)：\($0.disputes ?? 0) 件" },
            count: open.reduce(0) { $0 + ($1.disputes ?? 0) },
            path: CompoundPath(scope: first.row.scope).disputes, action: "去答复")
    }

    private static func billing(_ facts: HomeFacts, _ desk: Desk) -> Item? {
        guard let overview = facts.overview else { return nil }
        let left = overview.rows.filter {
            $0.sum.charged == .zero && desk.may(.bill, in: $0.scope)
        }
        guard let first = left.first else { return nil }
        return item(
            "个小区 \(overview.month) 还没有出账", left.map(\.compound),
            path: CompoundPath(scope: first.scope).billPreview(overview.month), action: "试算出账")
    }

    /// - Parameter count: of what is in the lines; nil for one each.
    private static func item(
        _ title: String, _ all: [String], count: Int? = nil, path: String, action: String
    ) -> Item? {
        guard !all.isEmpty else { return nil }
        var shown = Array(all.prefix(lines))
        if all.count > lines { shown.append("还有 \(all.count - lines) 项") }
        return Item(
            count: String(count ?? all.count), title: title, lines: shown, path: path,
            action: action)
    }

    // MARK: How compounds stand

    private static func collection(
        _ facts: HomeFacts, _ overview: CollectionOverview, _ desk: Desk
    ) -> Collection {
        let hasTill = facts.standings.contains { $0.today != nil }
        let left = overview.count - facts.standings.count
        return Collection(
            month: overview.month.description, rate: Percent.shown(overview.total.rate),
            open: overview.open.grouped, hasTill: hasTill,
            rows: facts.standings.map { row($0, overview.month, hasTill: hasTill, desk) },
            more: left > 0 ? More(words: "其余 \(left) 个小区", path: "/reports") : nil)
    }

    private static func row(
        _ standing: HomeFacts.Standing, _ month: BillingMonth, hasTill: Bool, _ desk: Desk
    ) -> Row {
        let row = standing.row
        let path = CompoundPath(scope: row.scope)
        let reads = desk.may(.readFees, in: row.scope)
        let bills = desk.may(.bill, in: row.scope)
        let isBilled = row.sum.charged > .zero
        let disputes = standing.disputes ?? 0
        let taken = standing.today.map { "\($0.net.grouped)（\($0.payments) 笔）" }
        return Row(
            name: row.compound,
            path: desk.may(.readRegister, in: row.scope) ? "\(path)" : path.dashboard,
            region: row.region.joined(separator: " "),
            billed: Cell(
                text: isBilled ? row.sum.charged.grouped : "未出账",
                link: reads ? (isBilled || !bills ? path.bills : path.billPreview(month)) : nil,
                isDue: !isBilled && bills),
            open: Cell(
                text: row.open.grouped, link: reads ? path.arrears : path.dashboard,
                isDue: false),
            till: hasTill
                ? Till(
                    today: Cell(
                        text: taken ?? "—", link: reads ? path.cashier : nil, isDue: false),
                    disputes: Cell(
                        text: reads ? String(disputes) : "—",
                        link: disputes > 0 ? path.disputes : nil, isDue: disputes > 0))
                : nil)
    }
}
