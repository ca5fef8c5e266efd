import Accounts
import Core
import TestSupport
import Testing

@testable import Web

/// How a session ends, and a password becomes one's own.
@Suite struct SessionPagesTests {
    private func isIn(_ browser: Browser) async throws -> Bool {
        try await browser.get("/account").status == 200
    }

    @Test func aSessionEndsWhenItIsLeftAlone() async throws {
        try await withAccount { server, password in
            let browser = Browser(server)
            _ = try await browser.logIn("li", password)
            server.clock.advance(seconds: SessionLimits.idle - 1)
            #expect(try await isIn(browser))
            server.clock.advance(seconds: SessionLimits.idle - 1)
            #expect(try await isIn(browser))
            server.clock.advance(seconds: SessionLimits.idle)
            let lost = try await browser.get("/account")
            #expect(lost["location"] == "/login?next=%2Faccount&because=ended")
            let form = try await browser.get("/login?next=%2Faccount&because=ended")
            #expect(form.words.contains("登录已过期，请重新登录"))
            let back = try await browser.logIn("li", password, next: "/account")
            #expect(back["location"] == "/account")
        }
    }

    @Test func noSessionOutlivesTheDay() async throws {
        try await withAccount { server, password in
            let browser = Browser(server)
            _ = try await browser.logIn("li", password)
            let step: Int64 = 20 * 60
            for _ in 1..<(SessionLimits.absolute / step) {
                server.clock.advance(seconds: step)
                #expect(try await isIn(browser))
            }
            server.clock.advance(seconds: step)
            #expect(try await !isIn(browser))
        }
    }

    @Test func oneLogsOutHereOrEverywhere() async throws {
        try await withAccount { server, password in
            let (here, there) = (Browser(server), Browser(server))
            _ = try await here.logIn("li", password)
            _ = try await there.logIn("li", password)
            let token = try #require(here.session)
            let out = try await here.send("/logout", from: "/account")
            #expect(out.status == 303 && out["location"] == "/login?because=out")
            #expect(here.session == nil)
            here.keep("linli_session", token)
            #expect(try await !isIn(here))
            #expect(try await isIn(there))
            _ = try await here.logIn("li", password)
            #expect(try await here.get("/account").words.contains("仍在登录"))
            let all = try await here.send("/logout/everywhere", from: "/account")
            #expect(all["location"] == "/login?because=everywhere")
            #expect(try await !isIn(there))
            #expect(try await auditProblems(server.context.installation.database) == [])
        }
    }

    @Test func formsNeedTheirToken() async throws {
        try await withAccount { server, password in
            let browser = Browser(server)
            _ = try await browser.logIn("li", password)
            for path in [
                "/logout", "/logout/everywhere", "/password", "/account/second-factor",
                "/account/second-factor/confirm", "/account/second-factor/end",
            ] {
                for token in ["", "a.b"] {
                    let answer = try await browser.post(path, [("_csrf", token)])
                    #expect(answer.status == 403, "\(path)")
                    #expect(answer.text.contains("页面已过期"))
                }
            }
            #expect(try await isIn(browser))
        }
    }

    @Test func aPasswordFromSomebodyElseIsChangedFirst() async throws {
        try await withDatabase { database in
            let (_, initial) = try await makeAccount(database, "li", displayName: "李晓玉")
            try await withServer(database, today: day("2026-03-02")) { server in
                let (browser, other) = (Browser(server), Browser(server))
                _ = try await other.logIn("li", initial)
                #expect(
                    try await browser.logIn("li", initial, next: "/account")["location"]
                        == "/password")
                for path in ["/desk", "/account", "/compounds"] {
                    #expect(try await browser.get(path)["location"] == "/password", "\(path)")
                }
                let new = "七株桂花树下 seven osmanthus"
                func change(
                    _ current: String, _ new: String, _ again: String
                ) async throws -> Answer {
                    try await browser.send(
                        "/password", from: "/password",
                        [("current", current), ("new", new), ("again", again)])
                }
                let wrong = try await change("x", new, new)
                #expect(wrong.status == 422)
                #expect(wrong.error(of: "current") == "原密码不对，请核对后再试。")
                #expect(!wrong.text.contains("osmanthus"))
                #expect(try await change(initial, "短", "短").error(of: "new") != nil)
                #expect(try await change(initial, initial, initial).error(of: "new") != nil)
                #expect(try await change(initial, new, "\(new)x").error(of: "again") != nil)
                #expect(try await change("", "", "").error(of: "current") == "请填写现在的密码。")
                let before = try #require(browser.session)
                let done = try await change(initial, new, new)
                #expect(done.status == 303 && done["location"] == "/desk")
                #expect(browser.session != before)
                let desk = try await browser.get("/desk")
                #expect(desk.status == 200 && desk.words.contains("密码已修改"))
                #expect(desk.words.contains("您还没有任职"))
                #expect(try await other.get("/password").status == 303)
                #expect(try await Browser(server).logIn("li", initial).status == 422)
                #expect(try await Browser(server).logIn("li", new).status == 303)
                #expect(try await auditProblems(database) == [])
            }
        }
    }
}
