import Access
import Core
import Postgres
import Registry

/// Reads a receipt as it is printed, void or not.
public struct ReadReceipt: Sendable {
    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `PaymentRefusal.unknownPayment`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ reference: PaymentReference, in scope: ScopeID, by actor: Actor
    ) async throws -> Receipt {
        try actor.require(.readFees, in: scope)
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            guard
                let receipt = try await ReceiptStore.find(reference, in: scope, on: connection)
            else { throw PaymentRefusal.unknownPayment(reference.shown) }
            return receipt
        }
    }
}
