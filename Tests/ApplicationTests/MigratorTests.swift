import Access
import Core
import Logging
import Postgres
import SQLCatalog
import TestSupport
import Testing

@testable import Application

/// An empty database, as whoever may make roles sees it.
private func withEmptyDatabase(_ body: (Database) async throws -> Void) async throws {
    let name = try await TestDatabase.create(empty: true)
    let database = Database(
        connection: try TestDatabase.settings(database: name),
        logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
    do {
        try await body(database)
        await database.close()
        try await TestDatabase.drop(name)
    } catch {
        await database.close()
        try await TestDatabase.drop(name)
        throw error
    }
}

@Suite struct MigratorTests {
    private let first = Migration(
        number: 1, name: "first", sql: "create schema one; create table one.a (x integer);")
    private let second = Migration(
        number: 2, name: "second", sql: "alter table one.a add y integer;")
    private let failing = Migration(
        number: 3, name: "failing",
        sql: "create table one.b (x integer); insert into one.b values (1); select 1 / 0;")

    private func tables(_ database: Database) async throws -> [String] {
        try await database.query(
            """
            select c.relname || '.' || a.attname
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
            where n.nspname = 'one' order by 1
            """
        ).map { try $0.decode(String.self) }
    }

    private func recorded(_ database: Database) async throws -> [Int] {
        try await database.query("select number from linli.migration order by number")
            .map { try $0.decode(Int.self) }
    }

    @Test func freshThenNothingMore() async throws {
        try await withEmptyDatabase { database in
            let migrator = Migrator(database: database)
            #expect(try await !migrator.isCurrent())
            let outcome = try await migrator.perform()
            #expect(outcome.applied.count == SQLCatalog.migrations.count)
            #expect(outcome.version == SQLCatalog.migrations.count)
            #expect(try await migrator.isCurrent())
            let again = try await migrator.perform()
            #expect(again == Migrator.Outcome(applied: [], version: outcome.version))
        }
    }

    @Test func everythingBelongsToTheOwner() async throws {
        try await withDatabase { database in
            let foreign = try await database.query(
                """
                select n.nspname || '.' || c.relname from pg_class c
                join pg_namespace n on n.oid = c.relnamespace
                where n.nspname in ('access', 'registry', 'files', 'resolutions', 'fees')
                    and c.relowner <> 'linli_owner'::regrole
                """
            ).map { try $0.decode(String.self) }
            #expect(foreign == [])
        }
    }

    @Test func appliesOnlyWhatIsMissing() async throws {
        try await withEmptyDatabase { database in
            _ = try await Migrator(database: database, migrations: [first]).perform()
            let outcome = try await Migrator(database: database, migrations: [first, second])
                .perform()
            #expect(outcome.applied == ["2 second"])
            #expect(try await tables(database) == ["a.x", "a.y"])
        }
    }

    @Test func manyAtOnceOnAFreshDatabase() async throws {
        try await withEmptyDatabase { database in
            let applied = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await Migrator(database: database).perform().applied.count
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(applied.reduce(0, +) == SQLCatalog.migrations.count)
            #expect(try await recorded(database).count == SQLCatalog.migrations.count)
        }
    }

    @Test func aFailingMigrationLeavesNothing() async throws {
        try await withEmptyDatabase { database in
            let migrator = Migrator(database: database, migrations: [first, second, failing])
            await #expect(throws: PostgresError.self) { _ = try await migrator.perform() }
            #expect(try await tables(database) == ["a.x", "a.y"])
            #expect(try await recorded(database) == [1, 2])
            // and the role is given back: mended, it goes on
            let mended = Migration(number: 3, name: "failing", sql: "create table one.c (x int);")
            let outcome = try await Migrator(
                database: database, migrations: [first, second, mended]
            ).perform()
            #expect(outcome.applied == ["3 failing"])
        }
    }

    @Test func anEditedMigrationIsRefused() async throws {
        try await withEmptyDatabase { database in
            _ = try await Migrator(database: database, migrations: [first, second]).perform()
            let edited = Migration(number: 1, name: "first", sql: first.sql + " ")
            let migrator = Migrator(database: database, migrations: [edited, second, failing])
            await #expect(throws: Migrator.Failure.migrationEdited(number: 1, name: "first")) {
                _ = try await migrator.perform()
            }
            #expect(try await recorded(database) == [1, 2])
        }
    }

    @Test func aNewerDatabaseIsRefused() async throws {
        try await withEmptyDatabase { database in
            _ = try await Migrator(database: database, migrations: [first, second]).perform()
            let older = Migrator(database: database, migrations: [first])
            await #expect(throws: Migrator.Failure.databaseNewer(applied: 2, known: 1)) {
                _ = try await older.perform()
            }
            await #expect(throws: Migrator.Failure.databaseNewer(applied: 2, known: 1)) {
                _ = try await older.isCurrent()
            }
        }
    }

    /// Who may not make roles is told so, in words.
    @Test func whoMayNotBootstrapIsTold() async throws {
        try await withEmptyDatabase { database in
            var options = Database.Options()
            options.sessionSettings["role"] = "pg_monitor"
            let weak = Database(
                connection: database.settings, options: options,
                logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
            let code = try await refusal {
                _ = try await Migrator(database: weak, migrations: [first]).perform()
            }
            await weak.close()
            #expect(code == "mayNotBootstrap")
        }
    }

    @Test func failuresSpeakChinese() {
        let failures: [Migrator.Failure] = [
            .databaseNewer(applied: 2, known: 1), .migrationEdited(number: 1, name: "a"),
            .mayNotBootstrap("x"),
        ]
        #expect(failures.allSatisfy { $0.sentence.hasSuffix("。") })
    }
}
