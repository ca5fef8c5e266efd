import Access
import Postgres
import SQLCatalog

/// Seals and verifies the whole log of a database against its facts.
///
/// - Parameter head: exported earlier.
public func auditProblems(
    _ database: Database, head: AuditHead? = nil
) async throws -> [VerifyAudit.Problem] {
    _ = try await SealAudit(database: database).perform()
    return try await VerifyAudit(
        database: database, factQueries: SQLCatalog.facts.map(\.sql),
        migrations: SQLCatalog.migrations.map(\.sql)
    ).perform(by: .system, head: head).problems
}

/// Names of the files of sql/checks.
public let checkNames = SQLCatalog.checks.map(\.name)

/// Names of the files of sql/checks that return a row.
public func brokenChecks(_ database: Database) async throws -> [String] {
    try await database.withConnection { connection in
        var broken: [String] = []
        for check in SQLCatalog.checks {
            let rows = try await connection.query(
                "select 1 from (\(unescaped: check.sql)) found limit 1")
            if !rows.isEmpty { broken.append(check.name) }
        }
        return broken
    }
}
