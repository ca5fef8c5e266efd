import Accounts
import Core
import TestSupport
import Testing

@testable import Web

/// A code from the phone beside the password.
@Suite struct SecondFactorPagesTests {
    private static let path = "/account/second-factor"

    /// Enrols through the pages.
    ///
    /// - Returns: the secret and the recovery codes.
    private func enrol(
        _ browser: Browser, _ password: String
    ) async throws -> (secret: String, codes: [String]) {
        let made = try await browser.send(Self.path, from: Self.path, [("password", password)])
        #expect(made.status == 200 && made.text.contains("<svg class=\"qr\""))
        let shown = try #require(made.text.firstMatch(of: #/<code>([A-Z2-7 ]+)<\/code>/#)?.1)
        let secret = shown.filter { $0 != " " }
        let confirm = "\(Self.path)/confirm"
        let wrong = try await browser.send(confirm, from: confirm, [("code", "000000")])
        #expect(wrong.status == 422 && wrong.error(of: "code") != nil)
        #expect(!wrong.text.contains("<svg class=\"qr\""))
        let now = browser.server.context.clock.now
        let done = try await browser.send(
            confirm, from: confirm, [("code", timeCode(secret, at: now))])
        #expect(done.status == 200)
        let codes = done.text.matches(of: #/<li>([0-9A-Z]{4}(?:-[0-9A-Z]{4})+)<\/li>/#).map {
            String($0.1)
        }
        #expect(codes.count == 10)
        return (secret, codes)
    }

    @Test func signingInTakesACodeAfterThePassword() async throws {
        try await withAccount { server, password in
            let browser = Browser(server)
            _ = try await browser.logIn("li", password)
            let refused = try await browser.send(Self.path, from: Self.path, [("password", "x")])
            #expect(refused.error(of: "password") == "密码不对，请核对后再试。")
            let (secret, codes) = try await enrol(browser, password)
            #expect(try await browser.get("/account").words.contains("还有 10 个恢复码"))
            _ = try await browser.send("/logout", from: "/account")
            server.clock.advance(seconds: 60)

            let half = try await browser.logIn("li", password, next: "/account")
            #expect(half["location"] == "/login/code?next=%2Faccount" && browser.session == nil)
            #expect(try await browser.get("/account").status == 303)
            let form = try await browser.get("/login/code?next=%2Faccount")
            #expect(form.value(of: "next") == "/account")
            let wrong = try await browser.post("/login/code", [("code", "000000")])
            #expect(wrong.status == 422 && wrong.error(of: "code") != nil)
            #expect(try await browser.post("/login/code", [("code", "")]).status == 422)
            let code = timeCode(secret, at: server.context.clock.now)
            let done = try await browser.post(
                "/login/code", [("code", code), ("next", "//evil.example")])
            #expect(done.status == 303 && done["location"] == "/desk")
            #expect(try await browser.get("/account").status == 200)

            // a recovery code, once
            let phoneless = Browser(server)
            for expected in [303, 422] {
                _ = try await phoneless.logIn("li", password)
                let answer = try await phoneless.post("/login/code", [("code", codes[0])])
                #expect(answer.status == expected)
                server.clock.advance(seconds: 30)
            }
            let end = "\(Self.path)/end"
            let ended = try await browser.send(end, from: end, [("code", codes[1])])
            #expect(ended.status == 303 && ended["location"] == "/account")
            #expect(try await Browser(server).logIn("li", password)["location"] == "/desk")
            #expect(try await auditProblems(server.context.installation.database) == [])
        }
    }

    @Test func theCodeIsWaitedForFiveMinutes() async throws {
        try await withAccount { server, password in
            let browser = Browser(server)
            _ = try await browser.logIn("li", password)
            let (secret, _) = try await enrol(browser, password)
            let second = Browser(server)
            let without = try await second.get("/login/code")
            #expect(without.words.contains("登录已超时") && without.text.contains("name=\"password\""))
            _ = try await second.logIn("li", password)
            server.clock.advance(seconds: SessionLimits.pending)
            let late = try await second.post(
                "/login/code", [("code", timeCode(secret, at: server.context.clock.now))])
            #expect(late.status == 422 && late.words.contains("登录已超时"))
            #expect(second.session == nil)
        }
    }

    @Test func guessingCodesIsSlowedDown() async throws {
        try await withAccount { server, password in
            let browser = Browser(server)
            _ = try await browser.logIn("li", password)
            _ = try await enrol(browser, password)
            let guesser = Browser(server)
            _ = try await guesser.logIn("li", password)
            var last: Answer?
            for _ in 0..<8 { last = try await guesser.post("/login/code", [("code", "000000")]) }
            #expect(last?.status == 429 && last?["retry-after"] != nil)
        }
    }
}
