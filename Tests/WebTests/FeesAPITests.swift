import Core
import Foundation
import Registry
import Secrets
import TestSupport
import Testing

@testable import Web

@Suite struct FeesAPITests {
    static func bearer(_ token: String) -> [String: String] { ["Authorization": "Bearer \(token)"] }

    @Test func theStatementAsJSON() async throws {
        try await withTown { town, server in
            try await town.pay(5_000, town.first.household, key: "k1", on: "2021-11-09")
            let answer = try await server.client.get(
                "/api/v1/fees", FeesAPITests.bearer(town.first.token.text))
            #expect(answer.status == 200)
            #expect(answer["content-type"] == "application/json")
            #expect(answer["cache-control"] == "no-store")
            ServerTests.expectHeaders(answer, "fees")
            let digest = Hex.encode(Digest.sha256("决议"))
            let basis =
                #"{"kind":"historical","body":"owners-committee","title":"关于物业费的决定","#
                + #""adoptedOn":"2021-10-08","digest":"\#(digest)","source":"会议记录"}"#
            func line(_ month: String, _ settled: Int) -> String {
                #"{"month":"\#(month)","item":"property-fee","amountFen":5000,"#
                    + #""settledFen":\#(settled),"basis":\#(basis),"waivedFen":0,"#
                    + #""openFen":\#(5_000 - settled),"dueOn":"\#(month)-25","stall":null,"#
                    + #""name":"物业费"}"#
            }
            let object = try #require(
                JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
            let payments = try #require(object["payments"] as? [[String: Any]])
            let payment = try #require(payments.first?["payment"] as? Int)
            let tenure = try #require(object["tenure"] as? Int)
            #expect(
                answer.text == #"{"compound":"文宴雅居","household":"1-1-101","openingFen":0,"#
                    + #""chargedFen":10000,"withdrawnFen":0,"waivedFen":0,"paidFen":5000,"#
                    + #""refundedFen":0,"closingFen":5000,"creditFen":0,"lines":["#
                    + line("2021-11", 5_000) + "," + line("2021-12", 0)
                    + #"],"payments":[{"payment":\#(payment),"receipt":"2021-000001","#
                    + #""receivedOn":"2021-11-09","amountFen":5000,"channel":"wechat","#
                    + #""refundedFen":0,"reversedOn":null}],"tenure":\#(tenure),"obligor":"业****","#
                    + #""from":null,"until":"2021-12-08"}"#)
        }
    }

    @Test func theTokenIsCheckedOnEachRequest() async throws {
        try await withTown { town, server in
            let headers = FeesAPITests.bearer(town.first.token.text)
            #expect(try await server.client.get("/api/v1/fees", headers).status == 200)
            try await RevokeResidentLink(database: town.database).perform(
                household: town.first.household, in: town.compound.scope, by: testActor)
            #expect(try await server.client.get("/api/v1/fees", headers).status == 401)
        }
    }

    @Test func withoutARightTokenAProblemSaysWhatIsAskedFor() async throws {
        try await withTown { town, server in
            let token = town.first.token.text
            let wrong: [[String: String]] = [
                [:], ["Authorization": ""], ["Authorization": "Bearer"],
                ["Authorization": "Basic \(token)"], ["Authorization": token],
                ["Authorization": "Bearer \(token) "], ["Authorization": "Bearer \(token)x"],
                ["Authorization": "Bearer \(token.dropLast())"], ["Cookie": "linli=\(token)"],
            ]
            for headers in wrong {
                let answer = try await server.client.get("/api/v1/fees", headers)
                // blanks at the end of a field are no part of it (RFC 9110, 5.5)
                let isRight = headers["Authorization"] == "Bearer \(token) "
                #expect(answer.status == (isRight ? 200 : 401), "\(headers.keys)")
                guard !isRight else { continue }
                #expect(answer["www-authenticate"] == #"Bearer realm="linli""#)
                #expect(answer["content-type"] == "application/problem+json")
                #expect(
                    answer.text.hasPrefix(
                        #"{"type":"about:blank","title":"Unauthorized","status":401,"#
                            + #""code":"unauthorized","detail":""#))
            }
            let lower = try await server.client.get(
                "/api/v1/fees", ["Authorization": "bearer \(token)"])
            #expect(lower.status == 200)
        }
    }

    @Test func otherMethodsAreProblemsToo() async throws {
        try await withTown { town, server in
            let answer = try await server.client.send(
                "POST", "/api/v1/fees", FeesAPITests.bearer(town.first.token.text))
            #expect(answer.status == 405)
            #expect(answer["allow"] == "GET, HEAD")
            #expect(answer["content-type"] == "application/problem+json")
            let head = try await server.client.send(
                "HEAD", "/api/v1/fees", FeesAPITests.bearer(town.first.token.text))
            #expect(head.status == 200 && head.body.isEmpty)
        }
    }
}
