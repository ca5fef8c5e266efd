import Access
import Core
import Postgres

/// What one compound's register adds up to, in the database: every statement stays inside it.
enum CompoundFiguresStore {
    /// Nil where the scope is no compound.
    static func read(
        _ scope: ScopeID, on connection: Connection
    ) async throws -> ReadCompound.Outcome? {
        let results = try await connection.pipeline([
            heading(scope), households(scope), stalls(scope),
        ])
        guard let (name, region) = try results[0].first?.decode(String.self, [String].self) else {
            return nil
        }
        let parts = try results[1].map(part)
        let (stalls, leased) = try results[2].only().decode(Int.self, Int.self)
        var buildings: [ReadCompound.Building] = []
        for part in parts {
            let before = buildings.last?.name == part.building ? buildings.removeLast() : nil
            buildings.append(
                ReadCompound.Building(
                    name: part.building, households: (before?.households ?? 0) + part.count))
        }
        let kinds = HouseholdKind.allCases.map { kind in
            ReadCompound.KindCount(
                kind: kind, households: parts.reduce(0) { $0 + ($1.kind == kind ? $1.count : 0) })
        }
        return ReadCompound.Outcome(
            compound: Compound(scope: scope, name: name, region: region),
            households: parts.reduce(0) { $0 + $1.count },
            kinds: kinds.filter { $0.households > 0 }, buildings: buildings,
            area: AreaSum(hundredths: parts.reduce(0) { $0 + $1.area }),
            withoutArea: parts.reduce(0) { $0 + $1.withoutArea },
            withoutTenure: parts.reduce(0) { $0 + $1.withoutTenure }, stalls: stalls,
            leasedStalls: leased)
    }

    private struct Part {
        let building: String
        let kind: HouseholdKind
        let count: Int
        let area: Int64
        let withoutArea: Int
        let withoutTenure: Int
    }

    private static func part(_ row: Row) throws -> Part {
        let (building, kind, count, area, withoutArea, withoutTenure) = try row.decode(
            String.self, String.self, Int.self, Int64.self, Int.self, Int.self)
        return Part(
            building: building, kind: HouseholdKind(rawValue: kind) ?? .dwelling, count: count,
            area: area, withoutArea: withoutArea, withoutTenure: withoutTenure)
    }

    private static func heading(_ scope: ScopeID) -> Query {
        """
        with recursive path as (
            select c.name, r.parent_id, array[r.name] as regions
            from registry.compound c join registry.region r using (region_id)
            where c.scope_id = \(scope)
            union all
            select p.name, r.parent_id, r.name || p.regions
            from path p join registry.region r on r.region_id = p.parent_id
        )
        select name, regions from path where parent_id is null
        """
    }

    static func households(_ scope: ScopeID) -> Query {
        """
        select h.building, h.kind, count(*), coalesce(sum(h.area), 0)::bigint,
            count(*) filter (where h.area is null), count(*) filter (where t.tenure_id is null)
        from registry.household h
        left join registry.tenure t on t.scope_id = h.scope_id
            and t.household_id = h.household_id and t.until_on is null
        where h.scope_id = \(scope)
        group by h.building, h.kind
        order by lpad(h.building, 20), h.kind
        """
    }

    static func stalls(_ scope: ScopeID) -> Query {
        """
        select count(*), count(l.lease_id)
        from registry.stall s
        left join registry.stall_lease l on l.scope_id = s.scope_id and l.stall_id = s.stall_id
            and l.until_month is null
        where s.scope_id = \(scope)
        """
    }
}
