import Access
import Core
import Postgres

/// Leaves in the log that everything was copied out of the database, or that it was put back to
/// what it had been.
public struct RecordBackup: Sendable {
    public enum Event: Sendable {
        case taken(withKeys: Bool)
        /// - Parameters:
        ///   - of: when the copy was taken; nil where nothing says so.
        ///   - replaced: the name under which what was there before is kept.
        case restored(of: Timestamp?, replaced: String?)
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `PermissionRefusal`, `PostgresError`.
    public func perform(_ event: Event, by actor: Actor) async throws {
        try actor.require(.manageInstallation, in: .installation)
        let action: String
        let detail: JSON
        switch event {
        case .taken(let withKeys):
            action = "BackUpDatabase"
            detail = ["withKeys": .bool(withKeys)]
        case .restored(let taken, let replaced):
            action = "RestoreDatabase"
            detail = ["takenAt": JSON(taken), "replaced": JSON(replaced)]
        }
        try await database.withTransaction { connection in
            let entry = try await AuditStore.draw(on: connection)
            try await AuditStore.append(
                AuditEntry(
                    scope: .installation, entry: entry, actor: actor, action: action,
                    subject: "database", detail: detail, facts: .lines([])),
                on: connection)
        }
    }
}
