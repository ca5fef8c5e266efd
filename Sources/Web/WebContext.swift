import Application
import Core
import Fees
import Hummingbird
import Logging
import Registry

/// What every page and every answer is made with: the operations, the keys, the clock, the options.
public struct WebContext: Sendable {
    let installation: Installation
    let options: WebOptions
    let clock: WebClock
    let logger: Logger
    let templates: Templates
    let throttle = Throttle()
    let refusals = RefusalWatch()
    let uploads = Uploads()
    let metrics = Metrics()
    /// Uploaded files between preview and import.
    let shelf: ImportShelf
    let billing: BillingDesk
    var sessions: any SessionSource
    var tokens: any TokenSource
    /// How long a client may leave answers unread.
    var slowReaderSeconds = WebLimits.idleSeconds

    /// - Throws: `Templates.Broken` where a template that was embedded cannot be read.
    public init(
        installation: Installation, options: WebOptions, clock: WebClock = .live, logger: Logger
    ) throws {
        self.installation = installation
        self.options = options
        self.clock = clock
        self.logger = logger
        templates = try Templates()
        shelf = ImportShelf(folder: options.importFolder)
        billing = BillingDesk(database: installation.database, logger: logger)
        sessions = AccountSessions(installation)
        tokens = AccountTokens(database: installation.database)
    }

    var sessionCookie: SessionCookie { SessionCookie(isSecure: options.isSecure) }
    /// Whom a request's cookie belongs to; nil where there is none, or its session has ended.
    func session(of request: Request) async throws -> DeskSession? {
        guard let token = sessionCookie.token(in: request) else { return nil }
        return try await sessions.session(token: token, at: clock.now, today: clock.today)
    }

    var links: LinkSigner { installation.keys.residentLinks }

    /// Where a request comes from, as far as throttling cares.
    func client(of request: Request, _ context: WebRequest) -> ClientAddress {
        ClientAddress(
            peer: context.peer, forwarded: request.headers[.forwardedFor],
            trustsProxy: options.trustsProxy)
    }
}
