import Access
import Accounts
import Core
import Hummingbird

/// 账号: who may log in, for whoever manages accounts. What they did, and any money, is on other
/// pages, which are not open to them.
struct AccountPages {
    static let path = "/accounts"
    static let fields = [
        "accountNameInvalid": "name", "accountNameTaken": "name",
        "displayNameInvalid": "displayName",
    ]

    static func path(of account: AccountID) -> String { "\(path)/\(account)" }

    func add(to site: inout Site) {
        let path = AccountPages.path
        site.page(.get, path, needs: .manageAccounts, in: .installation) { _, desk in
            try await list(desk)
        }
        site.page(.get, "\(path)/add", needs: .manageAccounts, in: .installation) { _, desk in
            try form(Entries(), desk)
        }
        site.page(.post, "\(path)/add", needs: .manageAccounts, in: .installation) { _, desk in
            try await make(desk)
        }
        let one = "\(path)/{account}"
        site.page(.get, one, needs: .manageAccounts, in: .installation) { _, desk in
            try await show(AccountAttempt(), desk)
        }
        site.page(.post, "\(one)/disable", needs: .manageAccounts, in: .installation) { _, desk in
            try await disable(desk)
        }
        site.page(.post, "\(one)/enable", needs: .manageAccounts, in: .installation) { _, desk in
            try await enable(desk)
        }
        site.page(.post, "\(one)/password", needs: .manageAccounts, in: .installation) { _, desk in
            try await resetPassword(desk)
        }
        site.page(
            .post, "\(one)/second-factor", needs: .manageAccounts, in: .installation
        ) { _, desk in
            try await endSecondFactor(desk)
        }
    }

    private func list(_ desk: Desk) async throws -> Response {
        let state = ListState(
            desk.query,
            ListState.Plan(
                path: AccountPages.path, sorts: ListAccounts.Sort.allCases.map(\.rawValue),
                falling: [ListAccounts.Sort.added.rawValue], filters: ["search", "state"]))
        let search = state.filter("search")
        let found = try await ListAccounts(database: desk.database).perform(
            ListAccounts.Input(
                search: search.isEmpty ? nil : search, limit: state.size, offset: state.offset,
                state: ListAccounts.State(rawValue: state.filter("state")),
                sort: ListAccounts.Sort(rawValue: state.sort) ?? .name,
                descending: state.direction == .descending),
            by: desk.actor, on: desk.today)
        return try desk.page("desk/list", AccountViews.list(found, state))
    }

    // MARK: A new one

    private func form(
        _ entries: Entries, _ desk: Desk, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        try desk.page("desk/form", AccountViews.adding(entries), status: status)
    }

    private func make(_ desk: Desk) async throws -> Response {
        var entries = Entries(desk.form)
        let name = entries.text("name", missing: "请填写登录名。", longest: 40)
        let displayName = entries.text("displayName", missing: "请填写姓名。", longest: 40)
        if entries.areFine {
            do {
                let made = try await AddAccount(
                    database: desk.database, passwords: desk.context.installation.passwords
                ).perform(
                    AddAccount.Input(name: name, displayName: displayName), by: desk.actor,
                    at: desk.now)
                return try desk.page("desk/secret", AccountViews.made(made))
            } catch let refusal as AccountRefusal {
                entries.refuse(refusal, fields: AccountPages.fields)
            }
        }
        return try form(entries, desk, status: .unprocessableContent)
    }

    // MARK: One of them

    private func show(
        _ attempt: AccountAttempt, _ desk: Desk, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let found: ReadAccount.Outcome
        do {
            found = try await ReadAccount(database: desk.database).perform(
                try desk.number("account"), by: desk.actor, at: desk.now, on: desk.today)
        } catch AccountRefusal.unknownAccount {
            throw WebError.notFound
        }
        return try desk.page(
            "desk/record", AccountViews.record(found, attempt, desk), status: status)
    }

    private func disable(_ desk: Desk) async throws -> Response {
        var entries = Entries(desk.form)
        let reason = entries.text("reason", missing: "请写明停用的原因。", longest: 500)
        if entries.areFine {
            do {
                let account = try await DisableAccount(database: desk.database).perform(
                    DisableAccount.Input(account: try desk.number("account"), reason: reason),
                    by: desk.actor, at: desk.now)
                return done("已停用账号“\(account.name)”，其登录已全部退出。", account, desk)
            } catch AccountRefusal.unknownAccount {
                throw WebError.notFound
            } catch let refusal as any Refusal where AccountPages.isAboutTheAccount(refusal) {
                entries.refuse(refusal, fields: ["reasonInvalid": "reason"])
            }
        }
        return try await show(
            AccountAttempt(.disabling, entries), desk, status: .unprocessableContent)
    }

    private func enable(_ desk: Desk) async throws -> Response {
        try await attempt(.enabling, desk) {
            let account = try await EnableAccount(database: desk.database).perform(
                account: try desk.number("account"), by: desk.actor, at: desk.now)
            return done("已恢复账号“\(account.name)”。", account, desk)
        }
    }

    private func resetPassword(_ desk: Desk) async throws -> Response {
        try await attempt(.password, desk) {
            let made = try await ResetPassword(
                database: desk.database, passwords: desk.context.installation.passwords
            ).perform(account: try desk.number("account"), by: desk.actor, at: desk.now)
            return try desk.page("desk/secret", AccountViews.reset(made))
        }
    }

    private func endSecondFactor(_ desk: Desk) async throws -> Response {
        try await attempt(.secondFactor, desk) {
            let account = try await ResetSecondFactor(database: desk.database).perform(
                account: try desk.number("account"), by: desk.actor, at: desk.now)
            return done("已停用账号“\(account.name)”的动态口令：请本人登录后重新启用。", account, desk)
        }
    }

    /// What takes nothing but the account: refused, its page says so.
    private func attempt(
        _ form: AccountAttempt.Act, _ desk: Desk, _ work: () async throws -> Response
    ) async throws -> Response {
        var entries = Entries(desk.form)
        do {
            return try await work()
        } catch AccountRefusal.unknownAccount {
            throw WebError.notFound
        } catch let refusal as any Refusal where AccountPages.isAboutTheAccount(refusal) {
            entries.refuse(refusal)
        }
        return try await show(
            AccountAttempt(form, entries), desk, status: .unprocessableContent)
    }

    private static func isAboutTheAccount(_ refusal: any Refusal) -> Bool {
        !(refusal is PermissionRefusal) && !(refusal is WebError)
    }

    private func done(_ sentence: String, _ account: Account, _ desk: Desk) -> Response {
        desk.redirect(to: AccountPages.path(of: account.id), notice: sentence)
    }
}

/// Which of the forms of an account's page was sent, and what came of it.
struct AccountAttempt: Sendable {
    enum Act: Sendable {
        case disabling, enabling, password, secondFactor
    }

    let act: Act?
    let entries: Entries

    init() {
        act = nil
        entries = Entries()
    }

    init(_ act: Act, _ entries: Entries) {
        self.act = act
        self.entries = entries
    }

    func entries(of act: Act) -> Entries { act == self.act ? entries : Entries() }
}
