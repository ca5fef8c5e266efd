import Access
import Core
import Postgres

/// Tenures, ownerships, leases and links: written.
enum TenureStore {
    /// A household's open tenure, with the day it began.
    static func open(
        of household: HouseholdID, in scope: ScopeID, on connection: Connection
    ) async throws -> (id: TenureID, from: CivilDate?)? {
        try await connection.query(
            """
            select tenure_id, from_on from registry.tenure
            where scope_id = \(scope) and household_id = \(household) and until_on is null
            """
        ).first.map { try $0.decode(TenureID.self, CivilDate?.self) }
    }

    static func close(
        _ tenure: TenureID, on day: CivilDate, in scope: ScopeID, entry: EntryID,
        on connection: Connection
    ) async throws -> String {
        try await connection.query(
            """
            update registry.tenure r set until_on = \(day), closed_entry_id = \(entry)
            where scope_id = \(scope) and tenure_id = \(tenure)
            returning registry.closing_fact(r)
            """
        ).only().decode(String.self)
    }

    static func insert(
        household: HouseholdID, obligor: Obligor, from day: CivilDate, in scope: ScopeID,
        entry: EntryID, on connection: Connection
    ) async throws -> (id: TenureID, fact: String) {
        try await connection.query(
            """
            insert into registry.tenure as r (scope_id, household_id, obligor, from_on, entry_id)
            values (\(scope), \(household), \(obligor.rawValue), \(day), \(entry))
            returning tenure_id, registry.fact(r)
            """
        ).only().decode(TenureID.self, String.self)
    }

    /// The owner of that name and phone, made where there is none: the same name and phone is one
    /// owner, a name without a phone is somebody else each time.
    static func owner(
        name: String, phone: String?, kind: String, in scope: ScopeID, entry: EntryID,
        on connection: Connection
    ) async throws -> (id: OwnerID, fact: String?) {
        if let phone {
            let known = try await connection.query(
                """
                select owner_id from registry.owner
                where scope_id = \(scope) and name = \(name) and phone = \(phone)
                order by owner_id limit 1
                """)
            if let row = known.first { return (try row.decode(OwnerID.self), nil) }
        }
        let (id, fact) = try await connection.query(
            """
            insert into registry.owner (scope_id, kind, name, phone, entry_id)
            values (\(scope), \(kind), \(name), \(phone), \(entry))
            returning owner_id, registry.owner_fact(owner_id, kind, name)
            """
        ).only().decode(OwnerID.self, String.self)
        return (id, fact)
    }

    static func insertOwnership(
        tenure: TenureID, owner: OwnerID, position: Int, share: Owner.Share?, in scope: ScopeID,
        entry: EntryID, on connection: Connection
    ) async throws -> String {
        try await connection.query(
            """
            insert into registry.ownership as r (scope_id, tenure_id, owner_id, position,
                share_numerator, share_denominator, entry_id)
            values (\(scope), \(tenure), \(owner), \(Int16(position)), \(share?.numerator),
                \(share?.denominator), \(entry))
            returning registry.fact(r)
            """
        ).only().decode(String.self)
    }
}
