import Access
import Core
import Foundation
import Hummingbird
import TestSupport
import Testing

@testable import Web

/// The shell around every page of people at work: what reaches the page, and what does not.
@Suite struct DeskShellTests {
    static let scope = ScopeID(5)

    /// A page for each kind of access; a POST repeats what it got.
    @Sendable static func pages(_ site: inout Site) {
        site.page(.get, "/t/{scope}/fees", needs: .readFees, in: .path) { _, desk in
            try desk.page("desk/error", ErrorView(title: "账", sentence: "\(desk.scope)"))
        }
        site.page(.post, "/t/{scope}/fees", needs: .takePayment, in: .path) { _, desk in
            desk.redirect(to: "/t/\(desk.scope)/fees", notice: "已收款 \(desk.form["amount"]) 元<b>")
        }
        site.page(.post, "/t/import", needs: .manageRegister, in: .anywhere, body: .files) {
            _, desk in
            let file = desk.uploads.first { $0.field == "file" }
            let text = try file.map { try String(contentsOfFile: $0.path, encoding: .utf8) }
            return try desk.page(
                "desk/error",
                ErrorView(
                    title: file?.name ?? "无",
                    sentence: "\(text ?? "")|\(file?.path ?? "")|\(desk.form["kind"])"))
        }
        site.page(.get, "/t/refused", needs: .readFees, in: .anywhere) { _, _ -> Response in
            throw WebError.refused(code: "x", sentence: "不能办理。")
        }
        site.signedIn(.get, "/t/any") { _, desk in
            try desk.page("desk/error", ErrorView(title: "任", sentence: "\(desk.today)"))
        }
    }

    static func withDesk(
        _ staff: Staff = Staff(scope: scope), publicURL: String? = nil,
        _ body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        try await withDatabase { database in
            try await withServer(
                database, publicURL: publicURL, sessions: staff, pages: pages, body)
        }
    }

    static func post(
        _ server: TestServer, _ role: Role, token: String? = nil,
        headers: [String: String] = [:], path: String = "/t/5/fees"
    ) async throws -> Answer {
        try await server.client.post(
            path, [("amount", "50.00"), ("_csrf", token ?? Staff.csrf(role.rawValue))],
            Staff.cookie(role).merging(headers) { $1 })
    }

    @Test func whoMayReadsAndWhoMayNotIsRefused() async throws {
        try await DeskShellTests.withDesk { server in
            let clerk = try await server.client.get("/t/5/fees", Staff.cookie(.propertyClerk))
            #expect(clerk.status == 200)
            #expect(clerk.text.contains("王芳") && clerk.text.contains("物业收费员"))
            ServerTests.expectHeaders(clerk, "desk")
            let foreign = try await server.client.get("/t/6/fees", Staff.cookie(.propertyClerk))
            #expect(foreign.status == 404)
            for path in ["/t/x/fees", "/t/-5/fees", "/t/+5/fees", "/t/99999999999999999999/fees"] {
                let answer = try await server.client.get(path, Staff.cookie(.propertyClerk))
                #expect(answer.status == 404, "\(path)")
            }
            let auditor = try await server.client.get("/t/5/fees", Staff.cookie(.auditor))
            #expect(auditor.status == 403)
            // refused within the frame, so that the way back is there
            #expect(auditor.text.contains("没有权限") && auditor.text.contains("王芳"))
            #expect(try await server.client.get("/t/any", Staff.cookie(.auditor)).status == 200)
        }
    }

    @Test func whoIsNotThereIsSentToLogInAndBack() async throws {
        try await DeskShellTests.withDesk { server in
            let without = try await server.client.get("/t/5/fees?page=2")
            #expect(without.status == 303)
            #expect(without["location"] == "/login?next=%2Ft%2F5%2Ffees%3Fpage%3D2")
            let ended = try await server.client.get(
                "/t/5/fees", ["Cookie": "linli_session=gone"])
            #expect(ended["location"] == "/login?next=%2Ft%2F5%2Ffees&because=ended")
            #expect(ended["set-cookie"]?.contains("Max-Age=0") == true)
            let port = server.client.port
            for (referrer, next) in [
                ("http://127.0.0.1:\(port)/t/5/fees?page=3", "next=%2Ft%2F5%2Ffees%3Fpage%3D3&"),
                ("https://evil.example/t", ""), ("nonsense", ""),
            ] {
                let posted = try await server.client.post(
                    "/t/5/fees", [("amount", "1")], ["Referer": referrer])
                #expect(posted["location"] == "/login?\(next)because=ended", "\(referrer)")
            }
        }
    }

