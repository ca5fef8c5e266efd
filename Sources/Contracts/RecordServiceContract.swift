import Access
import Core
import Postgres
import Resolutions

/// 登记物业合同: a company serves a compound from a day on, on a resolution. Contracts of a compound do
/// not overlap. An installation's matter: a company's reach follows from it, so nobody gives it to
/// themselves.
public struct RecordServiceContract: Sendable {
    public struct Input: Sendable {
        public let compound: ScopeID
        public let company: ScopeID
        public let from: CivilDate
        /// The last day; nil for a contract without an end.
        public let until: CivilDate?
        public let resolution: ResolutionID

        public init(
            compound: ScopeID, company: ScopeID, from: CivilDate, until: CivilDate? = nil,
            resolution: ResolutionID
        ) {
            self.compound = compound
            self.company = company
            self.from = from
            self.until = until
            self.resolution = resolution
        }
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `ContractRefusal`, `PermissionRefusal`, `PostgresError`.
    public func perform(_ input: Input, by actor: Actor) async throws -> ServiceContract {
        try actor.require(.manageInstallation, in: .installation)
        do {
            return try await database.withTransaction { connection in
                try await LedgerStore.lock(input.compound, on: connection)
                try await check(input, on: connection)
                return try await write(input, by: actor, on: connection)
            }
        } catch let error as PostgresError
            where error.constraint == "service_contract_no_overlap"
        {
            // recorded by somebody else at the same moment
            let other = try await database.withConnection {
                try await ContractStore.overlapping(input, on: $0)
            }
            throw ContractRefusal.overlaps(
                company: other?.companyName ?? "", from: other?.from ?? input.from,
                until: other?.until)
        }
    }

    private func check(_ input: Input, on connection: Connection) async throws {
        guard try await ContractStore.isCompound(input.compound, on: connection) else {
            throw ContractRefusal.unknownCompound(input.compound)
        }
        guard try await ContractStore.isCompany(input.company, on: connection) else {
            throw ContractRefusal.notACompany(input.company)
        }
        let basis = try await ResolutionStore.find(
            input.resolution, in: input.compound, on: connection)
        try RecordServiceContract.decide(input, basis: basis)
        if let other = try await ContractStore.overlapping(input, on: connection) {
            throw ContractRefusal.overlaps(
                company: other.companyName, from: other.from, until: other.until)
        }
    }

    /// - Parameter basis: nil where the compound has no such resolution.
    /// - Throws: `ContractRefusal`.
    static func decide(_ input: Input, basis: Resolution?) throws(ContractRefusal) {
        guard input.until.map({ $0 >= input.from }) ?? true else { throw .untilBeforeFrom }
        guard let basis else { throw .unknownResolution(input.resolution) }
        guard basis.kind.supportsContract else { throw .resolutionNotSufficient(basis.kind) }
    }

    private func write(
        _ input: Input, by actor: Actor, on connection: Connection
    ) async throws -> ServiceContract {
        let entry = try await AuditStore.draw(on: connection)
        let (id, fact) = try await ContractStore.insert(input, entry: entry, on: connection)
        try await AuditStore.append(
            AuditEntry(
                scope: input.compound, entry: entry, actor: actor,
                action: "RecordServiceContract", subject: "contract:\(id)",
                detail: [
                    "company": JSON(input.company), "from": JSON(input.from),
                    "until": JSON(input.until), "resolution": JSON(input.resolution),
                ],
                facts: .lines([fact])),
            on: connection)
        guard
            let made = try await ContractStore.find(id, in: input.compound, on: connection)
        else { throw ContractRefusal.unknownContract(id) }
        return made
    }
}
