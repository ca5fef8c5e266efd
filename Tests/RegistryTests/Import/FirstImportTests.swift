import Access
import Core
import Postgres
import Registry
import TestSupport
import Testing

/// An import into a register that was measured while nobody could see a row of it.
@Suite struct FirstImportTests {
    private static let tables = ["household", "owner", "tenure"]

    @Test func aRegisterTakenForEmptyIsMeasuredAnew() async throws {
        try await withDatabase { database in
            let fixture = try await ImportFixture(database)
            try await database.withRollback { connection in
                try await FirstImportTests.writeOneRow(in: fixture.scope, on: connection)
                try await analyze(database)
            }
            #expect(try await measured(fixture) == ["household 0", "owner 0", "tenure 0"])

            let file = ImportFixture.path("households.csv")
            #expect(try await fixture.households(file).added == 216)
            #expect(try await measured(fixture) == ["household 216", "owner 216", "tenure 216"])
        }
    }

    @Test func autovacuumIsKeptFromTheFirstImportAlone() async throws {
        try await withDatabase { database in
            let fixture = try await ImportFixture(database)
            #expect(try await locksTaken(database) == 3)
            _ = try await fixture.households(ImportFixture.path("households.csv"))
            try await analyze(database)
            #expect(try await locksTaken(database) == 0)
        }
    }

    private static func writeOneRow(in scope: ScopeID, on connection: Connection) async throws {
        try await connection.execute(
            """
            insert into registry.household (scope_id, household_id, building, room, entry_id)
            values (\(scope), 1, '1', '101', 1)
            """)
        try await connection.execute(
            "insert into registry.owner (scope_id, name, entry_id) values (\(scope), '王', 1)")
        try await connection.execute(
            "insert into registry.tenure (scope_id, household_id, entry_id) values (\(scope), 1, 1)"
        )
    }

    private func analyze(_ database: Database) async throws {
        try await asSuperuser(database) { connection in
            for table in FirstImportTests.tables {
                try await connection.execute("analyze registry.\(unescaped: table)")
            }
        }
    }

    private func measured(_ fixture: ImportFixture) async throws -> [String] {
        try await fixture.text(
            """
            select relname || ' ' || reltuples from pg_class
            where relnamespace = 'registry'::regnamespace and relname in ('household', 'owner',
                'tenure') and relpages > 0 order by relname
            """)
    }

    /// How many tables the guard keeps autovacuum from until the transaction ends.
    private func locksTaken(_ database: Database) async throws -> Int {
        try await database.withRollback { connection in
            try await connection.execute("select registry.guard_statistics()")
            return try await connection.query(
                """
                select count(*) from pg_locks
                where pid = pg_backend_pid() and mode = 'ShareUpdateExclusiveLock'
                """
            ).only().decode(Int.self)
        }
    }
}
