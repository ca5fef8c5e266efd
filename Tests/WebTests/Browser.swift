import Accounts
import Synchronization
import TestSupport

@testable import Web

/// A browser with a jar of cookies, before a server with real accounts.
final class Browser: Sendable {
    let server: TestServer
    private let jar = Mutex<[String: String]>([:])

    init(_ server: TestServer) {
        self.server = server
    }

    /// The session's token; nil where none is kept.
    var session: String? {
        jar.withLock { $0["linli_session"] }
    }

    func keep(_ name: String, _ value: String) {
        jar.withLock { $0[name] = value }
    }

    func get(_ path: String) async throws -> Answer {
        remember(try await server.client.get(path, headers()))
    }

    func post(
        _ path: String, _ fields: [(String, String)], _ more: [String: String] = [:]
    ) async throws -> Answer {
        remember(try await server.client.post(path, fields, headers(more)))
    }

    /// Sends a form with the token of the page that it stands on.
    func send(
        _ path: String, from page: String, _ fields: [(String, String)] = []
    ) async throws -> Answer {
        let token = try await get(page).value(of: "_csrf") ?? ""
        return try await post(path, [("_csrf", token)] + fields)
    }

    func logIn(
        _ name: String, _ password: String, next: String = ""
    ) async throws -> Answer {
        try await post("/login", [("name", name), ("password", password), ("next", next)])
    }

    private func headers(_ more: [String: String] = [:]) -> [String: String] {
        let cookies = jar.withLock { $0 }
        guard !cookies.isEmpty else { return more }
        let text = cookies.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; ")
        return more.merging(["Cookie": text]) { first, _ in first }
    }

    private func remember(_ answer: Answer) -> Answer {
        for field in answer.headers where field.name == "set-cookie" {
            let pair = field.value.prefix { $0 != ";" }.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false
            ).map(String.init)
            jar.withLock { jar in
                jar[pair[0]] = field.value.contains("Max-Age=0") ? nil : pair[1]
            }
        }
        return answer
    }
}

/// A server with an account whose password is its own, on `testMorning`.
func withAccount(
    publicURL: String? = nil,
    _ body: @escaping @Sendable (TestServer, _ password: String) async throws -> Void
) async throws {
    try await withDatabase { database in
        let (_, initial) = try await makeAccount(database, "li", displayName: "李晓玉")
        let password = "七株桂花树下 seven osmanthus"
        let (token, session) = try await signIn("li", initial, in: database)
        _ = try await ChangePassword(database: database, passwords: testPasswords).perform(
            ChangePassword.Input(token: token, current: initial, new: password),
            by: session.actor, at: testMorning)
        try await withServer(database, publicURL: publicURL, today: day("2026-03-02")) { server in
            try await body(server, password)
        }
    }
}
