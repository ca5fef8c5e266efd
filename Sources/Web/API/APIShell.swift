import Access
import Core
import Hummingbird
import Secrets

/// Around every operation of the JSON interface: whose token, may they, is what they sent as
/// declared, was it sent before. The operation runs after all of it, and only then.
struct APIShell: Sendable {
    let context: WebContext

    func answer(
        _ request: Request, _ travel: WebRequest, for route: APIRoute
    ) async throws -> Response {
        let now = context.clock.now
        let holder = try await holder(request, travel, at: now)
        do {
            return try await answer(request, travel, for: route, holder, at: now)
        } catch let error as CancellationError {
            throw error
        } catch {
            throw await context.refusals.note(
                error, by: holder.actor, at: now, attempt: travel.route(of: request), in: context)
        }
    }

    private func answer(
        _ request: Request, _ travel: WebRequest, for route: APIRoute, _ holder: TokenHolder,
        at now: Timestamp
    ) async throws -> Response {
        let parameters = try APIShell.parameters(of: route, travel)
        let scope = try parameters["scope"].map { text throws(WebError) in
            guard let number = Desk.number(text) else { throw WebError.notFound }
            return ScopeID(number)
        }
        let actor = try route.access.admit(holder.actor, in: scope)
        let query = try APIShell.query(of: route, request)
        let call = { (key: String, body: APIValues) in
            APICall(
                context: context, actor: actor, scope: scope ?? .installation, now: now, key: key,
                query: query, body: body, parameters: parameters)
        }
        guard route.method == .post else {
            return APIShell.answer(200, try await route.work(call("", .none)).text)
        }
        let key = try APIShell.key(of: request)
        let body = try await APIShell.body(of: route, request)
        let asked = AnswerOnce.Request(
            scope: scope ?? .installation, account: holder.account, key: key,
            digest: Digest.sha256("\(request.method) \(request.uri.path)\n\(body.json.text)"))
        let (answer, isRepeated) = try await AnswerOnce(database: context.installation.database)
            .perform(asked, at: now) {
                try await APIShell.done(request, travel) {
                    try await route.work(call(key, body))
                }
            }
        var response = APIShell.answer(answer.status, answer.body)
        if isRepeated { response.headers[.idempotentReplayed] = "true" }
        return response
    }

    /// What is kept under the key: what was done, or why it was refused. Anything else may pass,
    /// and is not kept.
    private static func done(
        _ request: Request, _ travel: WebRequest, _ work: () async throws -> JSON
    ) async throws -> AnswerOnce.Answer {
        do {
            return AnswerOnce.Answer(status: 200, body: try await work().text)
        } catch {
            let meaning = ErrorPages.meaning(of: error, request, travel)
            guard case .refused = meaning else { throw error }
            return AnswerOnce.Answer(
                status: meaning.status.code, body: ErrorPages.document(of: meaning).text)
        }
    }

    private static func answer(_ status: Int, _ body: String) -> Response {
        let type = status < 400 ? "application/json" : "application/problem+json"
        return Response(
            status: .init(code: status), headers: [.contentType: type],
            body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
    }

    // MARK: Who asks

    private func holder(
        _ request: Request, _ travel: WebRequest, at now: Timestamp
    ) async throws -> TokenHolder {
        guard let authorization = request.headers[.authorization] else {
            throw WebError.unauthorised
        }
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer",
            let holder = try await context.tokens.holder(
                of: String(parts[1]), at: now, today: now.dayInShanghai)
        else {
            let client = context.client(of: request, travel)
            switch context.throttle.wrongToken(from: client, now: now) {
            case .granted: throw WebError.unauthorised
            case .wait(let seconds): throw WebError.tooManyAttempts(seconds: seconds)
            }
        }
        return holder
    }

    // MARK: What was sent

    /// The parts of the path, decoded.
    private static func parameters(
        of route: APIRoute, _ travel: WebRequest
    ) throws(WebError) -> [String: String] {
        var values: [String: String] = [:]
        for name in route.parameters {
            guard let text = travel.parameters.get(name),
                let decoded = Form.decode(text.utf8, plusIsBlank: false)
            else { throw .notFound }
            values[name] = decoded
        }
        return values
    }

    /// Parameters that the route does not know are refused: a filter misspelt would show all.
    private static func query(of route: APIRoute, _ request: Request) throws -> APIValues {
        guard let text = request.uri.query, !text.isEmpty else { return .none }
        guard let form = Form(encoded: text.utf8) else { throw WebError.malformedBody }
        var members: [(key: String, value: JSON)] = []
        for name in form.names.sorted() {
            let values = form.all(name)
            guard let member = route.query.first(where: { $0.name == name }), values.count == 1
            else { throw Schema.Fault(pointer: "/\(name.prefix(40))", wanted: "没有这一项，或写了两次") }
            let value = member.schema.value(ofText: form.verbatim(name))
            members.append((name, value))
        }
        try Schema.object(route.query).check(.object(members))
        return APIValues(json: .object(members))
    }

    /// Visible ASCII, so that it is one thing in every log and every language.
    static let keyPattern = "^[!-~]{1,100}$"

    private static func key(of request: Request) throws(Schema.Fault) -> String {
        guard let key = request.headers[.idempotencyKey],
            (1...100).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw Schema.Fault(
                pointer: "/Idempotency-Key",
                wanted: "请求标头中须有 Idempotency-Key：1 至 100 个可见的 ASCII 字符，每次新的办理换一个")
        }
        return key
    }

    private static func body(of route: APIRoute, _ request: Request) async throws -> APIValues {
        let bytes = try await Form.collect(request)
        let schema = Schema.object(route.body)
        if bytes.readableBytes == 0, !route.body.contains(where: \.isRequired) { return .none }
        let type = request.headers[.contentType]?.prefix { $0 != ";" && $0 != " " }.lowercased()
        guard type == "application/json" else { throw WebError.notJSON }
        let json = try JSON(parsing: Array(bytes.readableBytesView))
        try schema.check(json)
        return APIValues(json: json)
    }
}

extension Schema {
    /// What stands in an address, as the value that is meant; a text where it is no other.
    fileprivate func value(ofText text: String) -> JSON {
        switch self {
        case .integer:
            Int64(text).flatMap { String($0) == text ? .integer($0) : nil } ?? .string(text)
        case .flag: text == "true" ? true : text == "false" ? false : .string(text)
        case .named(_, let schema), .nullable(let schema): schema.value(ofText: text)
        default: .string(text)
        }
    }
}
