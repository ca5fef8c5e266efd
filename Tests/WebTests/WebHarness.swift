import Core
import Foundation
import Logging
import Postgres
import Synchronization
import TestSupport

@testable import Application
@testable import Web

/// A clock that stands until it is moved.
final class HandClock: Sendable {
    private let time: Mutex<Timestamp>

    /// - Parameter today: nine o'clock in the morning of this day.
    init(_ today: CivilDate) {
        time = Mutex(
            Timestamp(microseconds: (Int64(today.daysSinceEpoch) * 86_400 + 3_600) * 1_000_000))
    }

    func advance(seconds: Int64) {
        time.withLock { $0 = Timestamp(microseconds: $0.microseconds + seconds * 1_000_000) }
    }

    var clock: WebClock { WebClock { self.time.withLock { $0 } } }
}

/// Everything that was logged, at every level.
final class LogCapture: Sendable {
    private let lines = Mutex<[String]>([])

    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    var logger: Logger {
        var logger = Logger(label: "web tests") { _ in Handler(capture: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let capture: LogCapture
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            capture.lines.withLock { $0.append("\(event.level) \(event.message) \(all)") }
        }
    }
}

/// A server under test.
struct TestServer: Sendable {
    let context: WebContext
    let client: HTTPClient
    let clock: HandClock
    let log: LogCapture
}

/// What a server is made with, in a test.
struct MadeContext: Sendable {
    let context: WebContext
    let clock: HandClock
    let log: LogCapture
}

func withContext(
    _ database: Database, publicURL: String? = nil, trustsProxy: Bool = false,
    today: CivilDate = Samples.day("2021-12-08"), slowReaderSeconds: Int64? = nil,
    sessions: (any SessionSource)? = nil,
    _ body: (MadeContext) async throws -> Void
) async throws {
    let folder = "/tmp/linli-web-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let clock = HandClock(today)
    let log = LogCapture()
    var context = try WebContext(
        installation: Installation(database: database, keys: try Keys(dataFolder: folder)),
        options: WebOptions(
            host: "127.0.0.1", port: 0, publicURL: try publicURL.map { try PublicURL(entry: $0) },
            trustsProxy: trustsProxy, importFolder: "\(folder)/imports"),
        clock: clock.clock, logger: log.logger)
    if let slowReaderSeconds { context.slowReaderSeconds = slowReaderSeconds }
    if let sessions { context.sessions = sessions }
    // People of a test have sessions and tokens alike.
    if let tokens = sessions as? any TokenSource { context.tokens = tokens }
    try await body(MadeContext(context: context, clock: clock, log: log))
}

/// Runs the server on a free port of the loopback for the time of the body.
///
/// - Parameter pages: routes of the test's own, beside the real ones.
func withServer(
    _ database: Database, publicURL: String? = nil, trustsProxy: Bool = false,
    today: CivilDate = Samples.day("2021-12-08"), slowReaderSeconds: Int64? = nil,
    sessions: (any SessionSource)? = nil,
    pages: @escaping @Sendable (inout Site) -> Void = { _ in },
    _ body: @escaping @Sendable (TestServer) async throws -> Void
) async throws {
    try await withContext(
        database, publicURL: publicURL, trustsProxy: trustsProxy, today: today,
        slowReaderSeconds: slowReaderSeconds, sessions: sessions
    ) { made in
        var site = WebServer.site(made.context)
        pages(&site)
        try await withServer(made, site: site, body)
    }
}

func withServer(
    _ made: MadeContext, site: Site,
    _ body: @escaping @Sendable (TestServer) async throws -> Void
) async throws {
    let (ports, announce) = AsyncStream.makeStream(of: Int.self)
    let server = WebServer(made.context, site: site) { port in announce.yield(port) }
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await server.run() }
        group.addTask {
            guard let port = await ports.first(where: { _ in true }) else { return }
            try await body(
                TestServer(
                    context: made.context, client: HTTPClient(port: port), clock: made.clock,
                    log: made.log))
        }
        // The server ends only when it fails or is cancelled, so what ends first is the body.
        try await group.next()
        group.cancelAll()
    }
}
