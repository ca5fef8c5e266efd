import Access
import Core
import Postgres

/// Imports a 车位表: stalls with their title, and who leases them from which month.
///
/// A stall is known by its code. A lease is added where the stall has none; one that is open is
/// not changed by an import, for that is a release and a new lease.
public struct ImportStalls: Sendable {
    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `TableRefusal`, `ImportFailure`, `PermissionRefusal`, `PostgresError`; nothing is
    ///   written then. Cells that are refused are in the outcome.
    public func perform(
        _ request: ImportRequest, by actor: Actor
    ) async throws -> ImportOutcome {
        try actor.require(.manageRegister, in: request.scope)
        return try await ImportTable(database: database).perform(request, by: actor) {
            StallImport()
        }
    }
}