    @Test func aFormNeedsTheTokenOfItsSession() async throws {
        try await DeskShellTests.withDesk { server in
            #expect(try await DeskShellTests.post(server, .propertyClerk).status == 303)
            for token in ["", "x", ".", "a.b", Staff.csrf("propertyManager")] {
                let answer = try await DeskShellTests.post(server, .propertyClerk, token: token)
                #expect(answer.status == 403, "\(token)")
                #expect(answer.text.contains("页面已过期"))
            }
            for headers in [["Sec-Fetch-Site": "cross-site"], ["Origin": "https://evil.example"]] {
                let answer = try await DeskShellTests.post(
                    server, .propertyClerk, headers: headers)
                #expect(answer.status == 403 && answer.text.contains("其他网站"))
            }
            // looked at in this order: who may not is told so whatever the form is
            #expect(try await DeskShellTests.post(server, .auditor, token: "").status == 403)
            let foreign = try await DeskShellTests.post(
                server, .propertyClerk, path: "/t/6/fees")
            #expect(foreign.status == 404)
        }
    }

    @Test func whatWasDoneIsSaidOnce() async throws {
        try await DeskShellTests.withDesk { server in
            let done = try await DeskShellTests.post(server, .propertyClerk)
            #expect(done["location"] == "/t/5/fees")
            let notice = try #require(done.cookie)
            #expect(notice.hasPrefix("linli_notice="))
            let cookies = ["Cookie": "linli_session=propertyClerk; \(notice)"]
            let page = try await server.client.get("/t/5/fees", cookies)
            #expect(page.text.contains("已收款 50.00 元&lt;b&gt;"))
            #expect(page["set-cookie"]?.hasPrefix("linli_notice=; ") == true)
            // of another session, or changed
            let others = ["Cookie": "linli_session=propertyManager; \(notice)"]
            let other = try await server.client.get("/t/5/fees", others)
            #expect(other.status == 200 && !other.text.contains("已收款"))
            let changed = ["Cookie": "linli_session=propertyClerk; \(notice)0"]
            #expect(try await !server.client.get("/t/5/fees", changed).text.contains("已收款"))
        }
    }

    @Test func aRefusalKeepsTheFrame() async throws {
        try await DeskShellTests.withDesk { server in
            let answer = try await server.client.get("/t/refused", Staff.cookie(.propertyClerk))
            #expect(answer.status == 422)
            #expect(answer.text.contains("不能办理。") && answer.text.contains("王芳"))
        }
    }

    @Test func nothingElseIsOpenBeforeThePasswordIsOnesOwn() async throws {
        var staff = Staff(scope: DeskShellTests.scope)
        let grants = Staff.member(.propertyClerk, in: DeskShellTests.scope).actor.grants
        staff.others["fresh"] = Staff.person(
            named: "fresh", grants: grants, mustChangePassword: true)
        try await DeskShellTests.withDesk(staff) { server in
            let answer = try await server.client.get(
                "/t/5/fees", ["Cookie": "linli_session=fresh"])
            #expect(answer.status == 303 && answer["location"] == "/password")
        }
    }

    @Test func underTLSTheCookieIsTheHostsOwn() async throws {
        try await DeskShellTests.withDesk(publicURL: "https://linli.example") { server in
            let plain = try await server.client.get("/t/any", Staff.cookie(.auditor))
            #expect(plain.status == 303)
            let host = ["Cookie": "__Host-linli_session=auditor"]
            #expect(try await server.client.get("/t/any", host).status == 200)
        }
        #expect(
            SessionCookie(isSecure: true).setting("a")
                == "__Host-linli_session=a; Path=/; HttpOnly; SameSite=Lax; Secure")
        #expect(
            SessionCookie(isSecure: false).setting("a")
                == "linli_session=a; Path=/; HttpOnly; SameSite=Lax")
    }
}
