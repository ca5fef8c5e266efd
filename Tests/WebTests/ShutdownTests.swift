import Glibc
import Hummingbird
import ServiceLifecycle
import TestSupport
import Testing

@testable import Web

/// Told to stop, the server finishes what is under way, takes nothing new, and ends.
@Suite struct ShutdownTests {
    @Test func whatIsUnderWayIsFinished() async throws {
        try await withDatabase { database in
            let (entries, enter) = AsyncStream.makeStream(of: Void.self)
            try await withContext(database) { made in
                var site = WebServer.site(made.context)
                site.get("/t/slow", for: .anybody) { _, _ in
                    enter.yield()
                    try await Task.sleep(for: .seconds(1))
                    return Response(
                        status: .ok, body: .init(byteBuffer: ByteBuffer(string: "done")))
                }
                let (ports, announce) = AsyncStream.makeStream(of: Int.self)
                let server = WebServer(made.context, site: site) { announce.yield($0) }
                let group = ServiceGroup(
                    configuration: ServiceGroupConfiguration(
                        services: [server.application], logger: made.context.logger))
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask { try await group.run() }
                    let port = try #require(await ports.first { _ in true })
                    let idle = try await HTTPClient.onThread { try ShutdownTests.keptOpen(port) }
                    tasks.addTask {
                        let slow = try await HTTPClient(port: port).get("/t/slow")
                        #expect(slow.status == 200 && slow.text == "done")
                    }
                    _ = await entries.first { _ in true }
                    await group.triggerGracefulShutdown()
                    // an idle connection is closed, which is what the read waits for
                    let rest = try await HTTPClient.onThread { HTTPClient.readAll(from: idle) }
                    #expect(rest.isEmpty)
                    HTTPClient.close(idle)
                    try await tasks.waitForAll()
                    await #expect(throws: HTTPFailure.self) {
                        try await HTTPClient(port: port).get("/robots.txt")
                    }
                }
            }
        }
    }

    /// A connection that has had one answer and waits.
    private static func keptOpen(_ port: Int) throws -> Int32 {
        let socket = try HTTPClient.connect(to: port)
        HTTPClient.write(Array("GET /robots.txt HTTP/1.1\r\nHost: a\r\n\r\n".utf8), to: socket)
        let answer = try HTTPClient.readAnswer(from: socket, to: "GET")
        #expect(answer.status == 200)
        return socket
    }
}
