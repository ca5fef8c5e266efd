import Access
import Core
import Postgres

/// Reads what a compound is called: what stands above every page of it.
public struct ReadCompoundName: Sendable {
    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `CompoundRefusal.unknownCompound`, `PermissionRefusal`, `PostgresError`.
    public func perform(_ scope: ScopeID, by actor: Actor) async throws -> String {
        try actor.require(.readRegister, in: scope)
        let rows = try await database.query(CompoundStore.naming(scope))
        guard let name = try rows.first?.decode(String.self) else {
            throw CompoundRefusal.unknownCompound(scope.description)
        }
        return name
    }
}
