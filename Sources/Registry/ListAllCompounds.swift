import Access
import Core
import Postgres

/// All compounds there are, for whoever registers them: where they lie, and nothing of what is in
/// them but how much.
public struct ListAllCompounds: Sendable {
    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ input: ListCompounds.Input, by actor: Actor
    ) async throws -> ListCompounds.Outcome {
        try actor.require(.manageInstallation, in: .installation)
        return try await CompoundListStore.read(input, reach: nil, in: database)
    }
}
