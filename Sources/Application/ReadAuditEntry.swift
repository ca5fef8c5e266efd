import Access
import Core
import Postgres

/// One entry of the log, with what seals it.
public struct ReadAuditEntry: Sendable {
    public struct Outcome: Sendable, Equatable {
        public let row: ListAudit.Row
        /// SHA-256 over the facts that it wrote.
        public let factsDigest: [UInt8]
        /// SHA-256 over all that its scope's log holds up to it; nil before it is sealed.
        public let chain: [UInt8]?
        public let sealedAt: Timestamp?
    }

    public enum Failure: Refusal, Equatable {
        case unknownEntry(EntryID)

        public var code: String { "unknownEntry" }

        public var sentence: String {
            switch self {
            case .unknownEntry(let id): "没有编号为 \(id) 的日志，请核对。"
            }
        }
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `Failure`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ entry: EntryID, in scope: ScopeID, by actor: Actor
    ) async throws -> Outcome {
        try actor.require(.readAudit, in: scope)
        let found = try await database.withConnection {
            try await AuditListStore.find(entry, in: scope, on: $0)
        }
        guard let found else { throw Failure.unknownEntry(entry) }
        return found
    }
}
