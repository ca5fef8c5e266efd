import Access
import Core
import Postgres

/// Lists service contracts where one may read them, by compound and the newest first.
public struct ListServiceContracts: Sendable {
    public struct Input: Sendable {
        public let compound: ScopeID?
        public let company: ScopeID?
        /// Only those in force on this day; nil for all.
        public let inForceOn: CivilDate?
        public let limit: Int
        public let offset: Int
        /// Only this one.
        public let contract: ContractID?
        /// Part of the compound's or the company's name; nil or blank for all.
        public let search: String?
        /// As it is on a day; nil for all.
        public let state: (state: ServiceContract.State, on: CivilDate)?

        public init(
            compound: ScopeID? = nil, company: ScopeID? = nil, inForceOn: CivilDate? = nil,
            limit: Int = 50, offset: Int = 0, contract: ContractID? = nil, search: String? = nil,
            state: (state: ServiceContract.State, on: CivilDate)? = nil
        ) {
            let text = search?.trimmed.filter { $0 != "\0" } ?? ""
            self.contract = contract
            self.search = text.isEmpty ? nil : String(text.prefix(100))
            self.state = state
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
        if let compound = input.compound { try actor.require(.readContracts, in: compound) }
        let reach = try actor.requireReach(for: .readContracts)
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
