import Access
import Core
import Fees
import Foundation
import Postgres
import Registry
import Resolutions
import TestSupport
import Testing

@testable import Web

/// A compound with fees decided, and programs that hold its people's tokens.
struct Programs: Sendable {
    let server: TestServer
    let compound: MadeCompound
    let resolution: ResolutionID

    var scope: ScopeID { compound.scope }
    var database: Database { server.context.installation.database }

    /// What an answer is, and whether it is as the interface declares it.
    struct Reply: Sendable {
        let status: Int
        let json: JSON
        let answer: Answer

        var code: String? { json["code"]?.string }
    }

    func get(_ path: String, as role: Role = .propertyManager) async throws -> Reply {
        let answer = try await server.client.get(
            "/api/v1\(path)", Staff.bearer(role))
        return try read(answer, "GET", path)
    }

    func post(
        _ path: String, _ body: JSON? = nil, key: String = UUID().uuidString,
        as role: Role = .propertyManager, headers: [String: String] = [:]
    ) async throws -> Reply {
        var fields = Staff.bearer(role).merging(["Idempotency-Key": key]) { $1 }
        if body != nil { fields["Content-Type"] = "application/json" }
        let answer = try await server.client.send(
            "POST", "/api/v1\(path)", fields.merging(headers) { $1 }, body: body?.bytes ?? [])
        return try read(answer, "POST", path)
    }

    /// Every answer is held against its declaration.
    private func read(_ answer: Answer, _ method: String, _ path: String) throws -> Reply {
        let json = try JSON(parsing: answer.body)
        let type = answer["content-type"]
        if answer.status == 200 {
            #expect(type == "application/json", "\(path)")
            let route = try #require(Programs.route(method, path), "\(path)")
            do {
                try route.answer.check(json)
            } catch let fault {
                Issue.record("\(method) \(path): \(fault.pointer) \(fault.wanted)")
            }
        } else {
            #expect(type == "application/problem+json", "\(path)")
            #expect(json["status"]?.integer == Int64(answer.status), "\(path)")
            #expect(json["code"]?.string != nil, "\(path)")
        }
        return Reply(status: answer.status, json: json, answer: answer)
    }

    private static func route(_ method: String, _ path: String) -> APIRoute? {
        let words = "/api/v1\(path.prefix { $0 != "?" })".split(separator: "/")
        let fitting = API.operations.filter { route in
            let pattern = route.path.split(separator: "/")
            return route.method.rawValue == method && pattern.count == words.count
                && zip(pattern, words).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
        // a fixed word before a parameter
        return fitting.min { $0.parameters.count < $1.parameters.count }
    }
}

/// Fees of 50 yuan a household and 30 yuan a stall from November 2021, on one decision; the first
/// stall is leased.
func withPrograms(
    today: CivilDate = day("2021-12-08"),
    _ body: @escaping @Sendable (Programs) async throws -> Void
) async throws {
    try await withDatabase { database in
        let compound = try await makeCompound(database)
        let resolution = try await RecordResolution(database: database).perform(
            RecordResolution.Input(
                scope: compound.scope, kind: .historical, body: .ownersAssembly, title: "收费标准",
                adoptedOn: day("2021-10-08"), source: "会议记录"),
            by: testActor, on: day("2021-10-20")
        ).resolution.id
        _ = try await LeaseStall(database: database).perform(
            LeaseStall.Input(
                scope: compound.scope, stall: "A-001", household: compound.households[0],
                from: month("2021-11")),
            by: testActor)
        for (item, rate, basis) in [
            (FeeItemCode.propertyFee, 500_000, FeeSchedule.Basis.household),
            (.parking, 300_000, .stall),
        ] as [(FeeItemCode, Int64, FeeSchedule.Basis)] {
            _ = try await AddSchedule(database: database).perform(
                AddSchedule.Input(
                    scope: compound.scope, item: item, rate: Rate(tenThousandths: rate),
                    basis: basis, from: month("2021-11"), dueDay: 25, resolution: resolution),
                by: testActor, on: day("2021-10-20"))
        }
        let staff = Staff(scope: compound.scope)
        try await withServer(database, today: today, sessions: staff) { server in
            try await body(
                Programs(server: server, compound: compound, resolution: resolution))
        }
    }
}
