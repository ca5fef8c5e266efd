import Core
import Logging
import Synchronization
import Testing

@testable import linli

@Suite struct ServeLogTests {
    @Test(arguments: [
        ([:], nil as ServeLog.Failure?), (["LINLI_LOG": "json"], nil),
        (["LINLI_LOG": "text", "LINLI_LOG_LEVEL": "debug"], nil),
        (["LINLI_LOG": "xml"], .formatUnknown("xml")),
        (["LINLI_LOG_LEVEL": "loud"], .levelUnknown("loud")),
    ])
    func whatTheEnvironmentSays(_ set: [String: String], _ failure: ServeLog.Failure?) throws {
        guard let failure else {
            let log = try ServeLog { set[$0] }
            #expect(log.isJSON == (set["LINLI_LOG"] == "json"))
            #expect(log.level == (set["LINLI_LOG_LEVEL"] == nil ? .notice : .debug))
            return
        }
        #expect(throws: failure) { try ServeLog { set[$0] } }
    }

    @Test func aLineIsOneObject() throws {
        let lines = Kept()
        var handler = JSONLog(label: "linli")
        handler.write = { lines.add($0) }
        var logger = Logger(label: "linli") { [handler] _ in handler }
        logger.logLevel = .info
        logger[metadataKey: "hb.request.id"] = "abc"
        logger.info("request", metadata: ["route": "/r/{token}", "status": "404"])
        logger.debug("not said")
        let line = try #require(lines.all.first)
        #expect(lines.all.count == 1)
        #expect(line.hasPrefix(#"{"at":"2"#) && !line.contains("\n"))
        #expect(
            line.hasSuffix(
                #""level":"info","message":"request","requestId":"abc","route":"/r/{token}","#
                    + #""status":"404"}"#))
    }

    private final class Kept: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func add(_ line: String) { lines.withLock { $0.append(line) } }
    }
}
