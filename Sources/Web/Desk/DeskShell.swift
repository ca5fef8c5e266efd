import Access
import Core
import Hummingbird

/// Around every page for people at work: who is there, may they, is the form ours. The page runs
/// after all of it, and only then.
struct DeskShell: Sendable {
    typealias Page = @Sendable (Request, Desk) async throws -> Response

    /// What the body of a POST may be.
    enum Body: Sendable {
        case form
        /// A form with files (multipart/form-data).
        case files

        /// How long the answer may take.
        func seconds(of method: HTTPRequest.Method) -> Int64 {
            switch self {
            case _ where method != .post: WebLimits.pageSeconds
            case .form: WebLimits.formSeconds
            case .files: WebLimits.uploadFormSeconds
            }
        }
    }

    let context: WebContext

    /// Pages of somebody whose password is not their own yet.
    private static let openBeforePassword: Set = ["/password", "/logout"]

    func answer(
        _ request: Request, _ travel: WebRequest, for access: RouteAccess, body: Body,
        _ page: Page
    ) async throws -> Response {
        let now = context.clock.now
        guard let token = context.sessionCookie.token(in: request) else {
            return lost(request, clearing: false)
        }
        guard
            let session = try await context.sessions.session(
                token: token, at: now, today: now.dayInShanghai)
        else { return lost(request, clearing: true) }
        let desk = Desk(context, session, request, travel, now: now)
        do {
            return try await answer(request, travel, desk, access, body, page)
        } catch let error as CancellationError {
            throw error
        } catch {
            let told = await context.refusals.note(
                error, by: desk.session.actor, at: now, attempt: travel.route(of: request),
                in: context)
            return try refused(told, request, travel, desk)
        }
    }

    private func answer(
        _ request: Request, _ travel: WebRequest, _ desk: Desk, _ access: RouteAccess, _ body: Body,
        _ page: Page
    ) async throws -> Response {
        if desk.session.mustChangePassword, !DeskShell.openBeforePassword.contains(desk.path) {
            return desk.redirect(to: "/password")
        }
        let scope = travel.parameters.get("scope").flatMap(Desk.number).map { ScopeID($0) }
        let permitted = desk.acting(
            try access.admit(desk.session.actor, in: scope), in: scope ?? .installation)
        guard request.method == .post else { return try await page(request, permitted) }
        try SameSite.require(request, context.options)
        switch body {
        case .form:
            let form = try await Form(of: request)
            try DeskShell.check(form, desk)
            return try await page(request, permitted.receiving(form, []))
        case .files:
            let folder = try UploadFolder()
            defer { folder.remove() }
            let (form, uploads) = try await context.uploads.read(request, into: folder)
            try DeskShell.check(form, desk)
            return try await page(request, permitted.receiving(form, uploads))
        }
    }

    private static func check(_ form: Form, _ desk: Desk) throws {
        guard FormToken(seed: desk.session.csrfSeed).accepts(form[FormToken.field]) else {
            throw WebError.staleForm
        }
    }

    /// Shows the log-in page, and comes back from there to where one was. What was sent is not
    /// sent again: the browser's own way back still has what was typed.
    private func lost(_ request: Request, clearing: Bool) -> Response {
        let isReading = request.method == .get || request.method == .head
        let back = isReading ? LocalPath(request.uri.string) : context.referrer(of: request)
        let reason = clearing || !isReading ? "ended" : ""
        let query = URLText.query([("next", back?.description ?? ""), ("because", reason)])
        var headers: HTTPFields = [.location: "/login\(query)"]
        if clearing { headers[.setCookie] = context.sessionCookie.clearing }
        return Response(status: .seeOther, headers: headers)
    }

    /// What went wrong, with the navigation around it.
    private func refused(
        _ error: any Error, _ request: Request, _ travel: WebRequest, _ desk: Desk
    ) throws -> Response {
        let error = ErrorPages.meaning(of: error, request, travel)
        if error.leavesBody { travel.closeAfterAnswer() }
        var response = try desk.page(
            "desk/error", ErrorView(title: error.title, sentence: error.sentence),
            status: error.status)
        for field in error.headers { response.headers.append(field) }
        return response
    }
}

extension WebContext {
    /// The page of ours that a form was sent from, as far as the browser tells.
    func referrer(of request: Request) -> LocalPath? {
        guard let referrer = request.headers[.referer],
            let scheme = referrer.firstRange(of: "://")
        else { return nil }
        let rest = referrer[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        let origin = referrer[..<authority.endIndex]
        guard SameSite.isOurs(String(origin), host: request.head.authority, options) else {
            return nil
        }
        return LocalPath(rest[authority.endIndex...])
    }
}
