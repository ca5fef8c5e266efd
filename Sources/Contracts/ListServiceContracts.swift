import Access
import Core
import Postgres

/// Lists service contracts where one may read reports, by compound and the newest first.
public struct ListServiceContracts: Sendable {
    public struct Input: Sendable {
        public let compound: ScopeID?
        public let company: ScopeID?
        /// Only those in force on this day; nil for all.
        public let inForceOn: CivilDate?
        public let limit: Int
        public let offset: Int

        public init(
            compound: ScopeID? = nil, company: ScopeID? = nil, inForceOn: CivilDate? = nil,
            limit: Int = 50, offset: Int = 0
        ) {
            self.compound = compound
            self.company = company
            self.inForceOn = inForceOn
            self.limit = limit
            self.offset = offset
        }
    }

    public struct Outcome: Sendable, Equatable {
        /// Over all that match, whatever page is shown.
        public let count: Int
        public let contracts: [ServiceContract]
    }

    /// Rows on one page.
    public static let mostRows = 1000

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `PermissionRefusal`, `PostgresError`.
    public func perform(_ input: Input = Input(), by actor: Actor) async throws -> Outcome {
        // who records contracts sees them all
        let reach =
            actor.reach(for: .manageInstallation) == nil ? nil : actor.reach(for: .readReports)
        if let compound = input.compound, reach != nil {
            try actor.require(.readReports, in: compound)
        }
        guard reach.map({ !$0.isEmpty }) ?? true else {
            throw PermissionRefusal.notPermitted(.readReports)
        }
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            try await ContractStore.list(input, within: reach, on: connection)
        }
    }
}

extension ListServiceContracts.Outcome {
    public func json(on today: CivilDate) -> JSON {
        [
            "count": JSON(count),
            "contracts": .array(contracts.map { $0.json(on: today) }),
        ]
    }
}
