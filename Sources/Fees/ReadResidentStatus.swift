import Core
import Postgres
import Registry

/// Reads what a resident's link opens: one statement on the pipelined lane, without any lock.
///
/// Make one and keep it: it remembers the terms of fees, which never change.
public struct ReadResidentStatus: Sendable {
    /// Months whose lines are listed even where nothing is open any more: fifty years, longer than
    /// any tenure has been billed. A resident asks for the whole of it; pages show a year at a time.
    static let months = 600

    private let database: Database
    private let months: Int
    private let payments: Int
    private let known = FeeTermsCache()

    public init(database: Database) {
        self.init(
            database: database, months: ReadResidentStatus.months,
            payments: ResidentStatusStore.mostPayments)
    }

    /// For tests, which reach narrower bounds sooner.
    init(database: Database, months: Int, payments: Int) {
        self.database = database
        self.months = months
        self.payments = payments
    }

    /// - Parameter tokenSHA256: the digest of the token that the resident holds.
    /// - Returns: nil where no link in force has it. The caller still has to recompute the token
    ///   from what is returned and compare.
    /// - Throws: `PostgresError`.
    public func perform(
        scope: ScopeID, tokenSHA256: [UInt8], on today: CivilDate
    ) async throws -> ResidentStatus? {
        let since = BillingMonth(containing: today).adding(months: 1 - months)
        let rows = try await database.query(
            ResidentStatusStore.reading(
                scope: scope, tokenSHA256: tokenSHA256, since: since, payments: payments))
        guard let read = try ResidentStatusStore.decode(rows) else { return nil }
        let origins = Set(read.lines.map(\.origin))
        return read.status(on: today, terms: try await terms(of: origins, in: scope))
    }

    private func terms(
        of origins: Set<FeeOrigin>, in scope: ScopeID
    ) async throws -> [FeeOrigin: FeeTerms] {
        let (found, missing) = known.lookUp(origins, in: scope)
        guard !missing.isEmpty else { return found }
        let read = try FeeTermsStore.terms(
            await database.query(FeeTermsStore.reading(missing, in: scope)))
        known.remember(read, in: scope)
        return found.merging(read) { $1 }
    }
}
