import Access
import Core
import Postgres

/// The links that are printed on bills, in the database: of one building or of all.
enum BillLinkStore {
    struct Holder: Sendable {
        let household: HouseholdID
        let tenure: TenureID
        let generation: Int32
    }

    /// Links in force, of former tenures too: they still owe what was asked of them.
    static func inForce(
        in scope: ScopeID, building: String?, on connection: Connection
    ) async throws -> [Holder] {
        try await connection.query(
            """
            select t.household_id, t.tenure_id, l.generation
            from registry.household h
            join registry.tenure t on t.scope_id = \(scope) and t.household_id = h.household_id
            join registry.resident_link l on l.scope_id = \(scope)
                and l.tenure_id = t.tenure_id and l.revoked_at is null
            where h.scope_id = \(scope)
                and (\(building)::text is null or h.building = \(building))
            """
        ).map(holder)
    }

    /// Open tenures without a link in force, with the generation that comes next.
    static func missing(
        in scope: ScopeID, building: String?, on connection: Connection
    ) async throws -> [Holder] {
        try await connection.query(
            """
            select t.household_id, t.tenure_id, coalesce(max(l.generation), 0) + 1
            from registry.household h
            join registry.tenure t on t.scope_id = \(scope)
                and t.household_id = h.household_id and t.until_on is null
            left join registry.resident_link l on l.scope_id = \(scope)
                and l.tenure_id = t.tenure_id
            where h.scope_id = \(scope)
                and (\(building)::text is null or h.building = \(building))
            group by t.household_id, t.tenure_id
            having count(*) filter (where l.tenure_id is not null and l.revoked_at is null) = 0
            order by t.tenure_id
            """
        ).map(holder)
    }

    private static func holder(_ row: Row) throws -> Holder {
        let (household, tenure, generation) = try row.decode(
            HouseholdID.self, TenureID.self, Int32.self)
        return Holder(household: household, tenure: tenure, generation: generation)
    }
}
