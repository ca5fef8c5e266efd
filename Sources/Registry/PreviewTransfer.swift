import Access
import Core
import Postgres

/// What a transfer would do, found by doing it and taking it back: refused for the same reasons.
public struct PreviewTransfer: Sendable {
    public struct Outcome: Sendable {
        /// Who answers for the household until the day, phones masked; nil where nobody does.
        public let until: Tenure?
        public let owners: [TransferHousehold.NewOwner]
        public let day: CivilDate
        /// Stalls whose lease would end, or go over.
        public let stalls: [String]
        /// False where the register already says so.
        public let changes: Bool
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `TransferHousehold.Failure`, `HouseholdRefusal`, `PermissionRefusal`,
    ///   `PostgresError`.
    public func perform(
        _ input: TransferHousehold.Input, by actor: Actor, on today: CivilDate
    ) async throws -> Outcome {
        try actor.require(.manageRegister, in: input.scope)
        let owners = try TransferHousehold.checked(input, on: today)
        let (outcome, until) = try await database.withRollback { connection in
            try await TransferHousehold.carryOut(input, owners: owners, by: actor, on: connection)
        }
        return Outcome(
            until: until?.masked, owners: owners, day: input.day, stalls: outcome.stalls,
            changes: outcome.changed)
    }
}

extension PreviewTransfer.Outcome: JSONConvertible {
    public var json: JSON {
        [
            "on": JSON(day), "until": JSON(until?.ownerNames),
            "owners": .array(owners.map { .string($0.name) }),
            "stalls": .array(stalls.map(JSON.string)), "changes": .bool(changes),
        ]
    }
}
