import Accounts
import Core
import Hummingbird

/// 修改密码: one's own. Whoever was given a password by an administrator comes here first, and
/// nowhere else before it is done.
struct PasswordPages {
    func add(to site: inout Site) {
        site.signedIn(.get, "/password") { _, desk in try form(Entries(), desk) }
        site.signedIn(.post, "/password") { request, desk in try await change(request, desk) }
    }

    private func change(_ request: Request, _ desk: Desk) async throws -> Response {
        var entries = Entries(desk.form)
        let current = desk.form.verbatim("current")
        let new = desk.form.verbatim("new")
        if current.isEmpty { entries.refuse("current", "请填写现在的密码。") }
        if new.isEmpty { entries.refuse("new", "请填写新密码。") }
        if desk.form.verbatim("again") != new { entries.refuse("again", "两次填写的新密码不一样，请重新填写。") }
        guard entries.areFine else {
            return try form(entries, desk, status: .unprocessableContent)
        }
        let installation = desk.context.installation
        do {
            let token = desk.context.sessionCookie.token(in: request) ?? ""
            let outcome = try await ChangePassword(
                database: desk.database, passwords: installation.passwords
            ).perform(
                ChangePassword.Input(token: token, current: current, new: new),
                by: desk.session.actor, at: desk.now)
            return try await arrive(outcome.token, desk)
        } catch ChangePassword.Failure.sessionEnded {
            return desk.redirect(to: "/login?because=ended")
        } catch let refusal as PasswordRefusal {
            entries.refuse("new", refusal.sentence)
        } catch let failure as ChangePassword.Failure {
            entries.refuse(failure, fields: ["wrongPassword": "current"])
            if case .tooManyAttempts(let seconds) = failure {
                var response = try form(entries, desk, status: .tooManyRequests)
                response.headers[.retryAfter] = String(seconds)
                return response
            }
        }
        return try form(entries, desk, status: .unprocessableContent)
    }

    /// The session goes on under a new token; what is said next is sealed under that.
    private func arrive(_ token: String, _ desk: Desk) async throws -> Response {
        let context = desk.context
        var response = Response(status: .seeOther, headers: [.location: "/desk"])
        response.headers.append(
            .init(name: .setCookie, value: context.sessionCookie.setting(token)))
        let renewed = try await context.sessions.session(
            token: token, at: desk.now, today: desk.today)
        if let renewed {
            let notice = Notice("密码已修改，其他设备上的登录都已退出。")
            response.headers.append(
                .init(
                    name: .setCookie,
                    value: notice.setting(under: renewed.csrfSeed, context.sessionCookie)))
        }
        return response
    }

    private func form(
        _ entries: Entries, _ desk: Desk, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        try desk.page("sign-in/password", PasswordView(entries, desk), status: status)
    }
}

struct PasswordView: Sendable {
    let failure: String?
    /// Whether nothing else is open before this is done.
    let isForced: Bool
    let current: FieldView
    let new: FieldView
    let again: FieldView

    init(_ entries: Entries, _ desk: Desk) {
        failure = entries.failure
        isForced = desk.session.mustChangePassword
        current = entries.field(
            "current", "现在的密码",
            .text("password", longest: 200, autocomplete: "current-password"))
        new = entries.field(
            "new", "新密码", .text("password", longest: 200, autocomplete: "new-password"),
            hint: "至少 12 个字符。几个不相干的词连起来既长又好记；不要用姓名、电话或常见密码。")
        again = entries.field(
            "again", "再填一次新密码",
            .text("password", longest: 200, autocomplete: "new-password"))
    }
}
