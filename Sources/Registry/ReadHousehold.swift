import Access
import Core
import Postgres

/// Reads what the register has of one household: who answered for it when, what it leases, whether
/// it has a link. Phones are masked: who needs to call has the paper register.
public struct ReadHousehold: Sendable {
    /// A stall that one of the household's tenures leases or leased.
    public struct Lease: Sendable, Equatable {
        public let stall: String
        public let title: StallTitle
        public let tenure: TenureID
        public let from: BillingMonth
        /// The last month that is billed; nil while it goes on.
        public let until: BillingMonth?
        public let plate: String?
    }

    /// The link in force of a tenure.
    public struct Link: Sendable, Equatable {
        public let tenure: TenureID
        public let generation: Int32
        public let issuedAt: Timestamp?
    }

    public struct Outcome: Sendable, Equatable {
        /// The compound's name.
        public let compound: String
        public let household: Household
        /// The current one last; phones are masked.
        public let tenures: [Tenure]
        /// Those that go on first, then the newest.
        public let leases: [Lease]
        public let links: [Link]

        /// Who answers for it now; nil where nobody does.
        public var current: Tenure? { tenures.last.flatMap { $0.until == nil ? $0 : nil } }

        /// Who answers for it on a day: not yet who takes it over later.
        public func inForce(on day: CivilDate) -> Tenure? {
            tenures.last { tenure in
                (tenure.from.map { $0 <= day } ?? true) && (tenure.until.map { day < $0 } ?? true)
            }
        }

        /// What it leases now.
        public var currentLeases: [Lease] {
            leases.filter { $0.until == nil && $0.tenure == current?.id }
        }
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `HouseholdRefusal.unknownHousehold`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ code: HouseholdCode, in scope: ScopeID, by actor: Actor
    ) async throws -> Outcome {
        try actor.require(.readRegister, in: scope)
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            let found = try await HouseholdReadStore.read(code, in: scope, on: connection)
            guard let found else {
                throw HouseholdRefusal.unknownHousehold(
                    code.description,
                    compound: try await CompoundStore.name(of: scope, on: connection))
            }
            return found
        }
    }
}

extension ReadHousehold.Outcome: JSONConvertible {
    public var json: JSON {
        let current = current?.id
        return [
            "compound": .string(compound), "household": JSON(household.code),
            "kind": .string(household.kind.rawValue), "area": JSON(household.area?.description),
            "countsInRoll": .bool(household.countsInRoll), "remark": .string(household.remark),
            "tenures": .array(tenures.map(Self.json)),
            "stalls": .array(
                currentLeases.map { lease in
                    [
                        "stall": .string(lease.stall), "title": .string(lease.title.rawValue),
                        "household": JSON(household.code), "from": JSON(lease.from),
                        "plate": JSON(lease.plate),
                    ]
                }),
            "leases": JSON(leases),
            "hasLink": .bool(links.contains { $0.tenure == current }),
        ]
    }

    private static func json(_ tenure: Tenure) -> JSON {
        [
            "tenure": JSON(tenure.id), "obligor": .string(tenure.obligor.rawValue),
            "from": JSON(tenure.from), "until": JSON(tenure.until),
            "owners": .array(
                tenure.owners.map { owner in
                    [
                        "name": .string(owner.name), "phone": JSON(owner.phone),
                        "share": JSON(owner.share?.description),
                    ]
                }),
        ]
    }
}

extension ReadHousehold.Lease: JSONConvertible {
    public var json: JSON {
        [
            "stall": .string(stall), "title": .string(title.rawValue), "tenure": JSON(tenure),
            "from": JSON(from), "until": JSON(until), "plate": JSON(plate),
        ]
    }
}
