import Access
import Core
import Postgres
import Registry

/// Ends a fee without a successor: after a last month, or altogether where nothing was ever billed
/// under it.
public struct EndSchedule: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        public let schedule: ScheduleID
        /// The last month that is still charged; nil: it was never to be in force.
        public let last: BillingMonth?
        public let reason: String

        public init(
            scope: ScopeID, schedule: ScheduleID, last: BillingMonth?, reason: String
        ) {
            self.scope = scope
            self.schedule = schedule
            self.last = last
            self.reason = reason
        }
    }

    public struct Outcome: Sendable, Equatable {
        /// As it stands now.
        public let schedule: FeeSchedule
        /// True where it ended so already.
        public let repeated: Bool
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `MalformedValue` for the reason, `ScheduleRefusal`, `CompoundRefusal`,
    ///   `PermissionRefusal`, `PostgresError`.
    public func perform(_ input: Input, by actor: Actor) async throws -> Outcome {
        try actor.require(.manageSchedules, in: input.scope)
        let reason = try Wording.read(input.reason, what: "原因", limit: PaymentText.longestReason)
        return try await database.withTransaction { connection in
            guard try await LedgerStore.lock(input.scope, on: connection) else {
                throw CompoundRefusal.unknownCompound(input.scope.description)
            }
            guard
                let version = try await ScheduleStore.version(
                    input.schedule, in: input.scope, billedAfter: input.last, on: connection)
            else { throw ScheduleRefusal.unknownSchedule(input.schedule) }
            guard let last = try ScheduleRules.end(version, with: input.last) else {
                return Outcome(schedule: version.schedule, repeated: true)
            }
            let entry = try await AuditStore.draw(on: connection)
            let facts = try await ScheduleStore.close(
                [input.schedule], after: last, in: input.scope, entry: entry, on: connection)
            try await AuditStore.append(
                AuditEntry(
                    scope: input.scope, entry: entry, actor: actor, action: "EndSchedule",
                    subject: "schedule:\(input.schedule)",
                    detail: ["last": JSON(last), "reason": .string(reason)],
                    facts: .lines(facts)),
                on: connection)
            return Outcome(
                schedule: FeeSchedule(
                    id: input.schedule, terms: version.schedule.terms, until: last),
                repeated: false)
        }
    }
}

extension EndSchedule.Outcome: JSONConvertible {
    public var json: JSON {
        [
            "id": JSON(schedule.id), "item": JSON(schedule.terms.item),
            "from": JSON(schedule.terms.from), "until": JSON(schedule.until),
            "neverInForce": .bool(schedule.wasNeverInForce), "repeated": .bool(repeated),
        ]
    }
}
