import Core
import Registry
import TestSupport
import Testing

@testable import Web

/// Compound, room and access code from the paper bill, and how guessing them is slowed down.
@Suite struct CodeTests {
    static func fields(
        _ town: Town, room: String = "1-1-101", code: String? = nil
    ) -> [(String, String)] {
        [("compound", town.compound.name), ("room", room), ("code", code ?? town.first.accessCode)]
    }

    @Test func theRightThreeOpenTheSheet() async throws {
        try await withTown { town, server in
            let answer = try await server.client.post("/", CodeTests.fields(town))
            #expect(answer.status == 303 && answer["location"] == "/me")
            #expect(
                answer["set-cookie"]
                    == "linli=\(town.first.token.text); Path=/; HttpOnly; SameSite=Lax")
            let kept = try await server.client.post(
                "/", CodeTests.fields(town) + [("remember", "yes")])
            #expect(kept["set-cookie"]?.hasSuffix("; Max-Age=7776000") == true)
            let sheet = try await server.client.get("/me", ["Cookie": answer.cookie ?? ""])
            #expect(sheet.status == 200)
        }
    }

    @Test func theyAreReadAsPeopleTypeThem() async throws {
        try await withTown { town, server in
            let code = town.first.accessCode
            let spaced = stride(from: 0, to: 12, by: 4)
                .map { code.dropFirst($0).prefix(4) }.joined(separator: "-").lowercased()
            for room in ["1号楼1单元101室", "１＃１－１０１", " 一栋一单元 101 "] {
                let answer = try await server.client.post(
                    "/", CodeTests.fields(town, room: room, code: " \(spaced) "))
                #expect(answer.status == 303, "\(room)")
            }
        }
    }

    /// Nobody learns which of the three was wrong.
    @Test func everyWrongEntryGetsTheSameSentence() async throws {
        try await withTown { town, server in
            let code = town.first.accessCode
            let wrong: [(String, String, String)] = [
                ("文宴雅居", "1-1-101", "0000-0000-0000"), ("文宴雅居", "1-1-102", code),
                ("文宴雅居", "9-9-999", code), ("没有这个小区", "1-1-101", code),
                ("文宴雅居", "哪里", code), ("", "", ""), ("文宴雅居", "1-1-101", ""),
                ("文宴雅居", "1-1-101", String(repeating: "0", count: 5_000)),
                ("文宴雅居", "1-1-101", "’; drop table"), ("%", "%", "%"),
            ]
            for (compound, room, code) in wrong {
                let answer = try await server.client.post(
                    "/", [("compound", compound), ("room", room), ("code", code)])
                #expect(answer.status == 422)
                #expect(answer.text.contains("三项中有不相符的，请对照缴费通知单逐项核对。"))
                #expect(answer["set-cookie"] == nil)
                server.clock.advance(seconds: 600)
            }
        }
    }

    @Test func whatWasTypedIsKeptButNotTheCode() async throws {
        try await withTown { town, server in
            let answer = try await server.client.post(
                "/", CodeTests.fields(town, code: "WRONG-CODE-9") + [("remember", "yes")])
            #expect(answer.text.contains(#"value="文宴雅居""#))
            #expect(answer.text.contains(#"value="1-1-101""#))
            #expect(answer.text.contains(" checked"))
            #expect(!answer.text.contains("WRONG-CODE-9"))
        }
    }

    @Test func guessingIsSlowedDownAndEndsWithTime() async throws {
        try await withTown { town, server in
            let wrong = CodeTests.fields(town, code: "0000-0000-0000")
            var statuses: [Int] = []
            for _ in 0..<8 { statuses.append(try await server.client.post("/", wrong).status) }
            #expect(statuses == [422, 422, 422, 422, 422, 422, 429, 429])
            let refused = try await server.client.post("/", CodeTests.fields(town))
            #expect(refused.status == 429 && refused["set-cookie"] == nil)
            let wait = Int64(try #require(refused["retry-after"].flatMap { Int($0) }))
            #expect(wait == 1)
            #expect(refused.text.contains("请等待 1 秒后再试"))
            ServerTests.expectHeaders(refused, "429")
            server.clock.advance(seconds: wait)
            #expect(try await server.client.post("/", CodeTests.fields(town)).status == 303)
        }
    }

    @Test func behindAProxyEachClientWaitsForItselfAndTheHouseholdIsLetIn() async throws {
        try await withTown(trustsProxy: true) { town, server in
            let wrong = CodeTests.fields(town, code: "0000-0000-0000")
            for host in 1...60 {
                _ = try await server.client.post(
                    "/", wrong, ["X-Forwarded-For": "1.1.1.1, 10.0.0.\(host)"])
            }
            let home = ["X-Forwarded-For": "198.51.100.7"]
            let first = try await server.client.post("/", CodeTests.fields(town), home)
            #expect(first.status == 429)
            let wait = Int64(try #require(first["retry-after"].flatMap { Int($0) }))
            #expect(wait <= 10)
            server.clock.advance(seconds: wait)
            for host in 1...60 {
                _ = try await server.client.post("/", wrong, ["X-Forwarded-For": "10.0.1.\(host)"])
            }
            #expect(try await server.client.post("/", CodeTests.fields(town), home).status == 303)
        }
    }

    @Test func wrongLinksAreSlowedDownButTheRightOneNever() async throws {
        try await withTown { town, server in
            var statuses: [Int] = []
            for number in 0..<40 {
                statuses.append(try await server.client.get("/r/nonsense\(number)").status)
            }
            #expect(statuses.filter { $0 == 404 }.count == 31)
            #expect(statuses.suffix(9).allSatisfy { $0 == 429 })
            let api = try await server.client.get("/api/v1/fees", ["Authorization": "Bearer x"])
            #expect(api.status == 429)
            #expect(api["content-type"] == "application/problem+json")
            #expect(api["retry-after"] == "1")
            let right = try await server.client.get("/r/\(town.first.token.text)")
            #expect(right.status == 303)
            server.clock.advance(seconds: 1)
            #expect(try await server.client.get("/r/nonsense").status == 404)
        }
    }

    @Test(
        arguments: [
            (["Origin": "http://evil.example"], 403), (["Origin": "null"], 403),
            (["Sec-Fetch-Site": "cross-site"], 403), (["Sec-Fetch-Site": "same-site"], 403),
            (["Sec-Fetch-Site": "same-origin", "Origin": "null"], 303),
            (["Host": "a", "Origin": "http://a"], 303),
            (["Host": "a:1", "Origin": "http://a:2"], 403), ([:], 303),
        ] as [([String: String], Int)])
    func aFormOfAnotherSiteIsRefused(_ headers: [String: String], _ status: Int) async throws {
        try await withTown { town, server in
            let answer = try await server.client.post("/", CodeTests.fields(town), headers)
            #expect(answer.status == status)
        }
    }

    @Test func behindTLSTheOriginIsThePublicOne() async throws {
        try await withTown(publicURL: "https://linli.example") { town, server in
            let fields = CodeTests.fields(town)
            let ours = try await server.client.post(
                "/", fields, ["Host": "127.0.0.1:1", "Origin": "https://linli.example"])
            #expect(ours.status == 303)
            #expect(ours["set-cookie"]?.hasPrefix("__Host-linli=") == true)
        }
    }

    @Test func whatIsNoFormIsRefused() async throws {
        try await withTown { town, server in
            let type = ["Content-Type": "application/json"]
            #expect(try await server.client.post("/", [], type).status == 415)
            let broken = try await server.client.send(
                "POST", "/", ["Content-Type": "application/x-www-form-urlencoded"],
                body: Array("room=%ZZ".utf8))
            #expect(broken.status == 400)
            ServerTests.expectHeaders(broken, "400")
        }
    }
}
