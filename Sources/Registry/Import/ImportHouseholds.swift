import Access
import Core
import Postgres
import Secrets

/// Imports a 房屋业主表: households, their owners and tenures as the company keeps them.
///
/// A household is known by its address. What the file states anew of a known one is changed; a
/// blank changes nothing; another owner is refused, for that is a transfer or a correction.
public struct ImportHouseholds: Sendable {
    private let database: Database
    private let idNumberKey: SecretKey

    /// - Parameter idNumberKey: under which numbers of identity documents are hashed; nothing else
    ///   of them is kept.
    public init(database: Database, idNumberKey: SecretKey) {
        self.database = database
        self.idNumberKey = idNumberKey
    }

    /// - Throws: `TableRefusal`, `ImportFailure`, `PermissionRefusal`, `PostgresError`; nothing is
    ///   written then. Cells that are refused are in the outcome.
    public func perform(
        _ request: ImportRequest, by actor: Actor
    ) async throws -> ImportOutcome {
        try actor.require(.manageRegister, in: request.scope)
        return try await ImportTable(database: database).perform(request, by: actor) {
            HouseholdImport(idNumberKey: idNumberKey)
        }
    }
}
