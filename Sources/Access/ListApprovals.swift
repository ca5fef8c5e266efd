import Core
import Postgres

/// Lists what waits for a second person, or was decided, where one may correct fees: the newest
/// first. Who asks and who decides see the same list.
public struct ListApprovals: Sendable {
    /// What somebody looks for among them.
    public enum Part: String, Sendable, CaseIterable {
        /// Pending, asked for by somebody else, and theirs to decide.
        case waiting
        /// Asked for by themselves.
        case mine
        /// Decided, taken back or expired.
        case closed
    }

    public struct Input: Sendable {
        /// Nil: wherever one reaches.
        public let scope: ScopeID?
        public let state: Approval.State?
        public let askedBy: AccountID?
        public let limit: Int
        public let offset: Int
        /// Nil for all.
        public let part: Part?
        public let action: Approval.Action?

        public init(
            scope: ScopeID? = nil, state: Approval.State? = nil, askedBy: AccountID? = nil,
            limit: Int = 50, offset: Int = 0, part: Part? = nil, action: Approval.Action? = nil
        ) {
            self.part = part
            self.action = action
            self.scope = scope
            self.state = state
            self.askedBy = askedBy
            self.limit = limit
            self.offset = offset
        }
    }

    public struct Outcome: Sendable, Equatable {
        /// Over all that match, whatever page is shown.
        public let count: Int
        public let approvals: [Approval]
        /// The moment at which their states hold.
        public let now: Timestamp
    }

    /// Rows on one page.
    public static let mostRows = 1000

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ input: Input = Input(), by actor: Actor, at now: Timestamp
    ) async throws -> Outcome {
        if let scope = input.scope { try actor.require(.correctFees, in: scope) }
        let reach = try actor.requireReach(for: .correctFees)
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            try await ApprovalStore.list(
                input, within: reach, by: actor, at: now, on: connection)
        }
    }
}

extension ListApprovals.Outcome: JSONConvertible {
    public var json: JSON {
        ["count": JSON(count), "approvals": .array(approvals.map { $0.json(at: now) })]
    }
}
