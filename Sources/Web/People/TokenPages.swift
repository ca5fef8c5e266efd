import Access
import Accounts
import Core
import Hummingbird

/// 访问令牌: what programs act by in one's own name, with less than one may do oneself.
struct TokenPages {
    static let path = "/tokens"
    static let fields = [
        "tokenNameInvalid": "name", "permissionsMissing": "permission", "daysOutOfRange": "days",
    ]

    func add(to site: inout Site) {
        let path = TokenPages.path
        site.signedIn(.get, path) { _, desk in
            try await show(Entries(beginning: ["days": "90"]), desk)
        }
        site.signedIn(.post, path) { _, desk in try await issue(desk) }
        site.signedIn(.post, "\(path)/{token}/revoke") { _, desk in try await revoke(desk) }
    }

    private func show(
        _ entries: Entries, _ desk: Desk, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let found = try await ListAccessTokens(database: desk.database).perform(
            by: desk.actor, at: desk.now)
        return try desk.page("people/tokens", TokensView(found, entries, desk), status: status)
    }

    private func issue(_ desk: Desk) async throws -> Response {
        var entries = Entries(desk.form)
        let name = entries.text("name", missing: "请填写用途。", longest: 60)
        let days = entries.value("days", missing: "请填写有效天数。") { text in
            guard let days = Desk.number(text).map({ Int(clamping: $0) }),
                IssueAccessToken.days.contains(days)
            else { throw AccessTokenRefusal.daysOutOfRange }
            return days
        }
        let asked = Set(desk.form.all("permission"))
        let permissions = desk.permissions.filter { asked.contains($0.rawValue) }
        if permissions.isEmpty {
            entries.refuse(
                AccessTokenRefusal.permissionsMissing, fields: TokenPages.fields)
        }
        if entries.areFine, let days {
            do {
                let issued = try await IssueAccessToken(database: desk.database).perform(
                    IssueAccessToken.Input(name: name, permissions: permissions, days: days),
                    by: desk.actor, at: desk.now)
                return try desk.page(
                    "desk/secret", TokensView.issued(issued, name: name, permissions))
            } catch let refusal as AccessTokenRefusal {
                entries.refuse(refusal, fields: TokenPages.fields)
            }
        }
        return try await show(entries, desk, status: .unprocessableContent)
    }

    private func revoke(_ desk: Desk) async throws -> Response {
        do {
            let token = try await RevokeAccessToken(database: desk.database).perform(
                try desk.number("token"), by: desk.actor, at: desk.now)
            return desk.redirect(to: TokenPages.path, notice: "已吊销访问令牌“\(token.name)”，立即失效。")
        } catch AccessTokenRefusal.unknownToken {
            throw WebError.notFound
        }
    }
}

extension Desk {
    /// All that this person may do somewhere, in the order of the permissions.
    var permissions: [Permission] { Permission.allCases.filter { may($0) } }
}

/// `/tokens`.
struct TokensView: Sendable {
    let table: TableView
    let isEmpty: Bool
    /// Those in force, each with where it is revoked.
    let revocable: [Revocable]
    let hasRevocable: Bool
    /// Nil for somebody who may do nothing that a token could.
    let form: Form?

    struct Revocable: Sendable {
        let name: String
        let action: String
    }

    struct Form: Sendable {
        let action: String
        let failure: String?
        let name: FieldView
        let permissions: ChoicesView
        let days: FieldView
        let isOpen: Bool
    }

    init(_ found: ListAccessTokens.Outcome, _ entries: Entries, _ desk: Desk) {
        typealias Cell = TableView.Cell
        let columns = ["用途", "权限", "到期", "最近使用", "状态"].map { TableView.Column($0) }
        let rows = found.tokens.map { token in
            let state = token.state(at: found.now)
            return TableView.Row(
                Cell(token.name, .name, small: "编号 \(token.id)"),
                [
                    Cell(token.permissions.map(\.chinese).joined(separator: "、"), .words),
                    Cell(token.expiresAt.shown), Cell(token.lastUsedAt?.shown ?? "从未"),
                    Cell(Chip(state.chinese, state == .inForce ? .good : .plain)),
                ])
        }
        table = TableView("访问令牌", columns, rows)
        isEmpty = rows.isEmpty
        revocable = found.tokens.filter { $0.state(at: found.now) == .inForce }.map {
            Revocable(name: $0.name, action: "\(TokenPages.path)/\($0.id)/revoke")
        }
        hasRevocable = !revocable.isEmpty
        let range = IssueAccessToken.days
        let permissions = desk.permissions
        guard !permissions.isEmpty else {
            form = nil
            return
        }
        form = Form(
            action: TokenPages.path, failure: entries.failure,
            name: entries.field("name", "用途", .text(longest: 60), hint: "例如：每日对账。"),
            permissions: ChoicesView(
                "permission", "权限", permissions.map { ($0.rawValue, $0.chinese) }, entries,
                hint: "只勾选程序用得到的；范围不超过您本人。"),
            days: entries.field(
                "days", "有效天数", .text(longest: 3, inputMode: "numeric"),
                hint: "\(range.lowerBound) 至 \(range.upperBound) 天，到期后重新办理。"),
            isOpen: entries.form.has("name"))
    }

    static func issued(
        _ issued: IssueAccessToken.Outcome, name: String, _ permissions: [Permission]
    ) -> SecretView {
        SecretView(
            title: "已办理访问令牌", lead: "请现在就抄到程序里：离开这一页后无法再看到。",
            facts: [
                RecordView.Fact("用途", name),
                RecordView.Fact("权限", permissions.map(\.chinese).joined(separator: "、")),
                RecordView.Fact("到期", issued.expiresAt.shown),
            ],
            name: "访问令牌", secret: issued.token, next: "持有令牌即可以您的名义办事，请像密码一样保管；泄露时立即吊销。",
            doors: [Door(title: "我的访问令牌", path: TokenPages.path)])
    }
}
