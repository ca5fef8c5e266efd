import Access
import Core
import Postgres

/// Compounds and the administrative tree in the database.
public enum CompoundStore {
    /// Finds a compound by its name, or by `上级/名称` where the name alone is not enough.
    ///
    /// - Throws: `CompoundRefusal`.
    public static func find(_ text: String, on connection: Connection) async throws -> Compound {
        let parts = text.split(separator: "/").map(\.trimmed)
        let above = parts.dropLast()
        let named = try await list(named: parts.last ?? "", on: connection)
        // 魏都区/文宴雅居 is first the one directly in 魏都区, then one in any street of it.
        let direct = named.filter { $0.region.suffix(above.count).elementsEqual(above) }
        let matching =
            direct.count == 1 && !above.isEmpty
            ? direct : named.filter { above.allSatisfy($0.region.contains) }
        guard let found = matching.first else { throw CompoundRefusal.unknownCompound(text) }
        guard matching.count == 1 else {
            throw CompoundRefusal.ambiguousCompound(
                text, candidates: matching.map { shortestPath(to: $0, among: named) })
        }
        return found
    }

    /// As much of the region as tells a compound from others of its name.
    private static func shortestPath(to compound: Compound, among named: [Compound]) -> String {
        let region = compound.region
        let length = (1...max(1, region.count)).first { length in
            named.count { $0.region.suffix(length) == region.suffix(length) } == 1
        }
        return (region.suffix(length ?? region.count) + [compound.name]).joined(separator: "/")
    }

    /// Every compound, or those of one name, ordered by region and name.
    public static func list(
        named name: String? = nil, on connection: Connection
    ) async throws -> [Compound] {
        let rows = try await connection.query(
            """
            with recursive path as (
                select c.scope_id, c.name, r.parent_id, array[r.name] as regions
                from registry.compound c join registry.region r using (region_id)
                where \(name)::text is null or c.name = \(name)
                union all
                select p.scope_id, p.name, r.parent_id, r.name || p.regions
                from path p join registry.region r on r.region_id = p.parent_id
            )
            select scope_id, name, regions from path where parent_id is null
            order by regions, name
            """)
        return try rows.map { row in
            let (scope, name, region) = try row.decode(ScopeID.self, String.self, [String].self)
            return Compound(scope: scope, name: name, region: region)
        }
    }

    /// The name of a compound, for sentences; empty where the scope is none.
    public static func name(of scope: ScopeID, on connection: Connection) async throws -> String {
        try await connection.query(naming(scope)).first.map { try $0.decode(String.self) } ?? ""
    }

    static func naming(_ scope: ScopeID) -> Query {
        "select name from registry.compound where scope_id = \(scope)"
    }

    /// The region of that kind and name under its parent, made where there is none yet.
    static func region(
        _ kind: RegionKind, _ name: String, under parent: RegionID?, on connection: Connection
    ) async throws -> RegionID {
        try await connection.execute(
            """
            insert into registry.region (parent_id, kind, name)
            values (\(parent), \(kind.rawValue), \(name))
            on conflict (coalesce(parent_id, 0), kind, name) do nothing
            """)
        let rows = try await connection.query(
            """
            select region_id from registry.region
            where parent_id is not distinct from \(parent) and kind = \(kind.rawValue)
                and name = \(name)
            """)
        return try rows.only().decode(RegionID.self)
    }

    /// Makes the scope with its ledger, and the compound in it.
    ///
    /// - Returns: the scope and the compound's fact line; nil where the region already has a
    ///   compound of this name.
    static func insert(
        name: String, region: RegionID, entry: EntryID, on connection: Connection
    ) async throws -> (scope: ScopeID, fact: String)? {
        let known = try await connection.query(
            "select 1 from registry.compound where region_id = \(region) and name = \(name)")
        guard known.isEmpty else { return nil }
        let scope = try await connection.query(
            "insert into access.scope (kind) values ('compound') returning scope_id"
        ).only().decode(ScopeID.self)
        try await connection.execute("insert into access.ledger (scope_id) values (\(scope))")
        let fact = try await connection.query(
            """
            insert into registry.compound as r (scope_id, region_id, name, entry_id)
            values (\(scope), \(region), \(name), \(entry))
            returning registry.fact(r)
            """
        ).only().decode(String.self)
        return (scope, fact)
    }
}
