import Access
import Core
import Postgres
import Registry
import Resolutions

/// What a new service contract of a compound may be made of: the companies that are registered,
/// and the compound's resolutions that one may stand on.
public struct PrepareServiceContract: Sendable {
    public struct Outcome: Sendable {
        public let compound: ScopeID
        public let compoundName: String
        /// In the order of their names.
        public let companies: [Organisation]
        /// The newest first.
        public let bases: [Resolution]
        /// The newest first; at most `mostContracts`.
        public let contracts: [ServiceContract]
    }

    static let mostContracts = 20

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `ContractRefusal.unknownCompound`, `PermissionRefusal`, `PostgresError`.
    public func perform(_ compound: ScopeID, by actor: Actor) async throws -> Outcome {
        try actor.require(.manageInstallation, in: .installation)
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            guard let name = try await ContractStore.compoundName(compound, on: connection) else {
                throw ContractRefusal.unknownCompound(compound)
            }
            let bases = try await ResolutionStore.list(in: compound, on: connection)
            let contracts = try await ContractStore.list(
                ListServiceContracts.Input(
                    compound: compound, limit: PrepareServiceContract.mostContracts),
                within: nil, on: connection)
            return Outcome(
                compound: compound, compoundName: name,
                companies: try await OrganisationStore.list(on: connection).filter {
                    $0.kind == .propertyCompany
                },
                bases: bases.filter(\.kind.supportsContract), contracts: contracts.contracts)
        }
    }
}
