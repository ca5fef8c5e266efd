import Access
import Application
import Core
import Secrets

/// What the pages of the log show.
enum AuditViews {
    typealias Cell = TableView.Cell

    /// - Parameter found: nil where what was asked for cannot be looked for.
    static func list(
        _ found: ListAudit.Outcome?, _ entries: Entries, _ state: ListState
    ) -> ListPageView {
        let rows = (found?.rows ?? []).map { row in
            TableView.Row(
                Cell(row.at.shown, href: AuditPages.path(of: row)),
                [
                    Cell(row.actorName, .name, small: row.accountName), Cell(row.action),
                    Cell(row.subject), Cell(row.scopeName, .name),
                    Cell(masked(row.detail), .words),
                ])
        }
        let columns = ["时间", "何人", "操作", "对象", "范围", "内容"].map { TableView.Column($0) }
        let count = found?.count ?? 0
        let isCapped = count == ListAudit.mostCounted
        return ListPageView(
            "操作日志",
            lead: isCapped ? "符合条件的超过 \(ListAudit.mostCounted) 条：请缩小日期范围。" : nil,
            doors: [
                Door(title: "核验日志", path: "\(AuditPages.path)/verify"),
                Door(title: "下载链头", path: "\(AuditPages.path)/head"),
            ],
            filters: filters(entries), TableView("日志列表", columns, rows), state, total: count,
            unit: "条", nothing: "还没有日志。",
            unmatched: entries.areFine ? "没有符合条件的日志：请换个条件，或查看全部。" : "请先改正查找条件。")
    }

    private static func filters(_ entries: Entries) -> [FieldView] {
        [
            entries.field("from", "起始日期", .date, isRequired: false),
            entries.field("until", "截止日期", .date, isRequired: false),
            entries.field("actor", "何人（姓名或登录名）", .text("search"), isRequired: false),
            entries.field("action", "操作（如 TakePayment）", .text("search"), isRequired: false),
            entries.field("place", "小区或单位", .text("search"), isRequired: false),
            entries.field("subject", "对象（如 payment:12）", .text("search"), isRequired: false),
        ]
    }

    /// Names of people stand in some entries, and a telephone number may stand in a reason that
    /// somebody wrote.
    static func masked(_ text: String) -> String {
        text.replacing(#/[0-9]+/#) { run in
            let digits = String(run.0)
            let isPhone = digits.count == 11 && digits.first == "1"
            return isPhone ? PersonalData.maskedPhone(digits) : digits
        }
    }

    static func record(_ found: ReadAuditEntry.Outcome) -> RecordView {
        let row = found.row
        var view = RecordView(
            "日志 \(row.entry)", back: Door(title: "操作日志", path: AuditPages.path))
        view.chip = found.chain == nil ? Chip("待封存", .waiting) : Chip("已封存", .good)
        let same = AuditPages.path + URLText.query([("subject", row.subject)])
        let theirs = AuditPages.path + URLText.query([("actor", row.actorName)])
        view.facts = [
            RecordView.Fact("时间", row.at.shown),
            RecordView.Fact(
                "何人", row.actorName + (row.accountName.map { "（\($0)）" } ?? ""), href: theirs),
            RecordView.Fact("方式", row.actorKind.chinese),
        ]
        if let appointment = row.appointment {
            view.facts.append(RecordView.Fact("任职", shown(appointment)))
        }
        view.facts += [
            RecordView.Fact("操作", row.action),
            RecordView.Fact("对象", row.subject, href: same),
            RecordView.Fact("范围", "\(row.scopeName)（\(row.scope)）"),
            RecordView.Fact("内容", masked(row.detail), isCode: true),
            RecordView.Fact("所写数据", "\(row.factCount) 项"),
            RecordView.Fact("数据摘要", Hex.encode(found.factsDigest), isCode: true),
        ]
        if let position = row.position, let chain = found.chain {
            view.facts += [
                RecordView.Fact("链中位置", "第 \(position) 位"),
                RecordView.Fact("链值", Hex.encode(chain), isCode: true),
            ]
        }
        if let sealedAt = found.sealedAt {
            view.facts.append(RecordView.Fact("封存", sealedAt.shown))
        }
        return view
    }

    /// `3 propertyClerk 许昌恒达物业公司` as it is kept: number, role, body.
    static func shown(_ appointment: String) -> String {
        let parts = appointment.split(separator: " ", maxSplits: 2)
        guard parts.count == 3, let role = Role(rawValue: String(parts[1])) else {
            return appointment
        }
        return "\(parts[2]) · \(role.title)（任职 \(parts[0])）"
    }
}

extension Actor.Kind {
    fileprivate var chinese: String {
        switch self {
        case .terminal: "在服务器上用命令行"
        case .system: "系统自动"
        case .resident: "住户凭链接"
        case .account: "登录账号"
        }
    }
}

/// `/audit/verify`.
struct AuditVerifyView: Sendable {
    let action = "\(AuditPages.path)/verify"
    let back = AuditPages.path
    let head = "\(AuditPages.path)/head"
    let file: FieldView
    let result: Result?

    struct Result: Sendable {
        let sentence: String
        let isWhole: Bool
        let against: String?
        let problems: [Problem]
    }

    struct Problem: Sendable {
        let sentence: String
    }

    init(_ entries: Entries) {
        file = AuditVerifyView.field(entries)
        result = nil
    }

    init(
        _ entries: Entries, _ outcome: VerifyAudit.Outcome, against head: AuditHead?,
        at now: Timestamp
    ) {
        file = AuditVerifyView.field(entries)
        let isWhole = outcome.problems.isEmpty
        result = Result(
            sentence: isWhole
                ? "日志完好：\(outcome.entries) 条首尾相连，所写数据与摘要全部相符（\(now.shown) 核验）。"
                : "日志有 \(outcome.problems.count) 处问题（\(now.shown) 核验）：请保留现场，并查明是谁改动的。",
            isWhole: isWhole,
            against: head.map { head in
                isWhole
                    ? "与 \(head.at.shown) 导出的链头相符（\(head.links.count) 个范围）。"
                    : "已与 \(head.at.shown) 导出的链头核对（\(head.links.count) 个范围）。"
            },
            problems: outcome.problems.map { Problem(sentence: PageWords.plain($0.sentence)) })
    }

    private static func field(_ entries: Entries) -> FieldView {
        entries.field(
            "file", "此前下载的链头", .file(accept: ".json,application/json"),
            hint: "选填。附上后还能查出数据库管理员所为的改动、删除和截尾。", isRequired: false)
    }
}
