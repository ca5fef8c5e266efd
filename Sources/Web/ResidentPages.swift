import Core
import Fees
import Hummingbird
import Registry

/// What a resident opens: the link on the paper bill, the form for the access code, the sheet.
struct ResidentPages {
    private let context: WebContext
    private let residents: ResidentReader
    private let cookie: ResidentCookie

    init(_ context: WebContext, _ residents: ResidentReader) {
        self.context = context
        self.residents = residents
        cookie = ResidentCookie(isSecure: context.options.isSecure)
    }

    func add(to site: inout Site) {
        site.get("/", for: .resident) { request, _ in
            // somebody who works here comes to their own first page
            if try await context.session(of: request) != nil { return redirect(to: "/desk") }
            return try form(EnterView(isKnown: cookie.token(in: request) != nil))
        }
        site.post("/", for: .resident) { request, travel in try await enter(request, travel) }
        site.get("/r/{token}", for: .resident) { request, travel in try await open(request, travel)
        }
        site.get("/me", for: .resident) { request, travel in try await sheet(request, travel) }
        site.post("/leave", for: .resident) { request, _ in
            try SameSite.require(request, context.options)
            return redirect(to: "/", setting: cookie.clearing)
        }
    }

    /// The link on the paper bill: becomes a cookie, so that the secret leaves the address bar.
    private func open(_ request: Request, _ travel: WebRequest) async throws -> Response {
        guard let token = travel.parameters.get("token").flatMap({ ResidentToken($0) }),
            try await residents.status(of: token) != nil
        else { throw residents.unknown(request, travel) }
        return redirect(to: "/me", setting: cookie.setting(token, remember: true))
    }

    private func sheet(_ request: Request, _ travel: WebRequest) async throws -> Response {
        guard cookie.isPresent(in: request) else { return redirect(to: "/") }
        guard let token = cookie.token(in: request),
            let status = try await residents.status(of: token)
        else { throw residents.unknown(request, travel) }
        let disputes = try await ReadResidentDisputes(
            database: context.installation.database
        ).perform(scope: token.scope, tenure: status.tenure)
        let year = request.uri.queryParameters["year"].flatMap { Int($0) }
        return try context.templates.page(
            "resident/me",
            ResidentView(status, disputes, on: context.clock.today, year: year))
    }

    /// Compound, room and access code from the paper bill.
    private func enter(_ request: Request, _ travel: WebRequest) async throws -> Response {
        try SameSite.require(request, context.options)
        let fields = try await Form(of: request)
        let room = HouseholdCode(spoken: fields["room"])
        let door = Throttle.Door(
            compound: String(fields["compound"].prefix(100)),
            room: room?.description ?? String(fields["room"].prefix(100)))
        let client = context.client(of: request, travel)
        if case .wait(let seconds) = context.throttle.admit(
            at: door, from: client, now: context.clock.now)
        {
            throw WebError.tooManyAttempts(seconds: seconds)
        }
        let token: ResidentToken?
        do {
            token = try await residents.find(
                compound: door.compound, room: room, code: fields["code"])
        } catch {
            // what could not be checked was not a wrong guess
            context.throttle.forgive(at: door, from: client)
            throw error
        }
        guard let token else {
            return try form(
                EnterView(
                    failure: "三项中有不相符的，请对照缴费通知单逐项核对。", compound: door.compound,
                    room: String(fields["room"].prefix(100)),
                    remember: fields["remember"] == "yes"),
                status: .unprocessableContent)
        }
        context.throttle.forgive(at: door, from: client)
        return redirect(
            to: "/me", setting: cookie.setting(token, remember: fields["remember"] == "yes"))
    }

    private func form(
        _ view: EnterView, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        try context.templates.page("resident/enter", view, status: status)
    }

    private func redirect(to path: String, setting cookie: String? = nil) -> Response {
        var headers: HTTPFields = [.location: path]
        if let cookie { headers[.setCookie] = cookie }
        return Response(status: .seeOther, headers: headers)
    }
}

/// The form for the access code, with what was typed before.
struct EnterView: Sendable {
    var isKnown = false
    var failure: String?
    var compound = ""
    var room = ""
    var remember = false
}
