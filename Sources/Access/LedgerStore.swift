import Core
import Postgres

/// The row that guards a scope's gapless numbers and its balances. It is locked in a statement of
/// its own: what it guards is read in the next, or the snapshot would be older than the lock.
public enum LedgerStore {
    /// The statement that `lock` runs, for operations that send it together with others.
    public static func locking(_ scope: ScopeID) -> Query {
        "select 1 from access.ledger where scope_id = \(scope) for no key update"
    }

    /// Held until the transaction ends.
    ///
    /// - Returns: false where there is no such scope.
    @discardableResult
    public static func lock(_ scope: ScopeID, on connection: Connection) async throws -> Bool {
        try await !connection.query(locking(scope)).isEmpty
    }
}
