import Access
import Core
import Postgres

/// 提名任职: one person of the appointing body proposes; it holds once another has confirmed it.
public struct ProposeAppointment: Sendable {
    public struct Input: Sendable {
        /// The name for logging in of who is to be appointed.
        public let account: String
        public let role: Role
        /// An organisation, a compound, or the installation.
        public let body: ScopeID
        public let from: CivilDate
        /// The last day; nil for no end.
        public let until: CivilDate?

        public init(
            account: String, role: Role, body: ScopeID, from: CivilDate, until: CivilDate? = nil
        ) {
            self.account = account
            self.role = role
            self.body = body
            self.from = from
            self.until = until
        }
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `AppointmentRefusal`, `AccountRefusal`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ input: Input, by actor: Actor, on today: CivilDate
    ) async throws -> AppointmentRecord {
        try await RecordRefusal(database: database).watching(
            "ProposeAppointment", in: input.body, by: actor
        ) {
            try await propose(input, by: actor, on: today)
        }
    }

    private func propose(
        _ input: Input, by actor: Actor, on today: CivilDate
    ) async throws -> AppointmentRecord {
        try actor.requireAppointing(input.role, at: input.body)
        do {
            return try await database.withTransaction { connection in
                try await LedgerStore.lock(.installation, on: connection)
                let account = try await AccountStore.find(input.account, on: connection)
                let body = try await AppointmentStore.body(input.body, on: connection)
                let isDisabled = try await AccountStore.isDisabled(account.id, on: connection)
                let known = try ProposeAppointment.decide(
                    input, account, at: body, isDisabled: isDisabled, by: actor, on: today)
                return try await write(input, account, at: known, by: actor, on: connection)
            }
        } catch let error as PostgresError where error.constraint == "appointment_duties_apart" {
            throw AppointmentRefusal.dutiesTogether
        } catch let error as PostgresError where error.constraint == "appointment_once" {
            throw AppointmentRefusal.appointedAlready(
                input.role, body: try await name(of: input.body))
        }
    }

    /// - Parameter body: nil where there is none of this number.
    /// - Throws: `AppointmentRefusal`.
    static func decide(
        _ input: Input, _ account: Account, at body: Body?, isDisabled: Bool, by actor: Actor,
        on today: CivilDate
    ) throws(AppointmentRefusal) -> Body {
        guard let body else { throw .unknownBody(input.body) }
        guard input.role.fits(body.kind) else {
            throw .roleDoesNotFit(input.role, body: body.name)
        }
        guard actor.account != account.id else { throw .ownAppointment }
        guard !isDisabled else { throw .accountDisabled(account.name) }
        if let until = input.until {
            guard until >= input.from else { throw .untilBeforeFrom }
            guard until >= today else { throw .untilInPast(until) }
        }
        return body
    }

    private func write(
        _ input: Input, _ account: Account, at body: Body, by actor: Actor,
        on connection: Connection
    ) async throws -> AppointmentRecord {
        let entry = try await AuditStore.draw(on: connection)
        let (id, fact) = try await AppointmentStore.propose(
            account.id, as: input.role, at: input.body, from: input.from, until: input.until,
            by: actor.account, entry: entry, on: connection)
        try await AuditStore.append(
            AuditEntry(
                scope: .installation, entry: entry, actor: actor, action: "ProposeAppointment",
                subject: "appointment:\(id)",
                detail: [
                    "account": JSON(account.id), "name": .string(account.name),
                    "role": .string(input.role.rawValue), "body": JSON(input.body),
                    "bodyName": .string(body.name), "from": JSON(input.from),
                    "until": JSON(input.until),
                ],
                facts: .lines([fact])),
            on: connection)
        guard let record = try await AppointmentStore.find(id, on: connection) else {
            throw AppointmentRefusal.unknownAppointment(id)
        }
        return record
    }

    private func name(of body: ScopeID) async throws -> String {
        try await database.withConnection {
            try await AppointmentStore.body(body, on: $0)?.name ?? ""
        }
    }
}
