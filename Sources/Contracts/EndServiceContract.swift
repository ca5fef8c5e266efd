import Access
import Core
import Postgres

/// 终止物业合同: before the day that was agreed. From the next day on its company's people no longer
/// see the compound.
public struct EndServiceContract: Sendable {
    public struct Input: Sendable {
        public let compound: ScopeID
        public let contract: ContractID
        /// The last day; the day before the first one where it never held.
        public let lastDay: CivilDate
        public let reason: String

        public init(
            compound: ScopeID, contract: ContractID, lastDay: CivilDate, reason: String
        ) {
            self.compound = compound
            self.contract = contract
            self.lastDay = lastDay
            self.reason = reason
        }
    }

    static let longestReason = 500

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `ContractRefusal`, `PermissionRefusal`, `PostgresError`.
    public func perform(_ input: Input, by actor: Actor) async throws -> ServiceContract {
        try actor.require(.manageInstallation, in: .installation)
        let reason = input.reason.trimmed
        guard !reason.isEmpty, reason.unicodeScalars.count <= EndServiceContract.longestReason
        else { throw ContractRefusal.reasonInvalid }
        return try await database.withTransaction { connection in
            try await LedgerStore.lock(input.compound, on: connection)
            guard
                let found = try await ContractStore.find(
                    input.contract, in: input.compound, on: connection)
            else { throw ContractRefusal.unknownContract(input.contract) }
            try EndServiceContract.decide(found, lastDay: input.lastDay)
            let entry = try await AuditStore.draw(on: connection)
            let fact = try await ContractStore.end(
                found, after: input.lastDay, reason: reason, entry: entry, on: connection)
            try await AuditStore.append(
                AuditEntry(
                    scope: input.compound, entry: entry, actor: actor,
                    action: "EndServiceContract", subject: "contract:\(found.id)",
                    detail: [
                        "company": JSON(found.company), "lastDay": JSON(input.lastDay),
                        "reason": .string(reason),
                    ],
                    facts: .lines([fact])),
                on: connection)
            return try await ContractStore.find(
                found.id, in: input.compound, on: connection) ?? found
        }
    }

    /// - Throws: `ContractRefusal`.
    static func decide(
        _ found: ServiceContract, lastDay: CivilDate
    ) throws(ContractRefusal) {
        if found.endedReason != nil, let until = found.until { throw .endedAlready(until) }
        if let until = found.until, lastDay >= until { throw .notEarlier(until) }
        guard lastDay >= found.from.adding(days: -1) else { throw .endBeforeStart(found.from) }
    }
}
