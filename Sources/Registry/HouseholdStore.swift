import Access
import Core
import Postgres

/// Households, their tenures and owners in the database.
public enum HouseholdStore {
    public static func find(
        _ code: HouseholdCode, in scope: ScopeID, on connection: Connection
    ) async throws -> Household? {
        try await connection.query(
            """
            select household_id, building, entrance, room, kind, area, counts_in_roll, remark
            from registry.household
            where scope_id = \(scope) and building = \(code.building)
                and entrance = \(code.entrance) and room = \(code.room)
            """
        ).first.map(household)
    }

    /// A page of a compound's households in the order of their addresses.
    ///
    /// - Parameter search: part of a code or of a current owner's name; nil for all.
    public static func list(
        in scope: ScopeID, search: String? = nil, limit: Int, offset: Int,
        on connection: Connection
    ) async throws -> (total: Int, households: [(household: Household, owners: String)]) {
        let pattern = search.map { "%\(escaped($0))%" }
        let rows = try await connection.query(
            """
            select h.household_id, h.building, h.entrance, h.room, h.kind, h.area,
                h.counts_in_roll, h.remark, coalesce(o.names, ''), count(*) over ()
            from registry.household h
            left join registry.tenure t on t.scope_id = h.scope_id
                and t.household_id = h.household_id and t.until_on is null
            left join lateral (
                select string_agg(w.name, '、' order by s.position) as names
                from registry.ownership s join registry.owner w using (scope_id, owner_id)
                where s.scope_id = h.scope_id and s.tenure_id = t.tenure_id
            ) o on true
            where h.scope_id = \(scope) and (\(pattern)::text is null
                or concat_ws('-', h.building, nullif(h.entrance, ''), h.room) like \(pattern)
                or o.names like \(pattern))
            order by lpad(h.building, 20), lpad(h.entrance, 20), lpad(h.room, 20)
            limit \(limit) offset \(offset)
            """)
        var total = 0
        let households = try rows.map { row in
            total = try row.get("count", as: Int.self)
            return (household: try household(row), owners: try row.get("coalesce", as: String.self))
        }
        return (total, households)
    }

    /// Every tenure of a household, the current one last.
    public static func tenures(
        of household: HouseholdID, in scope: ScopeID, on connection: Connection
    ) async throws -> [Tenure] {
        let rows = try await connection.query(
            """
            select t.tenure_id, t.obligor, t.from_on, t.until_on, o.owner_id, o.name, o.phone,
                s.share_numerator, s.share_denominator
            from registry.tenure t
            left join registry.ownership s using (scope_id, tenure_id)
            left join registry.owner o using (scope_id, owner_id)
            where t.scope_id = \(scope) and t.household_id = \(household)
            order by t.from_on nulls first, t.tenure_id, s.position
            """)
        var tenures: [Tenure] = []
        for row in rows {
            let (id, obligor, from, until) = (
                try row.get("tenure_id", as: TenureID.self),
                try row.get("obligor", as: String.self),
                try row.get("from_on", as: CivilDate?.self),
                try row.get("until_on", as: CivilDate?.self)
            )
            let earlier = tenures.last?.id == id ? tenures.removeLast().owners : []
            tenures.append(
                Tenure(
                    id: id, household: household, obligor: Obligor(rawValue: obligor) ?? .owner,
                    from: from, until: until, owners: earlier + [try owner(row)].compactMap(\.self))
            )
        }
        return tenures
    }

    private static func household(_ row: Row) throws -> Household {
        Household(
            id: try row.get("household_id"),
            code: HouseholdCode(
                building: try row.get("building"), entrance: try row.get("entrance"),
                room: try row.get("room")),
            kind: HouseholdKind(rawValue: try row.get("kind")) ?? .dwelling,
            area: try row.get("area"), countsInRoll: try row.get("counts_in_roll"),
            remark: try row.get("remark"))
    }

    private static func owner(_ row: Row) throws -> Owner? {
        guard let id = try row.get("owner_id", as: OwnerID?.self) else { return nil }
        let numerator = try row.get("share_numerator", as: Int32?.self)
        let denominator = try row.get("share_denominator", as: Int32?.self)
        var share: Owner.Share?
        if let numerator, let denominator {
            share = Owner.Share(numerator: numerator, denominator: denominator)
        }
        return Owner(
            id: id, name: try row.get("name"), phone: try row.get("phone"), share: share)
    }
}

/// What a person typed, as a literal part of a LIKE pattern.
public func escaped(_ text: String) -> String {
    text.reduce(into: "") { out, character in
        if "%_\\".contains(character) { out.append("\\") }
        out.append(character)
    }
}
