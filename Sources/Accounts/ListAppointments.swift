import Access
import Core
import Postgres

/// Lists appointments where one may appoint: the newest first.
public struct ListAppointments: Sendable {
    public struct Input: Sendable {
        public let account: AccountID?
        public let body: ScopeID?
        public let state: AppointmentRecord.State?
        /// Part of a name; nil for all.
        public let search: String?
        public let limit: Int
        public let offset: Int
        public let role: Role?
        /// Only this one.
        public let appointment: AppointmentID?

        public init(
            account: AccountID? = nil, body: ScopeID? = nil,
            state: AppointmentRecord.State? = nil, search: String? = nil, limit: Int = 50,
            offset: Int = 0, role: Role? = nil, appointment: AppointmentID? = nil
        ) {
            self.role = role
            self.appointment = appointment
            self.account = account
            self.body = body
            self.state = state
            self.search = search
            self.limit = limit
            self.offset = offset
        }
    }

    public struct Outcome: Sendable, Equatable {
        /// Over all that match, whatever page is shown.
        public let count: Int
        public let appointments: [AppointmentRecord]
        /// The day on which their states hold.
        public let today: CivilDate
    }

    /// Rows on one page.
    public static let mostRows = 1000

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `PermissionRefusal` where the actor may appoint nowhere, or not at the body asked
    ///   for; `PostgresError`.
    public func perform(
        _ input: Input = Input(), by actor: Actor, on today: CivilDate
    ) async throws -> Outcome {
        let reach = actor.reach(for: .appoint)
        if let body = input.body { try actor.require(.appoint, in: body) }
        guard reach.map({ !$0.isEmpty }) ?? true else {
            throw PermissionRefusal.notPermitted(.appoint)
        }
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            try await AppointmentListStore.read(input, within: reach, on: today, connection)
        }
    }
}

extension ListAppointments.Outcome: JSONConvertible {
    public var json: JSON {
        [
            "count": JSON(count),
            "appointments": .array(appointments.map { $0.json(on: today) }),
        ]
    }
}
