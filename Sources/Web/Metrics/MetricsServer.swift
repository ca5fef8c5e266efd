import Hummingbird
import Logging

/// Counts and times every request.
struct RequestMetrics: RouterMiddleware {
    typealias Context = WebRequest

    let metrics: Metrics

    func handle(
        _ request: Request, context: WebRequest,
        next: (Request, WebRequest) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        metrics.begin()
        do {
            let response = try await next(request, context)
            let key = Metrics.Key(
                method: RequestLog.known(request.method), route: context.endpointPath ?? "none")
            metrics.end(
                key, status: response.status.code,
                seconds: (ContinuousClock.now - start) / .seconds(1))
            return response
        } catch {
            metrics.abandon()
            throw error
        }
    }
}

/// `/metrics`, on an address of its own: what stands in front of the pages never leads here, so
/// that the figures need no log-in and are nobody's outside.
public struct MetricsServer: Sendable {
    public let application: Application<RouterResponder<BasicRequestContext>>

    /// Somebody who fetches every few seconds, and somebody who looks.
    private static let connections = 20

    /// - Parameter onReady: told the port once the server listens.
    public init(
        _ context: WebContext, host: String, port: Int,
        onReady: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        let router = Router(context: BasicRequestContext.self)
        let (metrics, installation) = (context.metrics, context.installation)
        router.get("/metrics") { _, _ in
            let isUp = await Health.soon { try await installation.ping() } != nil
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(
                    byteBuffer: ByteBuffer(string: metrics.text(databaseIsUp: isUp))))
        }
        application = Application(
            responder: router.buildResponder(),
            server: .http1(configuration: .init(idleTimeout: .seconds(WebLimits.idleSeconds))),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: .maximum(
                    MetricsServer.connections, logger: context.logger)),
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? port) },
            logger: context.logger)
    }
}
