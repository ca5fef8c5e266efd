import Access
import Core
import Postgres

/// Reads a compound with the figures of its register.
public struct ReadCompound: Sendable {
    /// How many households a building has.
    public struct Building: Sendable, Equatable {
        public let name: String
        public let households: Int
    }

    public struct KindCount: Sendable, Equatable {
        public let kind: HouseholdKind
        public let households: Int
    }

    public struct Outcome: Sendable, Equatable {
        public let compound: Compound
        public let households: Int
        /// By kind, in the order of `HouseholdKind`; kinds that there are none of left out.
        public let kinds: [KindCount]
        /// In the order of their names.
        public let buildings: [Building]
        /// Sum of the areas that are known.
        public let area: AreaSum
        /// Households of which no area is known.
        public let withoutArea: Int
        /// Households for which nobody answers now.
        public let withoutTenure: Int
        public let stalls: Int
        public let leasedStalls: Int
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `CompoundRefusal.unknownCompound`, `PermissionRefusal`, `PostgresError`.
    public func perform(_ scope: ScopeID, by actor: Actor) async throws -> Outcome {
        try actor.require(.readRegister, in: scope)
        let outcome = try await database.withTransaction(isolation: .repeatableRead) {
            try await CompoundFiguresStore.read(scope, on: $0)
        }
        guard let outcome else { throw CompoundRefusal.unknownCompound(scope.description) }
        return outcome
    }
}

/// A sum of areas in 0.01 m², which may be more than one household's may.
public struct AreaSum: Sendable, Equatable, CustomStringConvertible {
    public let hundredths: Int64

    public init(hundredths: Int64) {
        self.hundredths = hundredths
    }

    /// Square metres with two decimals: `17601.04`.
    public var description: String { FixedPoint.format(hundredths, decimals: 2) }

    /// With thousands commas: `17,601.04`.
    public var grouped: String { Money(fen: hundredths).grouped }
}

extension ReadCompound.Outcome: JSONConvertible {
    public var json: JSON {
        guard case .object(let members) = compound.json else { return .null }
        return .object(
            members + [
                ("households", JSON(households)),
                (
                    "kinds",
                    .object(kinds.map { (key: $0.kind.rawValue, value: JSON($0.households)) })
                ),
                (
                    "buildings",
                    .array(
                        buildings.map {
                            ["building": .string($0.name), "households": JSON($0.households)]
                        })
                ),
                ("area", .string(area.description)), ("withoutArea", JSON(withoutArea)),
                ("withoutTenure", JSON(withoutTenure)), ("stalls", JSON(stalls)),
                ("leasedStalls", JSON(leasedStalls)),
            ])
    }
}
