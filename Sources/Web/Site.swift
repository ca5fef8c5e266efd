import Hummingbird

/// The table of all routes. Each room's pages add their own; a test walks it.
struct Site {
    struct Route: Hashable, Sendable {
        let method: HTTPRequest.Method
        let path: String
    }

    /// Methods that are understood; a path that lacks one of them answers 405 to it.
    static let methods: [HTTPRequest.Method] = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect,
    ]

    private let router = Router(context: WebRequest.self, options: .autoGenerateHeadEndpoints)
    private(set) var routes: [Route] = []

    /// Middleware runs around every route, and around the answer to an unknown one, in this order.
    init(around middleware: [any MiddlewareProtocol<Request, Response, WebRequest>]) {
        for layer in middleware { router.add(middleware: layer) }
    }

    mutating func get(
        _ path: String,
        _ answer: @escaping @Sendable (Request, WebRequest) async throws -> Response
    ) {
        add(.get, path, answer)
    }

    mutating func post(
        _ path: String,
        _ answer: @escaping @Sendable (Request, WebRequest) async throws -> Response
    ) {
        add(.post, path, answer)
    }

    private mutating func add(
        _ method: HTTPRequest.Method, _ path: String,
        _ answer: @escaping @Sendable (Request, WebRequest) async throws -> Response
    ) {
        routes.append(Route(method: method, path: path))
        router.on(RouterPath(path), method: method, use: answer)
    }

    /// Closes the table: every known path refuses the methods that it lacks, naming those it has.
    func responder() -> RouterResponder<WebRequest> {
        for (path, known) in Dictionary(grouping: routes, by: \.path) {
            var allowed = known.map(\.method)
            if allowed.contains(.get) { allowed.append(.head) }
            let refusal = WebError.methodNotAllowed(
                allowed: Site.methods.filter(allowed.contains).map(\.rawValue))
            for method in Site.methods where !allowed.contains(method) {
                router.on(RouterPath(path), method: method) { _, _ -> Response in throw refusal }
            }
        }
        return router.buildResponder()
    }
}
