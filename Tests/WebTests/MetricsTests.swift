import Core
import TestSupport
import Testing

@testable import Web

@Suite struct MetricsTests {
    @Test func requestsAreCountedByRoute() async throws {
        try await withDatabase { database in
            try await withServer(database) { server in
                for path in ["/", "/", "/r/secret.token", "/nowhere/secret"] {
                    _ = try await server.client.get(path)
                }
                let text = server.context.metrics.text(databaseIsUp: true)
                for line in [
                    "linli_database_up 1", "linli_http_requests_in_flight 0",
                    "linli_http_requests_total{method=\"GET\",route=\"/\",status=\"200\"} 2",
                    "linli_http_requests_total{method=\"GET\",route=\"/r/{token}\",status=\"404\"} 1",
                    "linli_http_request_seconds_count{method=\"GET\",route=\"/\"} 2",
                ] {
                    #expect(text.contains("\(line)\n"), "\(line)")
                }
                #expect(!text.contains("secret"))
                // not among the pages
                #expect(try await server.client.get("/metrics").status == 404)
            }
        }
    }

    @Test func timesFallIntoTheirBuckets() {
        let metrics = Metrics()
        let key = Metrics.Key(method: "GET", route: "/a")
        for seconds in [0.001, 0.0011, 30, 30.1] {
            metrics.begin()
            metrics.end(key, status: 200, seconds: seconds)
        }
        let text = metrics.text(databaseIsUp: false)
        for (bound, count) in [("0.001", 1), ("0.0025", 2), ("10.0", 2), ("30.0", 3), ("+Inf", 4)] {
            #expect(
                text.contains(
                    "_bucket{method=\"GET\",route=\"/a\",le=\"\(bound)\"} \(count)\n"),
                "\(bound)")
        }
        #expect(text.contains("linli_database_up 0\n"))
    }

    @Test func theFiguresHaveAnAddressOfTheirOwn() async throws {
        try await withDatabase { database in
            try await withServer(database) { server in
                let (ports, announce) = AsyncStream.makeStream(of: Int.self)
                let figures = MetricsServer(server.context, host: "127.0.0.1", port: 0) {
                    announce.yield($0)
                }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await figures.application.run() }
                    group.addTask {
                        guard let port = await ports.first(where: { _ in true }) else { return }
                        let answer = try await HTTPClient(port: port).get("/metrics")
                        #expect(answer.status == 200)
                        #expect(
                            answer["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
                        #expect(answer.text.contains("linli_database_up 1\n"))
                        #expect(try await HTTPClient(port: port).get("/").status == 404)
                    }
                    try await group.next()
                    group.cancelAll()
                }
            }
        }
    }
}
