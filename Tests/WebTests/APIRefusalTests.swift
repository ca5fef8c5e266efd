import Access
import Core
import Foundation
import TestSupport
import Testing

@testable import Web

/// What the interface does not do, and how it says so.
@Suite struct APIRefusalTests {
    @Test func withoutAGoodTokenNothing() async throws {
        try await withPrograms { town in
            for headers in [
                [:], ["Authorization": "linli_propertyManager"],
                ["Authorization": "Basic linli_propertyManager"],
                ["Authorization": "Bearer linli_nobody"], ["Authorization": "Bearer "],
                ["Cookie": "linli_session=propertyManager"],
            ] as [[String: String]] {
                let answer = try await town.server.client.get("/api/v1/compounds", headers)
                #expect(answer.status == 401, "\(headers)")
                #expect(answer["www-authenticate"] == "Bearer realm=\"linli\"")
                #expect(answer["content-type"] == "application/problem+json")
            }
        }
    }

    @Test func guessedTokensAreKeptWaiting() async throws {
        try await withPrograms { town in
            var statuses: Set<Int> = []
            for number in 0..<40 {
                let answer = try await town.server.client.get(
                    "/api/v1/compounds", ["Authorization": "Bearer linli_x\(number)"])
                statuses.insert(answer.status)
            }
            #expect(statuses == [401, 429])
            // who has a good one is not kept waiting by others' mischief
            #expect(try await town.get("/compounds").status == 200)
        }
    }

    @Test func everyRoleReachesWhatItsPermissionGives() async throws {
        try await withPrograms { town in
            let at = "/compounds/\(town.scope)"
            #expect(try await town.get("\(at)/payments", as: .auditor).status == 403)
            #expect(try await town.get("\(at)/payments", as: .ownersCommittee).status == 200)
            #expect(try await town.get("/compounds/99/payments").status == 404)
            #expect(try await town.get("/compounds/x/payments").status == 404)
            let body: JSON = ["household": "1-1-101", "amountFen": 1, "channel": "cash"]
            for (role, status) in [
                (Role.auditor, 403), (.administrator, 403), (.ownersCommittee, 403),
                (.propertyClerk, 200),
            ] {
                let answer = try await town.post("\(at)/payments", body, as: role)
                #expect(answer.status == status, "\(role)")
            }
        }
    }

