import Access
import Core
import Postgres
import Registry

/// Reads one run: what it charged by item, and whom it skipped and why.
public struct ReadRun: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        public let run: RunID
        /// Of the skipped.
        public let limit: Int
        public let offset: Int

        public init(
            scope: ScopeID, run: RunID, limit: Int = BillingOutcome.mostListed, offset: Int = 0
        ) {
            self.scope = scope
            self.run = run
            self.limit = limit
            self.offset = offset
        }
    }

    public enum Failure: Refusal, Equatable {
        case unknownRun(RunID)

        public var code: String { "unknownRun" }

        public var sentence: String {
            switch self {
            case .unknownRun(let id): "本小区没有编号为 \(id) 的出账批次：请用 linli run list 查看。"
            }
        }
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `Failure`, `PermissionRefusal`, `PostgresError`.
    public func perform(_ input: Input, by actor: Actor) async throws -> RunSheet {
        try actor.require(.readFees, in: input.scope)
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            guard let sheet = try await RunStore.read(input, on: connection) else {
                throw Failure.unknownRun(input.run)
            }
            return sheet
        }
    }
}
