import Access
import Core
import Postgres

/// 确认任职: a second person of the appointing body, neither who proposed nor who is appointed.
public struct ConfirmAppointment: Sendable {
    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `AppointmentRefusal`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ id: AppointmentID, by actor: Actor, at now: Timestamp, on today: CivilDate
    ) async throws -> AppointmentRecord {
        try await RecordRefusal(database: database).watching("ConfirmAppointment", by: actor) {
            try await confirm(id, by: actor, at: now, on: today)
        }
    }

    private func confirm(
        _ id: AppointmentID, by actor: Actor, at now: Timestamp, on today: CivilDate
    ) async throws -> AppointmentRecord {
        try await database.withTransaction { connection in
            try await LedgerStore.lock(.installation, on: connection)
            guard let found = try await AppointmentStore.find(id, on: connection) else {
                throw AppointmentRefusal.unknownAppointment(id)
            }
            try actor.requireAppointing(found.role, at: found.body)
            let isDisabled = try await AccountStore.isDisabled(found.account.id, on: connection)
            try ConfirmAppointment.decide(found, isDisabled: isDisabled, by: actor, on: today)
            let entry = try await AuditStore.draw(on: connection)
            let fact = try await AppointmentStore.confirm(
                id, by: actor.account, at: now, entry: entry, on: connection)
            try await AuditStore.append(
                AuditEntry(
                    scope: .installation, entry: entry, actor: actor,
                    action: "ConfirmAppointment", subject: "appointment:\(id)",
                    detail: [
                        "account": JSON(found.account.id), "name": .string(found.account.name),
                        "role": .string(found.role.rawValue), "body": JSON(found.body),
                    ],
                    facts: .lines([fact])),
                on: connection)
            return try await AppointmentStore.find(id, on: connection) ?? found
        }
    }

    /// - Throws: `AppointmentRefusal`.
    static func decide(
        _ found: AppointmentRecord, isDisabled: Bool, by actor: Actor, on today: CivilDate
    ) throws(AppointmentRefusal) {
        guard found.state(on: today) != .ended else { throw .endedAlready }
        guard found.confirmedAt == nil else { throw .confirmedAlready }
        if let confirmer = actor.account {
            guard confirmer != found.account.id else { throw .ownAppointment }
            guard confirmer != found.proposedByAccount else { throw .proposedByYourself }
        }
        guard !isDisabled else { throw .accountDisabled(found.account.name) }
    }
}
