import Access
import Core
import Postgres

/// 免职: an appointment ends at once, or a proposal is withdrawn. One person is enough: it takes
/// away and gives nothing.
public struct EndAppointment: Sendable {
    public struct Input: Sendable {
        public let appointment: AppointmentID
        public let reason: String

        public init(appointment: AppointmentID, reason: String) {
            self.appointment = appointment
            self.reason = reason
        }
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `AppointmentRefusal`, `AccountRefusal.reasonInvalid`, `PermissionRefusal`,
    ///   `PostgresError`.
    public func perform(
        _ input: Input, by actor: Actor, on today: CivilDate
    ) async throws -> AppointmentRecord {
        let reason = try AccountText.reason(input.reason)
        return try await RecordRefusal(database: database).watching("EndAppointment", by: actor) {
            try await end(input, reason: reason, by: actor, on: today)
        }
    }

    private func end(
        _ input: Input, reason: String, by actor: Actor, on today: CivilDate
    ) async throws -> AppointmentRecord {
        try await database.withTransaction { connection in
            try await LedgerStore.lock(.installation, on: connection)
            let id = input.appointment
            guard let found = try await AppointmentStore.find(id, on: connection) else {
                throw AppointmentRefusal.unknownAppointment(id)
            }
            try actor.requireAppointing(found.role, at: found.body)
            guard found.state(on: today) != .ended else {
                throw AppointmentRefusal.endedAlready
            }
            // what was never confirmed held on no day
            let day = found.confirmedAt == nil ? min(today, found.from) : today
            let entry = try await AuditStore.draw(on: connection)
            let fact = try await AppointmentStore.end(id, on: day, entry: entry, connection)
            try await AuditStore.append(
                AuditEntry(
                    scope: .installation, entry: entry, actor: actor, action: "EndAppointment",
                    subject: "appointment:\(id)",
                    detail: [
                        "account": JSON(found.account.id), "name": .string(found.account.name),
                        "role": .string(found.role.rawValue), "body": JSON(found.body),
                        "reason": .string(reason),
                    ],
                    facts: .lines([fact])),
                on: connection)
            return try await AppointmentStore.find(id, on: connection) ?? found
        }
    }
}
