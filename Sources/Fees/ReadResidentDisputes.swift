import Core
import Postgres
import Registry

/// What a household raised, for its own page: the caller has made sure by the household's link
/// that it is the tenure's own.
public struct ReadResidentDisputes: Sendable {
    /// More than a tenure may raise in years; older ones fall off the page.
    static let most = 200

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Returns: the newest first.
    /// - Throws: `PostgresError`.
    public func perform(scope: ScopeID, tenure: TenureID) async throws -> [Dispute] {
        try DisputeListStore.disputes(
            await database.query(
                DisputeListStore.ofTenure(tenure, in: scope, limit: ReadResidentDisputes.most)))
    }
}
