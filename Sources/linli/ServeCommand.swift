import Access
import Application
import ArgumentParser
import Core
import Glibc
import Logging
import Postgres
import ServiceLifecycle
import Web

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "启动网页和接口服务",
        discussion: """
            对外提供服务时请在前面放一个终止 TLS 的反向代理（见 deploy/Caddyfile），并设
            LINLI_PUBLIC_URL=https://网址 和 LINLI_TRUST_PROXY=1。设 LINLI_METRICS=127.0.0.1:9090
            时另在那里提供 Prometheus 格式的 /metrics，请勿对外开放。
            """)

    @Option(help: "监听地址（默认 LINLI_LISTEN 或 127.0.0.1:8080）") var listen: String?
    @OptionGroup var options: GlobalOptions

    /// How long requests under way may take to end once the server is told to stop; then they are
    /// given up and taken back. Less than systemd waits (deploy/linli.service).
    private static let farewell = Duration.seconds(60)

    func run() async throws {
        try await Ending.catching(json: options.json) {
            let settings = try options.settings(listen: listen)
            let web = try webOptions(settings)
            let logger = try ServeLog().logger()
            OpenFiles.raise(logger: logger)
            do {
                try await House.with(settings, options: .init(), logger: logger) { house in
                    try await serve(
                        house, web: web, metrics: settings.metrics, logger: logger)
                }
            } catch is CancellationError {
                // stopped by a signal, which is how a server ends
            } catch {
                throw ServeRefusal(error, host: web.host, port: web.port) ?? error
            }
        }
    }

    private func webOptions(_ settings: Settings) throws -> WebOptions {
        WebOptions(
            host: settings.listen.host, port: settings.listen.port,
            publicURL: try Settings.environment("LINLI_PUBLIC_URL").map {
                try PublicURL(entry: $0)
            },
            trustsProxy: Settings.environment("LINLI_TRUST_PROXY") == "1",
            importFolder: "\(settings.dataFolder)/imports",
            linkBase: Settings.environment("LINLI_BASE_URL"))
    }

    private func serve(
        _ house: House, web: WebOptions, metrics: (host: String, port: Int)?, logger: Logger
    ) async throws {
        let context = try WebContext(
            installation: house.installation, options: web, logger: logger)
        let server = WebServer(context) { port in
            let shown = web.host.contains(":") ? "[\(web.host)]" : web.host
            Output.print("邻里已启动：http://\(shown):\(port)/  （Ctrl-C 停止）")
        }
        let sealer = Sealer(database: house.database, logger: logger)
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = [
            .init(
                service: server.application,
                successTerminationBehavior: .gracefullyShutdownGroup),
            .init(service: sealer, successTerminationBehavior: .ignore),
        ]
        if let metrics {
            let figures = Figures(
                server: MetricsServer(context, host: metrics.host, port: metrics.port),
                host: metrics.host, port: metrics.port)
            services.append(
                .init(service: figures, successTerminationBehavior: .gracefullyShutdownGroup))
        }
        if let cluster = house.cluster {
            let reviver = Reviver(
                installation: house.installation, cluster: cluster, logger: logger)
            services.append(.init(service: reviver, successTerminationBehavior: .ignore))
        }
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = ServeCommand.farewell
        try await ServiceGroup(configuration: configuration).run()
    }
}

enum ServeRefusal: Refusal, Equatable {
    case portTaken(host: String, port: Int)
    case cannotListen(host: String, port: Int)

    /// Nil where the error is about something else than listening there.
    init?(_ error: any Error, host: String, port: Int) {
        switch ListenFailure.number(of: error) {
        case EADDRINUSE: self = .portTaken(host: host, port: port)
        case EADDRNOTAVAIL, EACCES: self = .cannotListen(host: host, port: port)
        default: return nil
        }
    }

    var code: String {
        switch self {
        case .portTaken: "portTaken"
        case .cannotListen: "cannotListen"
        }
    }

    var sentence: String {
        switch self {
        case .portTaken(let host, let port):
            "\(host):\(port) 已被别的程序占用：请先停掉它，或用 --listen 换一个端口。"
        case .cannotListen(let host, let port):
            "无法监听 \(host):\(port)：本机没有这个地址，或没有权限使用这个端口。"
        }
    }
}
