import Access
import Hummingbird

/// The table of all routes, each with who may use it. Each room's pages add their own; a test
/// walks it and compares it with Tests/WebTests/access.csv.
struct Site {
    struct Route: Hashable, Sendable {
        let method: HTTPRequest.Method
        let path: String
        let access: RouteAccess
    }

    typealias Answer = @Sendable (Request, WebRequest) async throws -> Response

    /// Who else may use a route than those who work here.
    enum Audience: Sendable {
        case anybody
        /// Whoever holds a household's link or its access code.
        case resident
    }

    /// Methods that are understood; a path that lacks one of them answers 405 to it.
    static let methods: [HTTPRequest.Method] = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect, .query,
    ]

    private let router = Router(context: WebRequest.self, options: .autoGenerateHeadEndpoints)
    private let shell: DeskShell
    private let programs: APIShell
    private(set) var routes: [Route] = []

    /// Middleware runs around every route, and around the answer to an unknown one, in this order.
    init(
        _ context: WebContext,
        around middleware: [any MiddlewareProtocol<Request, Response, WebRequest>]
    ) {
        shell = DeskShell(context: context)
        programs = APIShell(context: context)
        for layer in middleware { router.add(middleware: layer) }
    }

    /// A route that is not for people at work.
    mutating func get(_ path: String, for audience: Audience, _ answer: @escaping Answer) {
        add(.get, path, for: audience, answer)
    }

    mutating func post(_ path: String, for audience: Audience, _ answer: @escaping Answer) {
        add(.post, path, for: audience, answer)
    }

    mutating func add(
        _ method: HTTPRequest.Method, _ path: String, for audience: Audience,
        _ answer: @escaping Answer
    ) {
        add(method, path, audience.access, answer)
    }

    /// A page for whoever holds a permission. It runs after the shell has found out who is there,
    /// that they hold it, and, of a POST, that the form came from a page of ours.
    mutating func page(
        _ method: HTTPRequest.Method, _ path: String, needs permission: Permission,
        in place: RouteAccess.Place, body: DeskShell.Body = .form,
        _ page: @escaping DeskShell.Page
    ) {
        desk(method, path, .needs(permission, in: place), body, page)
    }

    /// A page for everybody who works here.
    mutating func signedIn(
        _ method: HTTPRequest.Method, _ path: String, _ page: @escaping DeskShell.Page
    ) {
        desk(method, path, .signedIn, .form, page)
    }

    /// An operation for programs, by the token of somebody who holds its permission.
    mutating func api(_ route: APIRoute) {
        let programs = programs
        add(route.method, route.path, route.access) { request, travel in
            try await programs.answer(request, travel, for: route)
        }
    }

    private mutating func desk(
        _ method: HTTPRequest.Method, _ path: String, _ access: RouteAccess,
        _ body: DeskShell.Body, _ page: @escaping DeskShell.Page
    ) {
        let shell = shell
        add(method, path, access, seconds: body.seconds(of: method)) { request, travel in
            try await shell.answer(request, travel, for: access, body: body, page)
        }
    }

    private mutating func add(
        _ method: HTTPRequest.Method, _ path: String, _ access: RouteAccess,
        seconds: Int64 = WebLimits.pageSeconds, _ answer: @escaping Answer
    ) {
        routes.append(Route(method: method, path: path, access: access))
        router.on(RouterPath(path), method: method) { request, travel in
            try await Deadline.run(seconds: seconds, orElse: WebError.tooSlow) {
                try await answer(request, travel)
            }
        }
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

extension Site.Audience {
    fileprivate var access: RouteAccess {
        switch self {
        case .anybody: .open
        case .resident: .resident
        }
    }
}
