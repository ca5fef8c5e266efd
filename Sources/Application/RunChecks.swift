import Access
import Core
import Postgres
import SQLCatalog

/// Runs every file of sql/checks: each is a query that must return no row.
public struct RunChecks: Sendable {
    public struct Finding: Sendable, JSONConvertible {
        /// The file's name, such as `fees-allocations`.
        public let check: String
        /// What its first line says is wrong.
        public let sentence: String
        /// The rows found, `column=value`, at most `RunChecks.listed`.
        public let rows: [String]
        public let count: Int

        public var json: JSON {
            [
                "check": .string(check), "message": .string(sentence), "count": JSON(count),
                "rows": .array(rows.map(JSON.string)),
            ]
        }
    }

    /// Rows shown of one check: enough to start looking.
    static let listed = 20

    private let database: Database
    private let checks: [NamedSQL]

    public init(database: Database, checks: [NamedSQL] = SQLCatalog.checks) {
        self.database = database
        self.checks = checks
    }

    /// - Parameter progress: told how many checks are done, of how many.
    /// - Throws: `PermissionRefusal`, `PostgresError`.
    public func perform(
        by actor: Actor, progress: @Sendable (Int, Int) -> Void = { _, _ in }
    ) async throws -> [Finding] {
        try actor.require(.readAudit, in: .installation)
        // One snapshot for all: a payment in the middle does not look like a fault.
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            var findings: [Finding] = []
            for (index, check) in checks.enumerated() {
                let rows = try await connection.query(
                    """
                    select row_to_json(found)::text, count(*) over ()
                    from (\(unescaped: check.sql)) found limit \(RunChecks.listed)
                    """)
                if let first = rows.first {
                    findings.append(
                        Finding(
                            check: check.name, sentence: RunChecks.sentence(of: check),
                            rows: try rows.map { try $0.decode(String.self, Int.self).0 },
                            count: try first.decode(String.self, Int.self).1))
                }
                progress(index + 1, checks.count)
            }
            return findings
        }
    }

    static func sentence(of check: NamedSQL) -> String {
        let line = check.sql.split(separator: "\n").first ?? ""
        return line.hasPrefix("--") ? line.dropFirst(2).trimmed : check.name
    }
}
