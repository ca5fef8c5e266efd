import Hummingbird
import Logging

/// The server of all pages and of the API, as a service: it stops gracefully, finishing what is
/// under way.
public struct WebServer: Sendable {
    /// What runs, as a service of a group or by itself.
    public let application: Application<RouterResponder<WebRequest>>

    /// - Parameter onReady: told the port once the server listens.
    public init(
        _ context: WebContext, onReady: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.init(context, site: WebServer.site(context), onReady: onReady)
    }

    init(_ context: WebContext, site: Site, onReady: @escaping @Sendable (Int) async -> Void) {
        let port = context.options.port
        let patience = context.slowReaderSeconds
        var application = Application(
            responder: site.responder(),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [SlowReaderGuard(seconds: patience)],
                    idleTimeout: .seconds(WebLimits.idleSeconds),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: WebLimits.headerField,
                        maxHeaderListSize: WebLimits.headerList,
                        maxHeaderFieldCount: WebLimits.headerCount))),
            configuration: ApplicationConfiguration(
                address: .hostname(context.options.host, port: port),
                backlog: WebLimits.backlog,
                availableConnectionsDelegate: .maximum(
                    WebLimits.connections, logger: context.logger)),
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? port) },
            logger: context.logger)
        application.addServices(context.billing)
        self.application = application
    }

    public func run() async throws {
        try await application.run()
    }

    static func site(_ context: WebContext) -> Site {
        var site = Site(
            context,
            around: [
                RequestIDs(trustsProxy: context.options.trustsProxy),
                RequestLog(),
                RequestMetrics(metrics: context.metrics),
                SecurityHeaders(isSecure: context.options.isSecure),
                ErrorPages(templates: context.templates),
            ])
        Assets.add(to: &site)
        Health(context: context).add(to: &site)
        let residents = ResidentReader(context)
        ResidentPages(context, residents).add(to: &site)
        ResidentAPI(residents: residents).add(to: &site)
        SignInPages(context).add(to: &site)
        SignOutPages().add(to: &site)
        PasswordPages().add(to: &site)
        OwnAccountPages().add(to: &site)
        HomePage().add(to: &site)
        CompoundPages().add(to: &site)
        HouseholdPages().add(to: &site)
        TransferPages().add(to: &site)
        OwnerPages().add(to: &site)
        LinkPages().add(to: &site)
        StallPages().add(to: &site)
        PaymentPages().add(to: &site)
        ReceiptPages().add(to: &site)
        CorrectionPages().add(to: &site)
        ImportPages().add(to: &site)
        ResolutionPages().add(to: &site)
        FeesPages(context: context, residents: residents).add(to: &site)
        BillPrintPages(context).add(to: &site)
        ApprovalPages().add(to: &site)
        AppointmentPages().add(to: &site)
        ContractPages().add(to: &site)
        AccountPages().add(to: &site)
        OrganisationPages().add(to: &site)
        AuditPages().add(to: &site)
        TokenPages().add(to: &site)
        API.add(to: &site)
        return site
    }
}
