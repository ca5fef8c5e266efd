import Foundation
import Postgres
import TestSupport
import Testing

@testable import Application
@testable import Web

/// Clients that send too much, too slowly or nonsense, and a database that goes away.
@Suite struct HostileTests {
    private static let form = ["Content-Type": "application/x-www-form-urlencoded"]

    @Test(arguments: [(WebLimits.body, 422), (WebLimits.body + 1, 413)])
    func aBodyHasItsLimit(length: Int, status: Int) async throws {
        try await withDatabase { database in
            try await withServer(database) { server in
                let body = Array(("room=" + String(repeating: "a", count: length - 5)).utf8)
                let answer = try await server.client.send(
                    "POST", "/", HostileTests.form, body: body)
                #expect(answer.status == status)
                ServerTests.expectHeaders(answer, "\(status)")
            }
        }
    }

    @Test func aBodyOfUnknownLengthHasItToo() async throws {
        try await withDatabase { database in
            try await withServer(database) { server in
                let chunk = "1000\r\n" + String(repeating: "a", count: 4_096) + "\r\n"
                let head =
                    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
                let text = head + String(repeating: chunk, count: 17)
                let answer = try await server.client.raw(Array(text.utf8), to: "POST")
                #expect(answer.status == 413)
                #expect(answer.text.contains("64 KB"))
            }
        }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 20_000))\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: 200) + "\r\n",
        "GARBAGE\r\n\r\n", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
    ])
    func nonsenseIsRefusedAndTheServerGoesOn(_ text: String) async throws {
        try await withDatabase { database in
            try await withServer(database) { server in
                let answer = try await server.client.raw(Array(text.utf8))
                #expect(answer.status == 400)
                #expect(try await server.client.get("/robots.txt").status == 200)
            }
        }
    }

    /// A form whose body never comes is given up, and its connection closed.
    @Test func aSlowBodyIsGivenUp() async throws {
        try await withDatabase { database in
            try await withServer(database) { server in
                let port = server.client.port
                let start = ContinuousClock.now
                let text = try await HTTPClient.onThread {
                    let socket = try HTTPClient.connect(to: port)
                    defer { HTTPClient.close(socket) }
                    let head =
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n"
                        + "Content-Type: application/x-www-form-urlencoded\r\n\r\nroom="
                    HTTPClient.write(Array(head.utf8), to: socket)
                    return HTTPClient.readAll(from: socket)
                }
                #expect(text.hasPrefix("HTTP/1.1 408 "))
                #expect(ContinuousClock.now - start < .seconds(25))
            }
        }
    }

    @Test func slowClientsDoNotStopOthers() async throws {
        try await withDatabase { database in
            try await withServer(database) { server in
                let port = server.client.port
                let sockets = try await HTTPClient.onThread {
                    try (0..<500).map { _ in
                        let socket = try HTTPClient.connect(to: port)
                        HTTPClient.write(Array("GET / HTTP/1.1\r\nHost: ".utf8), to: socket)
                        return socket
                    }
                }
                let start = ContinuousClock.now
                #expect(try await server.client.get("/healthz").status == 200)
                #expect(ContinuousClock.now - start < .seconds(20))
                sockets.forEach(HTTPClient.close)
            }
        }
    }

    /// Who asks and does not read is cut off before the answers fill our memory for good.
    @Test func whoDoesNotReadIsCutOff() async throws {
        try await withDatabase { database in
            try await withServer(database, slowReaderSeconds: 1) { server in
                let port = server.client.port
                let isCutOff = try await HTTPClient.onThread {
                    let socket = try HTTPClient.connect(to: port)
                    defer { HTTPClient.close(socket) }
                    let request = Array("GET /style.css HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
                    return HTTPClient.endures(socket, repeating: request, seconds: 20) == false
                }
                #expect(isCutOff)
                #expect(try await server.client.get("/robots.txt").status == 200)
            }
        }
    }

    /// The database goes away in the middle: a sentence, no crash, and it recovers by itself.
    @Test func withoutADatabaseASentenceAndThenRecovery() async throws {
        try await withTown { town, server in
            let cookie = ["Cookie": "linli=\(town.first.token.text)"]
            let name = try #require(town.database.settings.keywords["dbname"])
            #expect(try await server.client.get("/me", cookie).status == 200)
            try await HostileTests.setAllowed(false, name)
            let start = ContinuousClock.now
            let health = try await server.client.get("/healthz")
            #expect(health.status == 503 && health["retry-after"] == "5")
            #expect(ContinuousClock.now - start < .seconds(20))
            let sheet = try await server.client.get("/me", cookie)
            #expect(sheet.status == 503)
            #expect(sheet["retry-after"] == "5")
            #expect(sheet.text.contains("数据库暂时没有响应"))
            ServerTests.expectHeaders(sheet, "503")
            let api = try await server.client.get(
                "/api/v1/fees", FeesAPITests.bearer(town.first.token.text))
            #expect(api.status == 503)
            #expect(api.text.contains(#""code":"databaseAway""#))
            let code = try await server.client.post("/", CodeTests.fields(town))
            #expect(code.status == 503)
            #expect(try await server.client.get("/").status == 200)
            try await HostileTests.setAllowed(true, name)
            var status = 0
            for _ in 0..<100 where status != 200 {
                status = try await server.client.get("/me", cookie).status
                if status != 200 { try await Task.sleep(for: .milliseconds(200)) }
            }
            #expect(status == 200)
            #expect(try await server.client.get("/healthz").status == 200)
        }
    }

    /// Ends every connection to a database and forbids new ones, or allows them again.
    private static func setAllowed(_ isAllowed: Bool, _ name: String) async throws {
        let administrator = Database(
            connection: try TestDatabase.settings(database: "postgres"),
            logger: LogCapture().logger)
        try await administrator.withConnection { connection in
            try await connection.execute(
                "alter database \(unescaped: name) allow_connections \(unescaped: "\(isAllowed)")")
            guard !isAllowed else { return }
            try await connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = \(name)")
        }
        await administrator.close()
    }

    @Test(arguments: [
        (PostgresError(kind: .connectionLost, message: ""), true),
        (PostgresError(kind: .connectFailed, message: ""), true),
        (PostgresError(kind: .queueFull, message: ""), true),
        (PostgresError(kind: .timedOut, message: ""), true),
        (PostgresError(kind: .server, sqlState: "57P01", message: ""), true),
        (PostgresError(kind: .server, sqlState: "53300", message: ""), true),
        (PostgresError(kind: .server, sqlState: "42601", message: ""), false),
        (PostgresError(kind: .decoding, message: ""), false),
    ])
    func whichErrorsMeanThatTheDatabaseIsAway(_ error: PostgresError, isAway: Bool) {
        #expect(Installation.isUnavailable(error) == isAway)
    }
}
