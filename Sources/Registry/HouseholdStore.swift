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
        return try tenures(rows, of: household)
    }

    /// Rows of tenures with their owners, those of one tenure together.
    static func tenures(_ rows: Rows, of household: HouseholdID) throws -> [Tenure] {
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

    static func household(_ row: Row) throws -> Household {
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
