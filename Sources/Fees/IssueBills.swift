import Access
import Core
import Postgres
import Registry

/// 出账: charges a month to every household and leased stall for which a schedule is in force, in
/// one compound or in all. Safe to repeat, to run twice at once, and after any interruption: what
/// stands is left as it is, what is missing is added.
public struct IssueBills: Sendable {
    public struct Input: Sendable {
        public let month: BillingMonth
        /// Nil for all compounds.
        public let scope: ScopeID?
        /// How many batches of compounds are under way at once, 1 to `mostConnections`.
        public let connections: Int

        public init(
            month: BillingMonth, scope: ScopeID? = nil,
            connections: Int = IssueBills.usualConnections
        ) {
            self.month = month
            self.scope = scope
            self.connections = min(max(connections, 1), IssueBills.mostConnections)
        }
    }

    /// Compounds done, compounds in all.
    public typealias Progress = @Sendable (Int, Int) -> Void

    /// One more than the cores of a small machine: while one waits for the disk at its commit, the
    /// others use both.
    public static let usualConnections = 3
    /// The leased lane has more to do than billing.
    public static let mostConnections = 6

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Parameter progress: told after each batch; from one task, never two at once.
    /// - Throws: `BillingRefusal`, `CompoundRefusal`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ input: Input, by actor: Actor, on today: CivilDate, progress: Progress? = nil
    ) async throws -> BillingOutcome {
        try actor.require(.bill, in: input.scope ?? .installation)
        let database = database
        return try await BillingPass(
            database: database, month: input.month, today: today,
            connections: input.connections, progress: progress
        ).run(over: input.scope) { scopes in
            try await database.withTransaction { connection in
                try await IssueBills.bill(
                    scopes, month: input.month, by: actor, on: today, connection)
            }
        }
    }

    /// Bills a batch in a transaction: locks, charges, applies credit, and writes its audit entries.
    static func bill(
        _ scopes: [ScopeID], month: BillingMonth, by actor: Actor, on today: CivilDate,
        _ connection: Connection
    ) async throws -> [BillingStore.Part] {
        try await connection.execute(BillingStore.lock(scopes))
        let parts = try await BillingStore.bill(scopes, month: month, on: today, connection)
        let written = parts.compactMap { part in part.run.map { (part: part, run: $0) } }
        guard !written.isEmpty else { return parts }
        let credits = try await CreditStore.apply(
            in: written.map { ($0.part.scope, $0.run.entry) }, on: connection)
        _ = try await connection.pipeline(
            written.map { part, run in
                AuditStore.insertion(
                    of: AuditEntry(
                        scope: part.scope, entry: run.entry, actor: actor, action: "IssueBills",
                        subject: "run:\(run.id)",
                        detail: [
                            "month": JSON(month), "charges": JSON(part.charges),
                            "totalFen": JSON(part.total),
                        ],
                        facts: .lines([run.fact] + credits[part.scope, default: []])))
            })
        return parts
    }
}