    static let malformed: [(body: String, pointer: String)] = [
        ("", ""), ("{", ""), ("[]", ""), ("null", ""), ("{}", "/household"),
        (#"{"household":"1-1-101","amountFen":1}"#, "/channel"),
        (#"{"household":1,"amountFen":1,"channel":"cash"}"#, "/household"),
        (#"{"household":"","amountFen":1,"channel":"cash"}"#, "/household"),
        (#"{"household":" ","amountFen":1,"channel":"cash"}"#, "/household"),
        (#"{"household":"1-1-101","amountFen":"1","channel":"cash"}"#, "/amountFen"),
        (#"{"household":"1-1-101","amountFen":1.5,"channel":"cash"}"#, ""),
        (#"{"household":"1-1-101","amountFen":0,"channel":"cash"}"#, "/amountFen"),
        (#"{"household":"1-1-101","amountFen":1000000000000,"channel":"cash"}"#, "/amountFen"),
        (#"{"household":"1-1-101","amountFen":1,"channel":"gold"}"#, "/channel"),
        (#"{"household":"1-1-101","amountFen":1,"channel":"cash","x/y":1}"#, "/x~1y"),
        (
            #"{"household":"1-1-101","amountFen":1,"channel":"cash","receivedOn":"2021-02-30"}"#,
            "/receivedOn"
        ),
        (
            #"{"household":"1-1-101","amountFen":1,"channel":"cash","months":["2021-13"]}"#,
            "/months/0"
        ),
        (#"{"household":"1-1-101","amountFen":1,"amountFen":2,"channel":"cash"}"#, ""),
        (#"{"household":"1-1-101\u0000","amountFen":1,"channel":"cash"}"#, ""),
    ]

    @Test func whatIsNotAsDeclaredIsPointedAt() async throws {
        try await withPrograms { town in
            let path = "/api/v1/compounds/\(town.scope)/payments"
            for (body, pointer) in APIRefusalTests.malformed {
                let answer = try await town.server.client.send(
                    "POST", path,
                    Staff.bearer(.propertyClerk).merging([
                        "Content-Type": "application/json; charset=utf-8", "Idempotency-Key": "k",
                    ]) { $1 }, body: Array(body.utf8))
                #expect(answer.status == 400, "\(body) \(answer.text)")
                let problem = try JSON(parsing: answer.body)
                #expect(problem["code"] == "invalid", "\(body)")
                #expect(problem["pointer"]?.string == pointer, "\(body)")
            }
            let at = "/compounds/\(town.scope)"
            for (query, pointer) in [
                ("page=0", "/page"), ("page=01", "/page"), ("page=x", "/page"),
                ("size=201", "/size"),
                ("pages=1", "/pages"), ("page=1&page=2", "/page"), ("kind=x", "/kind"),
                ("descending=1", "/descending"),
            ] {
                let answer = try await town.get("\(at)/households?\(query)")
                #expect(answer.status == 400, "\(query)")
                #expect(answer.json["pointer"]?.string == pointer, "\(query)")
            }
            #expect(try await town.get("\(at)/households?page=%FF").status == 400)
            #expect(try await town.get("\(at)/collection").json["pointer"] == "/from")
        }
    }

    @Test func bodiesOfAnotherKindAreRefused() async throws {
        try await withPrograms { town in
            let path = "/compounds/\(town.scope)/payments"
            let body: JSON = ["household": "1-1-101", "amountFen": 1, "channel": "cash"]
            let form = try await town.post(
                path, body, headers: ["Content-Type": "application/x-www-form-urlencoded"])
            #expect(form.status == 415 && form.code == "notJSON")
            for key in ["", "with blank", "键", String(repeating: "k", count: 101)] {
                let answer = try await town.post(path, body, key: key)
                #expect(answer.status == 400, "\(key)")
                #expect(answer.json["pointer"] == "/Idempotency-Key", "\(key)")
            }
            let large = try await town.post(
                path, ["note": .string(String(repeating: "a", count: 70_000))])
            #expect(large.status == 413)
            let put = try await town.server.client.send(
                "PUT", "/api/v1\(path)", Staff.bearer(.propertyClerk))
            #expect(put.status == 405 && put["allow"] == "GET, HEAD, POST")
            let nowhere = try await town.server.client.get("/api/v1/nowhere")
            #expect(nowhere.status == 404 && nowhere.text.contains("\"code\":\"notFound\""))
        }
    }

    @Test func theSameKeyIsDoneOnce() async throws {
        try await withPrograms { town in
            let path = "/compounds/\(town.scope)/payments"
            let body: JSON = ["household": "1-1-101", "amountFen": 100, "channel": "cash"]
            let first = try await town.post(path, body, key: "till-1")
            let again = try await town.post(path, body, key: "till-1")
            #expect(first.json == again.json)
            #expect(first.answer["idempotent-replayed"] == nil)
            #expect(again.answer["idempotent-replayed"] == "true")
            let other = try await town.post(
                path, ["household": "1-1-101", "amountFen": 200, "channel": "cash"], key: "till-1")
            #expect(other.status == 422 && other.code == "idempotencyKeyReused")
            let elsewhere = try await town.post(
                "/compounds/\(town.scope)/bills/2021-11/run", key: "till-1")
            #expect(elsewhere.status == 422 && elsewhere.code == "idempotencyKeyReused")
            #expect(try await town.get(path).json["total"]?.integer == 1)
            // a refusal is as final as a deed
            let refused = try await town.post(
                path, ["household": "9-9-999", "amountFen": 1, "channel": "cash"], key: "till-2")
            #expect(refused.status == 422 && refused.code == "unknownHousehold")
            let same = try await town.post(
                path, ["household": "9-9-999", "amountFen": 1, "channel": "cash"], key: "till-2")
            #expect(same.status == 422 && same.answer["idempotent-replayed"] == "true")
            #expect(same.json == refused.json)
        }
    }

    @Test func twentyAtOnceUnderOneKeyTakeOnePayment() async throws {
        try await withPrograms { town in
            let path = "/compounds/\(town.scope)/payments"
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await town.post(
                            path, ["household": "1-1-101", "amountFen": 100, "channel": "cash"],
                            key: "once"
                        ).status
                    }
                }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(statuses.isSubset(of: [200, 409]))
            #expect(statuses.contains(200))
            #expect(try await town.get(path).json["total"]?.integer == 1)
        }
    }
}
