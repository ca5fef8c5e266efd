import Hummingbird
import Logging

/// One line a request: method, route, status, time. Never the address that was asked for, a query,
/// a header or a body, since those hold links, codes and names: a route stands in the log as
/// `/r/{token}`.
struct RequestLog: RouterMiddleware {
    typealias Context = WebRequest

    func handle(
        _ request: Request, context: WebRequest,
        next: (Request, WebRequest) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let level = RequestLog.level(of: response.status.code)
        // Most requests are well and not logged: what follows would cost them more than they do.
        guard level >= context.logger.logLevel else { return response }
        let duration = ContinuousClock.now - start
        context.logger.log(
            level: level, "request",
            metadata: [
                "method": .string(RequestLog.known(request.method)),
                "route": .string(context.endpointPath ?? "none"),
                "status": .stringConvertible(response.status.code),
                "milliseconds": .stringConvertible(duration / .milliseconds(1)),
            ])
        return response
    }

    private static func level(of status: Int) -> Logger.Level {
        switch status {
        case ..<400: .debug
        case ..<500: .info
        case 503: .warning
        default: .error
        }
    }

    /// A method is free text: one that we do not know is not repeated.
    static func known(_ method: HTTPRequest.Method) -> String {
        Site.methods.contains(method) ? method.rawValue : "other"
    }
}
