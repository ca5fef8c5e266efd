import Access
import Core
import Postgres

/// Lists the log, the newest first, as auditors read it.
public struct ListAudit: Sendable {
    public struct Input: Sendable {
        /// Nil: everything within reach.
        public let scope: ScopeID?
        /// The whole name of who acted, or their name for logging in.
        public let actor: String?
        /// An operation, such as `TakePayment`.
        public let action: String?
        /// First and last day in Shanghai; nil for any.
        public let from: CivilDate?
        public let until: CivilDate?
        public let limit: Int
        public let offset: Int
        /// What it was done to, such as `payment:12`: the whole of it.
        public let subject: String?
        /// Part of the name of a compound or an organisation, or 本系统.
        public let place: String?

        public init(
            scope: ScopeID? = nil, actor: String? = nil, action: String? = nil,
            from: CivilDate? = nil, until: CivilDate? = nil, limit: Int = 50, offset: Int = 0,
            subject: String? = nil, place: String? = nil
        ) {
            self.subject = subject
            self.place = place
            self.scope = scope
            self.actor = actor
            self.action = action
            self.from = from
            self.until = until
            self.limit = limit
            self.offset = offset
        }
    }

    public struct Row: Sendable, Equatable {
        public let scope: ScopeID
        /// The compound's or organisation's; 本系统 for the installation.
        public let scopeName: String
        public let entry: EntryID
        public let at: Timestamp
        public let actorKind: Actor.Kind
        public let actorName: String
        public let account: AccountID?
        /// The account's name for logging in.
        public let accountName: String?
        /// The appointment acted in: number, role and body.
        public let appointment: String?
        public let action: String
        public let subject: String
        /// A JSON object.
        public let detail: String
        public let factCount: Int
        /// Nil for the second before it is sealed.
        public let position: Int64?
    }

    public struct Outcome: Sendable, Equatable {
        /// Over all that match, but never above `mostCounted`.
        public let count: Int
        public let rows: [Row]
    }

    /// Rows on one page.
    public static let mostRows = 1000
    /// Compounds and organisations that a part of a name may mean.
    static let mostPlaces = 200
    /// Rows that are counted: the log only grows, and nobody pages further than this.
    public static let mostCounted = 10_000

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `PermissionRefusal`, `PostgresError`.
    public func perform(_ input: Input = Input(), by actor: Actor) async throws -> Outcome {
        if let scope = input.scope { try actor.require(.readAudit, in: scope) }
        let reach = try actor.requireReach(for: .readAudit)
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            try await AuditListStore.read(input, within: reach, on: connection)
        }
    }
}

extension ListAudit.Row: JSONConvertible {
    public var json: JSON {
        [
            "scope": JSON(scope), "scopeName": .string(scopeName), "entry": JSON(entry),
            "at": JSON(at), "actorKind": .string(actorKind.rawValue),
            "actorName": .string(actorName), "account": JSON(account),
            "accountName": JSON(accountName), "appointment": JSON(appointment),
            "action": .string(action), "subject": .string(subject), "detail": .string(detail),
            "facts": JSON(factCount), "position": position.map { JSON.integer($0) } ?? .null,
        ]
    }
}

extension ListAudit.Outcome: JSONConvertible {
    public var json: JSON {
        [
            "count": JSON(count), "isCapped": .bool(count == ListAudit.mostCounted),
            "entries": JSON(rows),
        ]
    }
}
