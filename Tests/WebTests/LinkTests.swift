import Core
import Foundation
import Registry
import TestSupport
import Testing

@testable import Web

/// The link on the paper bill, the cookie that it becomes, and the sheet behind it.
@Suite struct LinkTests {
    @Test func theLinkBecomesACookie() async throws {
        try await withTown { town, server in
            let answer = try await server.client.get("/r/\(town.first.token.text)")
            #expect(answer.status == 303)
            #expect(answer["location"] == "/me")
            #expect(answer["referrer-policy"] == "no-referrer")
            #expect(answer["cache-control"] == "no-store")
            #expect(
                answer["set-cookie"] == "linli=\(town.first.token.text); Path=/; HttpOnly; "
                    + "SameSite=Lax; Max-Age=7776000")
            #expect(answer.body.isEmpty)
            let head = try await server.client.send("HEAD", "/r/\(town.first.token.text)")
            #expect(head.status == 303)
        }
    }

    @Test func underTLSTheCookieIsBoundToTheHost() async throws {
        try await withTown(publicURL: "https://linli.example") { town, server in
            let answer = try await server.client.get("/r/\(town.first.token.text)")
            #expect(
                answer["set-cookie"] == "__Host-linli=\(town.first.token.text); Path=/; HttpOnly; "
                    + "SameSite=Lax; Secure; Max-Age=7776000")
            let cookie = try #require(answer.cookie)
            #expect(try await server.client.get("/me", ["Cookie": cookie]).status == 200)
            let plain = "linli=\(town.first.token.text)"
            #expect(try await server.client.get("/me", ["Cookie": plain]).status == 303)
        }
    }

    @Test func theSheetShowsTheHouseholdsOwnFigures() async throws {
        try await withTown { town, server in
            try await town.pay(5_000, town.first.household, key: "k1", on: "2021-11-09")
            let cookie = "linli=\(town.first.token.text)"
            let answer = try await server.client.get("/me", ["Cookie": cookie])
            #expect(answer.status == 200)
            #expect(answer["content-type"] == "text/html; charset=utf-8")
            #expect(answer["cache-control"] == "no-store")
            for text in [
                "1号楼1单元101室", "业**", "文宴雅居", "截至 2021年12月8日", "现应缴", ">50<",
                "2021年12月25日", "2021年11月", "已缴清", "待缴", "微信支付", "2021-000001",
                "《关于物业费的决定》", "2021年10月8日，由业主委员会决定", "每户每月五十元",
                "据原记录", "会议记录", "50.00 元／户·月", "文宴雅居业主委员会", "4105 0000",
            ] {
                #expect(answer.text.contains(text), "\(text)")
            }
            #expect(!answer.text.contains("业主101"))
            #expect(!answer.text.contains("1-1-102") && !answer.text.contains("102室"))
            #expect(!answer.text.contains(town.first.token.text))
            #expect(!answer.text.contains("<script"))
        }
    }

    @Test func eachTokenOpensItsOwnHouseholdOnly() async throws {
        try await withTown { town, server in
            let sheet = try await server.client.get(
                "/me", ["Cookie": "linli=\(town.second.token.text)"])
            #expect(sheet.text.contains("1号楼1单元102室"))
            #expect(!sheet.text.contains("101室"))
        }
    }

    /// One answer for all, so that nobody learns anything from a wrong token.
    @Test func everyWrongTokenGetsTheSameAnswer() async throws {
        try await withTown { town, server in
            let token = town.first.token.text
            let other = try await Town.make(
                town.database, signer: server.context.links, name: "瑞欣园")
            let scope = try #require(token.split(separator: ".").first)
            let authenticator = try #require(token.split(separator: ".").last)
            let wrong = [
                "x", ".", "1.2.3", token + "A", String(token.dropLast()),
                tampered(token), "\(scope).\(String(repeating: "A", count: 43))",
                "\(other.compound.scope).\(authenticator)", "999999.\(authenticator)",
                "0\(token)", "+\(token)", "%00", token.uppercased(),
            ]
            var bodies: Set<String> = []
            for text in wrong {
                let link = try await server.client.get("/r/\(text)")
                #expect(link.status == 404, "\(text)")
                #expect(link["set-cookie"] == nil)
                bodies.insert(link.text)
                let cookie = text.replacing("%00", with: "zero")
                let sheet = try await server.client.get("/me", ["Cookie": "linli=\(cookie)"])
                #expect(sheet.status == 404, "\(text)")
                bodies.insert(sheet.text)
                server.clock.advance(seconds: 60)
            }
            #expect(bodies.count == 1)
            #expect(bodies.first?.contains("链接无效") == true)
        }
    }

    @Test func aRevokedLinkAndItsCookieEndAtOnce() async throws {
        try await withTown { town, server in
            let cookie = ["Cookie": "linli=\(town.first.token.text)"]
            #expect(try await server.client.get("/me", cookie).status == 200)
            try await RevokeResidentLink(database: town.database).perform(
                household: town.first.household, in: town.compound.scope, by: testActor)
            #expect(try await server.client.get("/me", cookie).status == 404)
            #expect(try await server.client.get("/r/\(town.first.token.text)").status == 404)
            let renewed = try await IssueResidentLinks(
                database: town.database, signer: server.context.links
            ).perform(
                IssueResidentLinks.Input(
                    scope: town.compound.scope, household: town.first.household), by: testActor)
            let token = try #require(renewed.first).token.text
            #expect(token != town.first.token.text)
            #expect(try await server.client.get("/r/\(token)").status == 303)
            #expect(try await server.client.get("/me", cookie).status == 404)
        }
    }

    /// Debt follows the person: the link of who sold stays with his own charges, the link of who
    /// bought shows none of them.
    @Test func anEarlierTenureIsNotTheNewOwnersBusiness() async throws {
        try await withTown { town, server in
            try await transferFirst(of: town.compound, in: town.database)
            let issued = try await IssueResidentLinks(
                database: town.database, signer: server.context.links
            ).perform(
                IssueResidentLinks.Input(
                    scope: town.compound.scope, household: town.first.household), by: testActor)
            let token = try #require(issued.first).token.text
            #expect(token != town.first.token.text)
            let new = try await server.client.get("/me", ["Cookie": "linli=\(token)"])
            #expect(new.status == 200)
            #expect(new.text.contains("没有待缴的费用") && new.text.contains("新**"))
            #expect(!new.text.contains("2021年11月") && !new.text.contains("业**"))
            let old = try await server.client.get(
                "/me", ["Cookie": "linli=\(town.first.token.text)"])
            #expect(old.status == 200 && old.text.contains("业**") && !old.text.contains("新**"))
        }
    }

    /// Who can write rows but has not the key cannot make a link of his own choice work.
    @Test func aRowWrittenByHandOpensNothing() async throws {
        try await withTown { town, server in
            let forged = "\(town.compound.scope).\(String(repeating: "B", count: 43))"
            let token = try #require(ResidentToken(forged))
            try await asSuperuser(town.database) { connection in
                try await connection.execute(
                    """
                    update registry.resident_link set token_sha256 = \(token.sha256)
                    where scope_id = \(town.compound.scope) and token_sha256
                        = \(town.first.token.sha256)
                    """)
            }
            #expect(try await server.client.get("/r/\(forged)").status == 404)
            #expect(
                try await server.client.get(
                    "/api/v1/fees", ["Authorization": "Bearer \(forged)"]
                ).status == 401)
        }
    }

    @Test func whoLeavesIsForgotten() async throws {
        try await withTown { town, server in
            let cookie = ["Cookie": "linli=\(town.first.token.text)"]
            let origin = ["Origin": "http://127.0.0.1:\(server.client.port)"]
            let answer = try await server.client.post(
                "/leave", [], cookie.merging(origin) { $1 })
            #expect(answer.status == 303 && answer["location"] == "/")
            #expect(answer["set-cookie"] == "linli=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
            let foreign = try await server.client.post(
                "/leave", [], cookie.merging(["Origin": "http://evil.example"]) { $1 })
            #expect(foreign.status == 403 && foreign["set-cookie"] == nil)
        }
    }

    @Test func withoutACookieTheFormIsShown() async throws {
        try await withTown { town, server in
            let answer = try await server.client.get("/me")
            #expect(answer.status == 303 && answer["location"] == "/")
            let form = try await server.client.get("/")
            #expect(form.status == 200 && !form.text.contains("直接查看"))
            let known = try await server.client.get(
                "/", ["Cookie": "linli=\(town.first.token.text)"])
            #expect(known.text.contains("直接查看"))
        }
    }

    @Test func whatPeopleWroteStaysText() async throws {
        try await withDatabase { database in
            try await withServer(database) { server in
                let nasty = "<script>alert(1)<img src=x>\"'&"
                let town = try await Town.make(
                    database, signer: server.context.links, name: nasty, title: nasty,
                    payee: nasty)
                let answer = try await server.client.get(
                    "/me", ["Cookie": "linli=\(town.first.token.text)"])
                #expect(answer.status == 200)
                #expect(!answer.text.contains("<script"))
                #expect(answer.text.contains("&lt;script&gt;alert(1)&lt;img src=x&gt;"))
                let form = try await server.client.post(
                    "/", [("compound", nasty), ("room", nasty), ("code", nasty)])
                #expect(form.status == 422)
                #expect(!form.text.contains("<script"))
                #expect(form.text.contains("&lt;script&gt;alert(1)&lt;img src=x&gt;&quot;"))
            }
        }
    }

    @Test func nothingSecretStandsInTheLog() async throws {
        try await withTown { town, server in
            let token = town.first.token.text
            let secret = try #require(token.split(separator: ".").last)
            let cookie = ["Cookie": "linli=\(token)"]
            _ = try await server.client.get("/r/\(token)")
            _ = try await server.client.get("/r/\(tampered(token))")
            _ = try await server.client.get("/me?year=2021&secret=\(token)", cookie)
            _ = try await server.client.get("/\(token)", cookie)
            _ = try await server.client.send("DELETE", "/r/\(token)", cookie)
            _ = try await server.client.get("/api/v1/fees", ["Authorization": "Bearer \(token)"])
            _ = try await server.client.get("/api/\(token)", ["Authorization": "Bearer \(token)"])
            _ = try await server.client.post(
                "/",
                [
                    ("compound", town.compound.name), ("room", "1-1-101"),
                    ("code", town.first.accessCode),
                ])
            let log = server.log.text
            #expect(log.contains("/r/{token}"))
            #expect(!log.contains(secret.prefix(12)))
            #expect(!log.contains(tampered(token).suffix(30)))
            #expect(!log.contains(town.first.accessCode))
            #expect(!log.contains("secret=") && !log.contains("业主101"))
        }
    }

    private func tampered(_ token: String) -> String {
        let other = token.dropLast(4).last == "A" ? "B" : "A"
        return token.dropLast(5) + other + token.suffix(4)
    }
}
