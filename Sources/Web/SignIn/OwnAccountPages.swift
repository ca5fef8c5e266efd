import Accounts
import Core
import Hummingbird

/// 我的账号: what one is appointed to, where one is signed in, the second factor.
struct OwnAccountPages {
    static let path = "/account"

    func add(to site: inout Site) {
        site.signedIn(.get, OwnAccountPages.path) { request, desk in
            let token = desk.context.sessionCookie.token(in: request) ?? ""
            let sessions = try await ListSessions(database: desk.database).perform(
                token: token, by: desk.session.actor, at: desk.now)
            let factor = try await ReadSecondFactor(database: desk.database).perform(
                by: desk.session.actor)
            return try desk.page(
                "sign-in/account", OwnAccountView(desk, sessions: sessions, factor: factor))
        }
        SecondFactorPages().add(to: &site)
    }
}

/// 动态口令: enrolled with one's password, counted from its first code, ended with a code. The
/// secret and the recovery codes are shown in the answer to the form itself and nowhere else, so
/// that they are in no address and on no page that can be opened again.
struct SecondFactorPages {
    static let path = "\(OwnAccountPages.path)/second-factor"
    static let confirmPath = "\(path)/confirm"
    static let endPath = "\(path)/end"

    func add(to site: inout Site) {
        site.signedIn(.get, SecondFactorPages.path) { _, desk in try enrolForm(Entries(), desk) }
        site.signedIn(.post, SecondFactorPages.path) { _, desk in try await enrol(desk) }
        site.signedIn(.get, SecondFactorPages.confirmPath) { _, desk in
            try confirmForm(Entries(), nil, desk)
        }
        site.signedIn(.post, SecondFactorPages.confirmPath) { _, desk in try await confirm(desk) }
        site.signedIn(.get, SecondFactorPages.endPath) { _, desk in try endForm(Entries(), desk) }
        site.signedIn(.post, SecondFactorPages.endPath) { _, desk in try await end(desk) }
    }

    private func enrol(_ desk: Desk) async throws -> Response {
        var entries = Entries(desk.form)
        let password = desk.form.verbatim("password")
        if password.isEmpty { entries.refuse("password", "请填写密码。") }
        guard entries.areFine else {
            return try enrolForm(entries, desk, status: .unprocessableContent)
        }
        let installation = desk.context.installation
        do {
            let made = try await EnrolSecondFactor(
                database: desk.database, passwords: installation.passwords,
                key: installation.keys.secondFactors
            ).perform(password: password, by: desk.session.actor, at: desk.now)
            return try confirmForm(Entries(), made, desk)
        } catch let refusal as SecondFactorRefusal {
            entries.refuse(refusal, fields: ["wrongPassword": "password"])
            return try refused(refusal) { try enrolForm(entries, desk, status: $0) }
        }
    }

    private func confirm(_ desk: Desk) async throws -> Response {
        var entries = Entries(desk.form)
        let code = entries.text("code", missing: "请填写手机上的动态口令。")
        guard entries.areFine else {
            return try confirmForm(entries, nil, desk, status: .unprocessableContent)
        }
        do {
            let outcome = try await ConfirmSecondFactor(
                database: desk.database, key: desk.context.installation.keys.secondFactors
            ).perform(code: code, by: desk.session.actor, at: desk.now)
            return try desk.page(
                "sign-in/recovery-codes", RecoveryCodesView(codes: outcome.recoveryCodes))
        } catch let refusal as SecondFactorRefusal {
            entries.refuse(refusal, fields: ["wrongCode": "code"])
            return try refused(refusal) { try confirmForm(entries, nil, desk, status: $0) }
        }
    }

    private func end(_ desk: Desk) async throws -> Response {
        var entries = Entries(desk.form)
        let code = entries.text("code", missing: "请填写动态口令或恢复码。")
        guard entries.areFine else {
            return try endForm(entries, desk, status: .unprocessableContent)
        }
        do {
            try await EndSecondFactor(
                database: desk.database, key: desk.context.installation.keys.secondFactors
            ).perform(code: code, by: desk.session.actor, at: desk.now)
            return desk.redirect(to: OwnAccountPages.path, notice: "动态口令已停用，恢复码一并作废。")
        } catch let refusal as SecondFactorRefusal {
            entries.refuse(refusal, fields: ["wrongCode": "code"])
            return try refused(refusal) { try endForm(entries, desk, status: $0) }
        }
    }

    /// The form again, with the wait where there is one.
    private func refused(
        _ refusal: SecondFactorRefusal, _ form: (HTTPResponse.Status) throws -> Response
    ) throws -> Response {
        guard case .tooManyAttempts(let seconds) = refusal else {
            return try form(.unprocessableContent)
        }
        var response = try form(.tooManyRequests)
        response.headers[.retryAfter] = String(seconds)
        return response
    }

    private func enrolForm(
        _ entries: Entries, _ desk: Desk, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        try desk.page("sign-in/factor", EnrolView(entries), status: status)
    }

    private func confirmForm(
        _ entries: Entries, _ made: EnrolSecondFactor.Outcome?, _ desk: Desk,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        try desk.page("sign-in/factor-confirm", ConfirmView(entries, made), status: status)
    }

    private func endForm(
        _ entries: Entries, _ desk: Desk, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        try desk.page("sign-in/factor-end", EndView(entries), status: status)
    }
}
