import Access
import Core
import Postgres
import Registry

/// Goes over compounds in batches, several of them at once, each batch a transaction of its own:
/// whatever interrupts it, a compound is billed whole or not at all.
struct BillingPass: Sendable {
    /// Charges a transaction: enough that its fixed cost does not count, few enough that a payment
    /// in one of its compounds waits under a second or two.
    static let batchSize = 20_000

    let database: Database
    let month: BillingMonth
    let today: CivilDate
    /// How many batches are under way at once, each on a leased connection.
    let connections: Int
    let progress: IssueBills.Progress?

    /// - Parameter batch: bills or previews one batch.
    /// - Throws: `BillingRefusal`, `CompoundRefusal`, `PostgresError`; what a batch throws ends the
    ///   pass, and what was done before it stays done.
    func run(
        over scope: ScopeID?,
        _ batch: @escaping @Sendable ([ScopeID]) async throws -> [BillingStore.Part]
    ) async throws -> BillingOutcome {
        let month = month
        let candidates = try await database.withConnection { connection in
            try await BillingStore.candidates(scope, in: month, on: connection)
        }
        if let scope, candidates.isEmpty {
            throw CompoundRefusal.unknownCompound(scope.description)
        }
        try BillingRules.check(
            month, on: today, firstMonth: candidates.compactMap(\.firstMonth).min())
        let billed = candidates.filter { $0.schedules > 0 }
        var outcome = BillingOutcome(month: month)
        outcome.compounds = billed.count
        outcome.withoutSchedule = candidates.filter { $0.schedules == 0 }.map(\.name)
        let batches = BillingRules.batches(
            billed.map { BillingRules.Share(scope: $0.scope, weight: $0.weight) },
            target: BillingPass.batchSize)
        var skipped: [BillingStore.SkippedSubject] = []
        try await forEach(batches, of: billed.count, batch) { part in
            outcome.charges += part.charges
            outcome.total += part.total
            outcome.alreadyBilled += part.alreadyBilled
            outcome.skippedCount += part.skipped.count
            skipped += part.skipped.prefix(BillingOutcome.mostListed - skipped.count)
        }
        let names = Dictionary(uniqueKeysWithValues: billed.map { ($0.scope, $0.name) })
        outcome.skipped = try await named(skipped, names: names)
        return outcome
    }

    /// Keeps `connections` batches under way until all are done; the first error ends the rest.
    private func forEach(
        _ batches: [[ScopeID]], of compounds: Int,
        _ batch: @escaping @Sendable ([ScopeID]) async throws -> [BillingStore.Part],
        collect: (BillingStore.Part) -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: (Int, [BillingStore.Part]).self) { group in
            var waiting = batches.makeIterator()
            func startNext() {
                guard let scopes = waiting.next() else { return }
                group.addTask { (scopes.count, try await batch(scopes)) }
            }
            for _ in 0..<max(1, connections) { startNext() }
            var done = 0
            while let (count, parts) = try await group.next() {
                startNext()
                parts.forEach(collect)
                done += count
                progress?(done, compounds)
            }
        }
    }

    /// Puts names to what was skipped, in the order of compounds and codes.
    private func named(
        _ skipped: [BillingStore.SkippedSubject], names: [ScopeID: String]
    ) async throws -> [BillingOutcome.Skipped] {
        guard !skipped.isEmpty else { return [] }
        let codes = try await database.withConnection { connection in
            try await BillingStore.codes(of: skipped, on: connection)
        }
        return skipped.sorted { left, right in
            (left.scope, left.item, left.subject) < (right.scope, right.item, right.subject)
        }.map { skipped in
            BillingOutcome.Skipped(
                compound: names[skipped.scope] ?? "",
                household: codes[skipped.subject]?.household,
                stall: codes[skipped.subject]?.stall, item: skipped.item, reason: skipped.reason)
        }
    }
}
