import Access
import Core
import Postgres
import Registry

/// Whose money and whose debts: the tenure that a person named by its household.
enum PayerStore {
    struct Found: Sendable {
        let household: HouseholdID
        let tenure: TenureID
    }

    /// Locks the scope and finds the payer.
    ///
    /// - Throws: `CompoundRefusal`, `HouseholdRefusal`, `PaymentRefusal.unknownTenure`.
    static func lockAndFind(
        _ payer: Payer, in scope: ScopeID, on today: CivilDate, _ connection: Connection
    ) async throws -> Found {
        let results = try await connection.pipeline([
            LedgerStore.locking(scope), finding(payer, in: scope, on: today),
        ])
        guard results.count == 2, !results[0].isEmpty else {
            throw CompoundRefusal.unknownCompound(scope.description)
        }
        return try await found(results[1], payer, in: scope, connection)
    }

    /// Finds the payer without locking anything.
    ///
    /// - Throws: `HouseholdRefusal`, `PaymentRefusal.unknownTenure`.
    static func find(
        _ payer: Payer, in scope: ScopeID, on today: CivilDate, _ connection: Connection
    ) async throws -> Found {
        try await found(
            try await connection.query(finding(payer, in: scope, on: today)), payer, in: scope,
            connection)
    }

    /// Why a payer was not found.
    static func refusal(
        of payer: Payer, in scope: ScopeID, isKnown: Bool, on connection: Connection
    ) async throws -> any Refusal {
        let household = payer.household.description
        guard isKnown else {
            return HouseholdRefusal.unknownHousehold(
                household, compound: try await CompoundStore.name(of: scope, on: connection))
        }
        guard let tenure = payer.tenure else { return HouseholdRefusal.noOpenTenure(household) }
        return PaymentRefusal.unknownTenure(tenure, household: household)
    }

    private static func found(
        _ rows: Rows, _ payer: Payer, in scope: ScopeID, _ connection: Connection
    ) async throws -> Found {
        guard let row = rows.first else {
            throw try await refusal(of: payer, in: scope, isKnown: false, on: connection)
        }
        let (household, tenure) = try row.decode(HouseholdID.self, TenureID?.self)
        guard let tenure else {
            throw try await refusal(of: payer, in: scope, isKnown: true, on: connection)
        }
        return Found(household: household, tenure: tenure)
    }

    /// The tenure in force on the day, else the one about to begin; or the one that was named.
    private static func finding(_ payer: Payer, in scope: ScopeID, on today: CivilDate) -> Query {
        """
        select h.household_id, t.tenure_id
        from registry.household h
        left join lateral (
            select tenure_id from registry.tenure
            where scope_id = \(scope) and household_id = h.household_id
                and (tenure_id = \(payer.tenure) or \(payer.tenure)::bigint is null
                    and (until_on is null or until_on > \(today)))
            order by coalesce(from_on, '-infinity') limit 1
        ) t on true
        where h.scope_id = \(scope) and h.building = \(payer.household.building)
            and h.entrance = \(payer.household.entrance) and h.room = \(payer.household.room)
        """
    }
}
