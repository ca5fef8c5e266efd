import Accounts
import Core
import Foundation
import TestSupport
import Testing

@testable import Web

/// Logging in with a name and a password, and what is tried against it.
@Suite struct SignInPagesTests {
    private static let wrong = "登录名或密码不对，请核对后再试。"

    @Test func oneIsSentToLogInAndBack() async throws {
        try await withAccount { server, password in
            let browser = Browser(server)
            let sent = try await browser.get("/account?x=1")
            #expect(sent.status == 303 && sent["location"] == "/login?next=%2Faccount%3Fx%3D1")
            let form = try await browser.get(sent["location"] ?? "")
            #expect(form.status == 200 && form.value(of: "next") == "/account?x=1")
            ServerTests.expectHeaders(form, "login")
            let done = try await browser.logIn(" LI ", password, next: "/account?x=1")
            #expect(done.status == 303 && done["location"] == "/account?x=1")
            let page = try await browser.get("/account?x=1")
            #expect(page.status == 200 && page.words.contains("李晓玉"))
            // whoever is in is not asked again, and comes to the desk from the front door
            #expect(try await browser.get("/login")["location"] == "/desk")
            #expect(try await browser.get("/login?next=/password")["location"] == "/desk")
            #expect(try await browser.get("/")["location"] == "/desk")
            #expect(try await Browser(server).get("/").status == 200)
            #expect(try await auditProblems(server.context.installation.database) == [])
        }
    }

    /// Nobody learns whether there is such a name; what was typed is kept but for the password.
    @Test func whatIsWrongIsRefusedAlike() async throws {
        try await withAccount { server, password in
            let browser = Browser(server)
            for (name, typed) in [("li", "\(password)x"), ("nobody", password)] {
                let answer = try await browser.logIn(name, typed)
                #expect(answer.status == 422 && answer.words.contains(SignInPagesTests.wrong))
                #expect(answer.value(of: "name") == name)
                #expect(answer.value(of: "password") == "" && !answer.text.contains("osmanthus"))
            }
            #expect(browser.session == nil)
            for text in Mischief.all + [Mischief.long] {
                let answer = try await browser.logIn(text, password)
                #expect(answer.status == 422 || answer.status == 429, "\(text.prefix(20))")
                #expect(!answer.text.contains("<script>"))
            }
            let empty = try await browser.logIn("", "")
            #expect(empty.error(of: "name") == "请填写登录名。")
            #expect(empty.error(of: "password") == "请填写密码。")
        }
    }

    /// The wait is said and ends by itself.
    @Test func guessingIsSlowedDown() async throws {
        try await withAccount { server, password in
            let browser = Browser(server)
            for _ in 0..<40 { _ = try await browser.logIn("li", "wrong") }
            let waiting = try await browser.logIn("li", password)
            #expect(waiting.status == 429 && browser.session == nil)
            let seconds = try #require(waiting["retry-after"].flatMap { Int64($0) })
            #expect(waiting.words.contains("请 \(seconds) 秒后再试"))
            #expect(waiting.value(of: "name") == "li")
            server.clock.advance(seconds: seconds)
            #expect(try await browser.logIn("li", password).status == 303)
        }
    }

    /// Only a page of ours is gone on to.
    @Test func nobodyIsSentElsewhere() async throws {
        try await withAccount { server, password in
            for next in [
                "//evil.example", "https://evil.example", "https:evil.example",
                "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "javascript:alert(1)",
                "evil", "/\u{202E}", "/login", "/login?next=/x", "/logout",
                "/a\r\nSet-Cookie: a=b", "", "/" + String(repeating: "a", count: 3_000),
            ] {
                let browser = Browser(server)
                let escaped =
                    next.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                let form = try await browser.get("/login?next=\(escaped)")
                #expect(form.value(of: "next") == "", "\(next)")
                let done = try await browser.logIn("li", password, next: next)
                #expect(done.status == 303 && done["location"] == "/desk", "\(next)")
                let again = try await browser.get("/login?next=\(escaped)")
                #expect(again["location"] == "/desk", "\(next)")
            }
        }
    }

    @Test func otherSitesSignNobodyIn() async throws {
        try await withAccount { server, password in
            for headers in [
                ["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"],
                ["Origin": "https://evil.example"], ["Origin": "null"],
            ] {
                for path in ["/login", "/login/code"] {
                    let answer = try await server.client.post(
                        path, [("name", "li"), ("password", password)], headers)
                    #expect(answer.status == 403 && answer["set-cookie"] == nil, "\(headers)")
                }
            }
            let own = try await server.client.post(
                "/login", [("name", "li"), ("password", password)],
                ["Origin": "http://127.0.0.1:\(server.client.port)"])
            #expect(own.status == 303)
        }
    }

    /// A token that somebody planted before is never taken over, and one's own of before is over.
    @Test func everyLogInHasANewToken() async throws {
        try await withAccount { server, password in
            let browser = Browser(server)
            let planted = String(repeating: "a", count: 43)
            browser.keep("linli_session", planted)
            _ = try await browser.logIn("li", password)
            let first = try #require(browser.session)
            #expect(first != planted)
            let thief = Browser(server)
            thief.keep("linli_session", planted)
            #expect(try await thief.get("/desk").status == 303)
            // once more in the same browser
            _ = try await browser.logIn("li", password)
            #expect(browser.session != first)
            #expect(try await browser.get("/desk").status == 200)
            thief.keep("linli_session", first)
            #expect(
                try await thief.get("/desk")["location"] == "/login?next=%2Fdesk&because=ended")
            #expect(try await auditProblems(server.context.installation.database) == [])
        }
    }

    @Test func theCookieIsTheHostsOwn() async throws {
        try await withAccount(publicURL: "https://linli.example") { server, password in
            let done = try await server.client.post(
                "/login", [("name", "li"), ("password", password)])
            let cookie = try #require(done["set-cookie"])
            #expect(cookie.hasPrefix("__Host-linli_session="))
            #expect(cookie.hasSuffix("; Path=/; HttpOnly; SameSite=Lax; Secure"))
        }
    }
}
