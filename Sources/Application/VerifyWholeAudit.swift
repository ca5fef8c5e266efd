import Access
import SQLCatalog

extension VerifyAudit {
    /// With every kind of fact that this executable knows, and its own functions.
    public init(_ installation: Installation) {
        self.init(
            database: installation.database, factQueries: SQLCatalog.facts.map(\.sql),
            migrations: SQLCatalog.migrations.map(\.sql))
    }
}
