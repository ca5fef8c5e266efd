import Access
import Core
import Postgres

/// Reads one stall with who leased it from when to when.
public struct ReadStall: Sendable {
    public struct Lease: Sendable, Equatable {
        public let household: HouseholdCode
        public let owners: String
        public let from: BillingMonth
        /// The last month that is billed; nil while it goes on.
        public let until: BillingMonth?
        public let plate: String?
    }

    public struct Outcome: Sendable, Equatable {
        public let stall: Stall
        /// The newest first.
        public let leases: [Lease]
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `StallRefusal.unknownStall`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ code: String, in scope: ScopeID, by actor: Actor
    ) async throws -> Outcome {
        try actor.require(.readRegister, in: scope)
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            guard let stall = try await StallStore.find(code, in: scope, on: connection) else {
                throw StallRefusal.unknownStall(code)
            }
            return Outcome(
                stall: stall,
                leases: try await StallStore.leases(of: stall.id, in: scope, on: connection))
        }
    }
}

extension ReadStall.Outcome: JSONConvertible {
    public var json: JSON {
        guard case .object(let members) = stall.json else { return .null }
        let all: [JSON] = leases.map { lease in
            [
                "household": JSON(lease.household), "owners": .string(lease.owners),
                "from": JSON(lease.from), "until": JSON(lease.until), "plate": JSON(lease.plate),
            ]
        }
        return .object(members + [("leases", .array(all))])
    }
}
