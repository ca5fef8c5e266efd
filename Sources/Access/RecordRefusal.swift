import Core
import Postgres

/// A refusal of which some cases are of consequence: somebody tried what only another may do.
public protocol RefusalOfConsequence: Refusal {
    var isOfConsequence: Bool { get }
}

/// 拒绝: an account was refused what it may not do, and the log says so, in the installation's
/// chain. Needs no permission: it is about who had none.
public struct RecordRefusal: Sendable {
    public struct Input: Sendable {
        /// The refusal's.
        public let code: String
        /// Which one was missing; nil where it was something else.
        public let permission: Permission?
        /// Where it was tried, whether there is such a scope or not; nil for nowhere in particular.
        public let scope: ScopeID?
        /// The operation, the route or the command: never with what was sent.
        public let attempt: String
        /// Nothing further of this account is noted for a while.
        public let isLast: Bool

        public init(
            code: String, permission: Permission? = nil, scope: ScopeID? = nil, attempt: String,
            isLast: Bool = false
        ) {
            self.code = code
            self.permission = permission
            self.scope = scope
            self.attempt = attempt
            self.isLast = isLast
        }
    }

    /// The log's name for it.
    public static let action = "Refused"

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// Does nothing for whoever is no account: the terminal is refused nothing, and a household
    /// only ever reads its own.
    ///
    /// - Throws: `PostgresError`.
    public func perform(_ input: Input, by actor: Actor) async throws {
        guard let account = actor.account else { return }
        try await database.withTransaction { connection in
            let entry = try await AuditStore.draw(on: connection)
            var detail: [(key: String, value: JSON)] = [
                ("code", .string(input.code)), ("attempt", .string(input.attempt)),
            ]
            if let permission = input.permission {
                detail.append(("permission", .string(permission.rawValue)))
            }
            if let scope = input.scope { detail.append(("scope", JSON(scope))) }
            if input.isLast { detail.append(("furtherNotNoted", true)) }
            try await AuditStore.append(
                AuditEntry(
                    scope: .installation, entry: entry, actor: actor,
                    action: RecordRefusal.action, subject: "account:\(account)",
                    detail: .object(detail), facts: .lines([])),
                on: connection)
        }
    }

    /// Does something; where it is refused for who asked, the log says so before they are told.
    ///
    /// - Throws: what the work throws, `PostgresError`.
    public func watching<Result>(
        _ attempt: String, in scope: ScopeID? = nil, by actor: Actor,
        _ work: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await work()
        } catch let refusal as any RefusalOfConsequence where refusal.isOfConsequence {
            try await perform(
                Input(code: refusal.code, scope: scope, attempt: attempt), by: actor)
            throw refusal
        }
    }
}
