import Accounts
import Core
import Hummingbird

/// 登录: a name and a password, and a code where the account has a second factor.
///
/// Nobody has a session here yet, whose token the forms could carry. What keeps other sites from
/// sending them, and so from signing somebody in under a stranger's name, is `SameSite.require`:
/// browsers name the origin of every POST that another site makes them send. The session's token is
/// made anew each time; one that a browser brought along is never taken over, and the session that
/// it opened ends.
struct SignInPages {
    private let context: WebContext
    private let waiting: WaitingCookie

    init(_ context: WebContext) {
        self.context = context
        waiting = WaitingCookie(session: context.sessionCookie)
    }

    func add(to site: inout Site) {
        site.get("/login", for: .anybody) { request, _ in
            let query = Form(queryOf: request)
            let next = SignInPages.destination(query["next"])
            if try await context.session(of: request) != nil {
                return redirect(to: next?.description ?? "/desk")
            }
            return try page(Entries(), next, because: query["because"])
        }
        site.post("/login", for: .anybody) { request, travel in
            try await enter(request, travel)
        }
        site.get("/login/code", for: .anybody) { request, _ in
            let next = SignInPages.destination(Form(queryOf: request)["next"])
            guard waiting.token(in: request) != nil else {
                return try page(Entries(), next, because: "late")
            }
            return try codePage(Entries(), next)
        }
        site.post("/login/code", for: .anybody) { request, _ in try await confirm(request) }
    }

    /// Where somebody wanted to go: a page of ours, and not one of these again.
    static func destination(_ text: String) -> LocalPath? {
        guard let path = LocalPath(text) else { return nil }
        let isOwn = ["/login", "/logout", "/password"].contains { text.hasPrefix($0) }
        return isOwn ? nil : path
    }

    private func enter(_ request: Request, _ travel: WebRequest) async throws -> Response {
        try SameSite.require(request, context.options)
        let form = try await Form(of: request)
        let next = SignInPages.destination(form["next"])
        var entries = Entries(form)
        let name = entries.text("name", missing: "请填写登录名。")
        let password = form.verbatim("password")
        if password.isEmpty { entries.refuse("password", "请填写密码。") }
        guard entries.areFine else {
            return try page(entries, next, status: .unprocessableContent)
        }
        do {
            let signedIn = try await SignIn(
                database: context.installation.database, passwords: context.installation.passwords
            ).perform(
                SignIn.Input(
                    name: name, password: password,
                    address: context.client(of: request, travel).description),
                at: context.clock.now)
            guard signedIn.needsCode else { return try await arrive(signedIn, next, request) }
            let query = URLText.query([("next", next?.description ?? "")])
            return redirect(
                to: "/login/code\(query)", setting: [waiting.setting(signedIn.token)])
        } catch let failure as SignIn.Failure {
            entries.refuse(failure)
            var response = try page(entries, next, status: SignInPages.status(of: failure))
            if case .tooManyAttempts(let seconds) = failure {
                response.headers[.retryAfter] = String(seconds)
            }
            return response
        }
    }

    private func confirm(_ request: Request) async throws -> Response {
        try SameSite.require(request, context.options)
        let form = try await Form(of: request)
        let next = SignInPages.destination(form["next"])
        guard let token = waiting.token(in: request) else {
            return try page(Entries(), next, because: "late", status: .unprocessableContent)
        }
        var entries = Entries(form)
        let code = entries.text("code", missing: "请填写动态口令或恢复码。")
        guard entries.areFine else {
            return try codePage(entries, next, status: .unprocessableContent)
        }
        do {
            let signedIn = try await ConfirmSignIn(
                database: context.installation.database,
                key: context.installation.keys.secondFactors
            ).perform(ConfirmSignIn.Input(token: token, code: code), at: context.clock.now)
            return try await arrive(signedIn, next, request)
        } catch ConfirmSignIn.Failure.expired {
            var response = try page(
                Entries(), next, because: "late", status: .unprocessableContent)
            response.headers[.setCookie] = waiting.clearing
            return response
        } catch let refusal as SecondFactorRefusal {
            entries.refuse(refusal, fields: ["wrongCode": "code"])
            guard case .tooManyAttempts(let seconds) = refusal else {
                return try codePage(entries, next, status: .unprocessableContent)
            }
            var response = try codePage(entries, next, status: .tooManyRequests)
            response.headers[.retryAfter] = String(seconds)
            return response
        }
    }

    /// Signed in: under a new token, and the session that this browser had before is over.
    private func arrive(
        _ signedIn: SignedIn, _ next: LocalPath?, _ request: Request
    ) async throws -> Response {
        if let token = context.sessionCookie.token(in: request),
            let earlier = try await context.session(of: request)
        {
            try await SignOut(database: context.installation.database).perform(
                token: token, by: earlier.actor, at: context.clock.now)
        }
        var cookies = [context.sessionCookie.setting(signedIn.token)]
        if waiting.token(in: request) != nil { cookies.append(waiting.clearing) }
        let path = signedIn.mustChangePassword ? "/password" : next?.description ?? "/desk"
        return redirect(to: path, setting: cookies)
    }

    private static func status(of failure: SignIn.Failure) -> HTTPResponse.Status {
        switch failure {
        case .tooManyAttempts: .tooManyRequests
        case .busy: .serviceUnavailable
        case .wrongNameOrPassword, .disabled: .unprocessableContent
        }
    }

    private func page(
        _ entries: Entries, _ next: LocalPath?, because reason: String = "",
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        try context.templates.page(
            "sign-in/enter", SignInView(entries, next, because: reason), status: status)
    }

    private func codePage(
        _ entries: Entries, _ next: LocalPath?, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        try context.templates.page("sign-in/code", CodeView(entries, next), status: status)
    }

    private func redirect(to path: String, setting cookies: [String] = []) -> Response {
        var response = Response(status: .seeOther, headers: [.location: path])
        for cookie in cookies {
            response.headers.append(.init(name: .setCookie, value: cookie))
        }
        return response
    }
}
