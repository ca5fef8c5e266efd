import Access
import Core
import Postgres

/// One household with all that hangs on it, in the database: one round trip, each statement by the
/// household's address.
enum HouseholdReadStore {
    /// Nil where the compound has no household of that address.
    static func read(
        _ code: HouseholdCode, in scope: ScopeID, on connection: Connection
    ) async throws -> ReadHousehold.Outcome? {
        let results = try await connection.pipeline([
            heading(code, in: scope), tenures(of: code, in: scope), leases(of: code, in: scope),
            links(of: code, in: scope),
        ])
        guard let first = results[0].first else { return nil }
        let household = try HouseholdStore.household(first)
        return ReadHousehold.Outcome(
            compound: try first.get("compound"), household: household,
            tenures: try HouseholdStore.tenures(results[1], of: household.id).map(\.masked),
            leases: try results[2].map(lease), links: try results[3].map(link))
    }

    static func heading(_ code: HouseholdCode, in scope: ScopeID) -> Query {
        """
        select h.household_id, h.building, h.entrance, h.room, h.kind, h.area, h.counts_in_roll,
            h.remark, c.name as compound
        from registry.household h join registry.compound c using (scope_id)
        where h.scope_id = \(scope) and h.building = \(code.building)
            and h.entrance = \(code.entrance) and h.room = \(code.room)
        """
    }

    static func tenures(of code: HouseholdCode, in scope: ScopeID) -> Query {
        """
        select t.tenure_id, t.obligor, t.from_on, t.until_on, o.owner_id, o.name, o.phone,
            s.share_numerator, s.share_denominator
        from registry.household h
        join registry.tenure t using (scope_id, household_id)
        left join registry.ownership s using (scope_id, tenure_id)
        left join registry.owner o using (scope_id, owner_id)
        where h.scope_id = \(scope) and h.building = \(code.building)
            and h.entrance = \(code.entrance) and h.room = \(code.room)
        order by t.from_on nulls first, t.tenure_id, s.position
        """
    }

    static func leases(of code: HouseholdCode, in scope: ScopeID) -> Query {
        """
        select s.code, s.title, l.tenure_id, l.from_month, l.until_month, l.plate
        from registry.household h
        join registry.tenure t using (scope_id, household_id)
        join registry.stall_lease l using (scope_id, tenure_id)
        join registry.stall s using (scope_id, stall_id)
        where h.scope_id = \(scope) and h.building = \(code.building)
            and h.entrance = \(code.entrance) and h.room = \(code.room)
            and (l.until_month is null or l.until_month >= l.from_month)
        order by l.until_month is not null, l.from_month desc, s.code
        """
    }

    static func links(of code: HouseholdCode, in scope: ScopeID) -> Query {
        """
        select l.tenure_id, l.generation, e.at
        from registry.household h
        join registry.tenure t using (scope_id, household_id)
        join registry.resident_link l using (scope_id, tenure_id)
        left join access.audit_entry e on e.scope_id = l.scope_id and e.entry_id = l.entry_id
        where h.scope_id = \(scope) and h.building = \(code.building)
            and h.entrance = \(code.entrance) and h.room = \(code.room)
            and l.revoked_at is null
        order by l.tenure_id
        """
    }

    private static func lease(_ row: Row) throws -> ReadHousehold.Lease {
        let (stall, title, tenure, from, until, plate) = try row.decode(
            String.self, String.self, TenureID.self, BillingMonth.self, BillingMonth?.self,
            String?.self)
        return ReadHousehold.Lease(
            stall: stall, title: StallTitle(rawValue: title) ?? .common, tenure: tenure, from: from,
            until: until, plate: plate)
    }

    private static func link(_ row: Row) throws -> ReadHousehold.Link {
        let (tenure, generation, issuedAt) = try row.decode(
            TenureID.self, Int32.self, Timestamp?.self)
        return ReadHousehold.Link(tenure: tenure, generation: generation, issuedAt: issuedAt)
    }
}

extension Tenure {
    /// With its owners' phones masked.
    var masked: Tenure {
        Tenure(
            id: id, household: household, obligor: obligor, from: from, until: until,
            owners: owners.map { owner in
                Owner(
                    id: owner.id, name: owner.name,
                    phone: owner.phone.map(PersonalData.maskedPhone), share: owner.share)
            })
    }
}
