import Core
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Web

/// What every page and every answer reads, as the server itself writes it down: never a growing
/// table whole, and never more rows of one than a compound has, however many others there are.
@Suite(.serialized) struct PagePlansTests {
    /// Turns of each address: the sixth of a statement may have a plan for any values.
    private static let turns = 7

    @Test func everyPageStaysInsideItsCompound() async throws {
        try await withDatabase(options: PlanLog.options) { database in
            let scopes = try await makeCrowd(database, compounds: 16, households: 120)
            try await addHistory(database, in: scopes)
            let scope = scopes[3]
            let known = try await names(in: scope, database)
            let limits = try await limits(database, compounds: scopes.count)
            try await withServer(
                database, today: day("2022-01-10"), sessions: Staff(scope: scope)
            ) { server in
                let log = try PlanLog()
                let paths = addresses(of: WebServer.site(server.context).routes, known)
                #expect(paths.count > 40, "\(paths)")
                for path in paths { try await ask(path, server) }
                try check(try log.readings(), limits)
            }
        }
    }

    /// Those of people at work and of programs; the log itself, which spans compounds, has a test
    /// of its own.
    private func addresses(of routes: [Site.Route], _ known: [String: String]) -> [String] {
        routes.filter { route in
            guard route.method == .get, case .needs(let permission, _) = route.access else {
                return false
            }
            return permission != .readAudit
        }.map { route in
            let isStall = route.path.contains("/stalls/{code}")
            return route.path.replacing(/\{(\w+)\}/) { match in
                let name = String(match.1)
                return isStall && name == "code"
                    ? known["stall"] ?? "" : known[name] ?? "1"
            }
        }.sorted()
    }

    private func ask(_ path: String, _ server: TestServer) async throws {
        let fields =
            path.hasPrefix("\(APIRoute.root)/")
            ? Staff.bearer(.propertyManager) : Staff.cookie(.propertyManager)
        for _ in 1...PagePlansTests.turns {
            let answer = try await server.client.get(path, fields)
            #expect(answer.status < 500, "\(path) \(answer.status)")
        }
        for query in ["search=501&page=2", "sort=owner&direction=down", "size=20&page=3"] {
            let answer = try await server.client.get("\(path)?\(query)", fields)
            #expect(answer.status < 500, "\(path)?\(query) \(answer.status)")
        }
    }

    private func check(_ readings: [PlanLog.Reading], _ limits: [String: Int]) throws {
        let tables = Set(readings.map(\.table))
        // Or nothing was looked at.
        for table in ["household", "charge", "payment", "run", "dispute", "stall_lease"] {
            #expect(tables.contains(table), "\(table) was never read")
        }
        var told: Set<String> = []
        for reading in readings {
            guard let limit = limits[reading.table],
                reading.kind == "Seq Scan" || reading.rows > limit
            else { continue }
            let fault = "\(reading.kind) of \(reading.table)"
            guard told.insert(fault + reading.statement).inserted else { continue }
            Issue.record("\(fault), \(reading.rows) rows, limit \(limit):\n\(reading.statement)")
        }
    }

    /// What one compound has of each growing table, and half as much again.
    private func limits(_ database: Database, compounds: Int) async throws -> [String: Int] {
        try await database.withConnection { connection in
            let rows = try await connection.query(
                """
                select relname::text, reltuples::bigint from pg_class
                where relname = any(\(Array(growingTables))) and relkind = 'r'
                """)
            return try rows.reduce(into: [:]) { limits, row in
                let (table, count) = try row.decode(String.self, Int.self)
                if count > 0 { limits[table] = count / compounds * 3 / 2 + 10 }
            }
        }
    }

    /// Names in addresses that lead to something.
    private func names(in scope: ScopeID, _ database: Database) async throws -> [String: String] {
        let row = try await database.withConnection { connection in
            try await connection.query(
                """
                select (select min(run_id) from fees.run where scope_id = \(scope)) as run,
                    (select min(dispute_id) from fees.dispute where scope_id = \(scope)) as dispute,
                    (select min(payment_id) from fees.payment where scope_id = \(scope)) as payment,
                    (select min(code) from registry.stall where scope_id = \(scope)) as stall
                """
            ).only()
        }
        let payment = try row.get("payment", as: Int64.self)
        return [
            "scope": "\(scope)", "code": "1-1-101", "household": "1-1-101", "month": "2021-06",
            "run": "\(try row.get("run", as: Int64.self))",
            "dispute": "\(try row.get("dispute", as: Int64.self))",
            "stall": try row.get("stall", as: String.self), "number": "2021-\(payment)",
            "receipt": "2021-\(payment)", "payment": "\(payment)",
        ]
    }
}
