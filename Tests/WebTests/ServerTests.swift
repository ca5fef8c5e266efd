import Foundation
import Postgres
import TestSupport
import Testing

@testable import Web

/// What holds for every answer, whatever the page.
@Suite struct ServerTests {
    static let expected: [(String, String)] = [
        ("content-security-policy", SecurityHeaders.contentSecurityPolicy),
        ("referrer-policy", "no-referrer"), ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"), ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
    ]

    static func expectHeaders(
        _ answer: Answer, _ comment: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for (name, value) in expected {
            #expect(
                answer[name] == value, "\(comment): \(name)", sourceLocation: sourceLocation)
        }
        #expect(answer["permissions-policy"] != nil, sourceLocation: sourceLocation)
        #expect(answer["cache-control"] != nil, sourceLocation: sourceLocation)
        #expect(answer["date"] != nil, sourceLocation: sourceLocation)
        #expect(answer["server"] == nil, sourceLocation: sourceLocation)
    }

    @Test func everyAnswerCarriesTheHeaders() async throws {
        try await withDatabase { database in
            try await withServer(database) { server in
                for method in [
                    "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND",
                ] {
                    for path in [
                        "/", "/me", "/r/1.x", "/api/v1/fees", "/healthz", "/style.css",
                        "/nowhere", "/api/nowhere", "/leave",
                    ] {
                        let answer = try await server.client.send(method, path)
                        ServerTests.expectHeaders(answer, "\(method) \(path)")
                        #expect(answer["strict-transport-security"] == nil)
                        if !path.hasPrefix("/style") || answer.status != 200 {
                            #expect(answer["cache-control"] == "no-store", "\(method) \(path)")
                        }
                    }
                }
            }
        }
    }

    @Test func underTLSTheBrowserIsToldToStayThere() async throws {
        try await withDatabase { database in
            try await withServer(database, publicURL: "https://linli.example") { server in
                let answer = try await server.client.get("/")
                #expect(answer["strict-transport-security"] == "max-age=31536000")
            }
        }
    }

    @Test func everyPathAnswersEveryMethod() async throws {
        try await withDatabase { database in
            try await withServer(database) { server in
                let routes = WebServer.site(server.context).routes
                for path in Set(routes.map(\.path)) {
                    let allowed = routes.filter { $0.path == path }.map(\.method.rawValue)
                    let asked = path.replacing(/\{\w+\}/, with: "1.x")
                    for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
                        let answer = try await server.client.send(method, asked)
                        let has =
                            allowed.contains(method)
                            || (method == "HEAD" && allowed.contains("GET"))
                        #expect((answer.status == 405) == !has, "\(method) \(path)")
                        if !has {
                            let allow = answer["allow"]?.split(separator: ", ").map(String.init)
                            #expect(
                                Set(allow ?? [])
                                    == Set(allowed + (allowed.contains("GET") ? ["HEAD"] : [])))
                        }
                    }
                }
            }
        }
    }

    @Test func unknownPathsAnswerWithAPageOrAProblem() async throws {
        try await withDatabase { database in
            try await withServer(database) { server in
                let page = try await server.client.get("/nowhere?x=<script>")
                #expect(page.status == 404)
                #expect(page["content-type"] == "text/html; charset=utf-8")
                #expect(page.text.contains("没有这个页面"))
                #expect(!page.text.contains("script"))
                let problem = try await server.client.get("/api/v1/nowhere")
                #expect(problem.status == 404)
                #expect(problem["content-type"] == "application/problem+json")
                #expect(
                    problem.text
                        == #"{"type":"about:blank","title":"Not Found","status":404,"code":"notFound","#
                        + #""detail":"请核对网址；也可以从首页凭缴费通知单上的查询码进入。"}"#)
                #expect(try await server.client.send("PROPFIND", "/").status == 501)
            }
        }
    }

    @Test func headIsGetWithoutTheBody() async throws {
        try await withDatabase { database in
            try await withServer(database) { server in
                for path in ["/", "/healthz", "/style.css", "/favicon.svg", "/robots.txt", "/none"]
                {
                    let get = try await server.client.get(path)
                    let head = try await server.client.send("HEAD", path)
                    #expect(head.status == get.status)
                    #expect(head["content-length"] == get["content-length"], "\(path)")
                    #expect(head["content-type"] == get["content-type"])
                    #expect(head.body.isEmpty)
                }
            }
        }
    }

    @Test func assetsAreKeptForEverUnderTheirVersion() async throws {
        try await withDatabase { database in
            try await withServer(database) { server in
                let page = try await server.client.get("/")
                #expect(page.text.contains(#"href="\#(Assets.stylesheetPath)""#))
                let pinned = try await server.client.get(Assets.stylesheetPath)
                #expect(pinned["cache-control"] == "public, max-age=31536000, immutable")
                #expect(pinned["content-type"] == "text/css; charset=utf-8")
                let plain = try await server.client.get("/style.css")
                #expect(plain["cache-control"] == "no-cache")
                let tag = try #require(plain["etag"])
                #expect(pinned.body == plain.body && !plain.body.isEmpty)
                let again = try await server.client.get("/style.css", ["If-None-Match": tag])
                #expect(again.status == 304 && again.body.isEmpty && again["etag"] == tag)
                let stale = try await server.client.get("/style.css", ["If-None-Match": "\"x\""])
                #expect(stale.status == 200)
                let icon = try await server.client.get("/favicon.svg")
                #expect(icon["content-type"] == "image/svg+xml")
                let robots = try await server.client.get("/robots.txt")
                #expect(robots.text == "User-agent: *\nDisallow: /\n")
            }
        }
    }

    @Test func healthIsTheDatabase() async throws {
        try await withDatabase { database in
            try await withServer(database) { server in
                let answer = try await server.client.get("/healthz")
                #expect(answer.status == 200)
                #expect(answer.text == "ok")
            }
        }
    }

    @Test func connectionsAreKeptAndSeveralRequestsFollow() async throws {
        try await withDatabase { database in
            try await withServer(database) { server in
                let one = "GET /robots.txt HTTP/1.1\r\nHost: a\r\n\r\n"
                let last = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                let port = server.client.port
                let text = try await HTTPClient.onThread {
                    let socket = try HTTPClient.connect(to: port)
                    defer { HTTPClient.close(socket) }
                    HTTPClient.write(Array((one + one + last).utf8), to: socket)
                    return HTTPClient.readAll(from: socket)
                }
                #expect(text.components(separatedBy: "HTTP/1.1 200 OK").count == 4)
            }
        }
    }
}
