import Access
import Core
import Postgres

/// One account as whoever manages accounts sees it: what it is appointed to, when it was used.
/// Nothing of what it did, which is the log's.
public struct ReadAccount: Sendable {
    public struct Visit: Sendable, Equatable {
        public let signedInAt: Timestamp
        /// At most a minute older than the last use.
        public let seenAt: Timestamp
        public let isOpen: Bool
    }

    public struct Outcome: Sendable {
        public let row: ListAccounts.Row
        /// The newest first, those that are over too; at most `mostAppointments`.
        public let appointments: [AppointmentRecord]
        /// The newest first; at most `mostVisits`.
        public let visits: [Visit]
        /// Since when it has a second factor; nil for none.
        public let secondFactorSince: Timestamp?
    }

    static let mostAppointments = 100
    static let mostVisits = 10

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `AccountRefusal.unknownAccount`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ id: AccountID, by actor: Actor, at now: Timestamp, on today: CivilDate
    ) async throws -> Outcome {
        try actor.require(.manageAccounts, in: .installation)
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            let found = try await AccountListStore.read(
                ListAccounts.Input(limit: 1, account: id), on: today, connection)
            guard let row = found.rows.first else {
                throw AccountRefusal.unknownAccount(id.description)
            }
            let appointments = try await AppointmentListStore.read(
                ListAppointments.Input(account: id, limit: ReadAccount.mostAppointments),
                within: nil, on: today, connection)
            let factor = try await SecondFactorStore.find(of: id, on: connection)
            return Outcome(
                row: row, appointments: appointments.appointments,
                visits: try await SessionStore.visits(
                    of: id, limit: ReadAccount.mostVisits, at: now, on: connection),
                secondFactorSince: factor?.confirmedAt)
        }
    }
}
