import Access
import Core
import Postgres
import Registry

/// Reads one dispute, with what could be its correction.
public struct ReadDispute: Sendable {
    public struct Outcome: Sendable, Equatable {
        public let dispute: Dispute
        /// Waivers and the withdrawal of its charge that no dispute is linked to yet.
        public let remedies: [Dispute.Correction]
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `DisputeRefusal.unknownDispute`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ id: DisputeID, in scope: ScopeID, by actor: Actor
    ) async throws -> Outcome {
        try actor.require(.readFees, in: scope)
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            guard let dispute = try await DisputeListStore.read(id, in: scope, on: connection)
            else { throw DisputeRefusal.unknownDispute(id) }
            let linked = dispute.corrections.map(\.reference)
            let remedies = try await DisputeStore.remedies(of: id, in: scope, on: connection)
            return Outcome(
                dispute: dispute,
                remedies: remedies.filter { remedy in
                    remedy.linkedTo == nil && !linked.contains(remedy.correction.reference)
                }.map(\.correction))
        }
    }
}
