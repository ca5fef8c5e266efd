import Access
import Core
import Postgres
import TestSupport
import Testing

@testable import Web

/// What people at work and programs are refused stands in the log.
@Suite struct RefusalNotesTests {
    private func noted(_ database: Database) async throws -> [String] {
        try await database.query(
            """
            select actor_name, detail ->> 'attempt', detail ->> 'permission', detail ->> 'scope'
            from access.audit_entry where action = 'Refused' order by entry_id
            """
        ).map { row in
            let (name, attempt, permission, scope) = try row.decode(
                String.self, String.self, String?.self, String?.self)
            return "\(name) \(attempt) \(permission ?? "-") \(scope ?? "-")"
        }
    }

    @Test func withoutAPermissionAndInAForeignScope() async throws {
        try await withPrograms { town in
            let client = town.server.client
            let own = "/compounds/\(town.scope)"
            _ = try await client.get("\(own)/payments", Staff.cookie(.auditor))
            _ = try await client.get("/compounds/99/payments", Staff.cookie(.propertyClerk))
            _ = try await client.get("/compounds/x/payments", Staff.cookie(.propertyClerk))
            _ = try await town.post("\(own)/bills/2021-11/run", as: .ownersCommittee)
            // whoever is let in, and whoever is nobody, is not noted
            _ = try await client.get("\(own)/payments", Staff.cookie(.propertyClerk))
            _ = try await client.get("\(own)/payments")
            _ = try await town.get("/compounds/99x", as: .propertyClerk)
            #expect(
                try await noted(town.database) == [
                    "auditor GET /compounds/{scope}/payments readFees \(town.scope)",
                    "propertyClerk GET /compounds/{scope}/payments readFees 99",
                    "propertyClerk GET /compounds/{scope}/payments readFees -",
                    "ownersCommittee POST /api/v1/compounds/{scope}/bills/{month}/run bill "
                        + "\(town.scope)",
                ])
            #expect(try await auditProblems(town.database) == [])
        }
    }

    /// The log is kept for ever: nobody fills it by being refused.
    @Test func onlySoManyWithinAnHour() async throws {
        try await withPrograms { town in
            func knock() async throws {
                _ = try await town.server.client.get(
                    "/compounds/\(town.scope)/payments", Staff.cookie(.auditor))
            }
            for _ in 0..<RefusalWatch.most + 3 { try await knock() }
            #expect(try await noted(town.database).count == RefusalWatch.most)
            let marked = try await town.database.query(
                """
                select count(*) from access.audit_entry
                where action = 'Refused' and detail ? 'furtherNotNoted'
                """
            ).only().decode(Int.self)
            #expect(marked == 1)
            town.server.clock.advance(seconds: 3600)
            try await knock()
            #expect(try await noted(town.database).count == RefusalWatch.most + 1)
        }
    }
}
