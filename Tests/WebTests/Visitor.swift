import Access
import Core
import Foundation
import TestSupport

@testable import Web

/// Somebody at work in front of a browser: keeps the cookies, finds the fields of forms.
final class Visitor: Sendable {
    let server: TestServer
    /// The token of their session.
    let name: String

    convenience init(_ server: TestServer, as role: Role = .propertyManager) {
        self.init(server, named: role.rawValue)
    }

    init(_ server: TestServer, named name: String) {
        self.server = server
        self.name = name
    }

    func get(_ path: String) async throws -> Answer {
        try await server.client.get(path, Staff.cookie(named: name))
    }

    /// Sends a form with the token that a page of this person's carries.
    func post(
        _ path: String, _ fields: [(String, String)], cookie: String? = nil
    ) async throws -> Answer {
        var headers = Staff.cookie(named: name)
        if let cookie { headers["Cookie"] = "\(headers["Cookie"] ?? ""); \(cookie)" }
        return try await server.client.post(
            path, [("_csrf", Staff.csrf(name))] + fields, headers)
    }

    /// Sends a form with a file.
    func upload(
        _ path: String, file: [UInt8], named name: String, _ fields: [(String, String)] = []
    ) async throws -> Answer {
        let boundary = "linli-\(UUID().uuidString)"
        var body: [UInt8] = []
        for (field, value) in [("_csrf", Staff.csrf(self.name))] + fields {
            body += Array(
                """
                --\(boundary)\r
                Content-Disposition: form-data; name="\(field)"\r
                \r
                \(value)\r

                """.utf8)
        }
        body += Array(
            """
            --\(boundary)\r
            Content-Disposition: form-data; name="file"; filename="\(name)"\r
            Content-Type: text/csv\r
            \r

            """.utf8)
        body += file + Array("\r\n--\(boundary)--\r\n".utf8)
        var headers = Staff.cookie(named: self.name)
        headers["Content-Type"] = "multipart/form-data; boundary=\(boundary)"
        return try await server.client.send("POST", path, headers, body: body)
    }

    /// Where an answer sends the browser on to, and what that page says.
    func follow(_ answer: Answer) async throws -> Answer {
        var headers = Staff.cookie(named: name)
        if let cookie = answer.cookie {
            headers["Cookie"] = "\(headers["Cookie"] ?? ""); \(cookie)"
        }
        return try await server.client.get(answer["location"] ?? "/nowhere", headers)
    }
}

extension Answer {
    /// The value of a field of the page's forms; nil where there is none of that name.
    func value(of field: String) -> String? {
        for piece in text.components(separatedBy: "name=\"\(field)\"").dropFirst() {
            let tag = piece.prefix { $0 != ">" }
            guard let start = tag.range(of: "value=\"") else { continue }
            return String(tag[start.upperBound...].prefix { $0 != "\"" })
        }
        return nil
    }

    /// What stands beside a field as wrong; nil where nothing does.
    func error(of field: String) -> String? {
        guard let start = text.range(of: "id=\"\(field)-error\">") else { return nil }
        return String(text[start.upperBound...].prefix { $0 != "<" })
    }

    /// The page without tags, blanks made single.
    var words: String {
        text.replacing(/<[^>]*>/, with: " ").split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
    }
}

/// What the checks and the log find wrong with a town: its fixture writes some rows behind the
/// log's back, so that pages are held to adding nothing.
func faults(_ town: Town) async throws -> [String] {
    try await auditProblems(town.database).map(\.sentence) + brokenChecks(town.database)
}

/// A town, a server that knows its staff, and what is in it.
func withStaff(
    today: CivilDate = day("2021-12-08"),
    _ body: @escaping @Sendable (Town, Visitor) async throws -> Void
) async throws {
    try await withDatabase { database in
        // the first compound of an empty database
        let staff = Staff(scope: ScopeID(2))
        try await withServer(database, today: today, sessions: staff) { server in
            let town = try await Town.make(database, signer: server.context.links)
            try await body(town, Visitor(server))
        }
    }
}

/// What people type by mistake or on purpose.
enum Mischief {
    static let html = "<script>alert(1)</script>"
    static let sql = "'; drop table fees.payment; --"
    static let emoji = "👨‍👩‍👧‍👦🏠"
    static let rightToLeft = "\u{202E}芳王"
    static let control = "a\u{0007}b"
    static let long = String(repeating: "长", count: 5_000)
    /// Fits an address.
    static let longish = String(repeating: "长", count: 300)
    static let all = [html, sql, emoji, rightToLeft, control, longish, "", "   "]
}
