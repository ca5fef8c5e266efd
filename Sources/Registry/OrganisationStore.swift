import Access
import Core
import Postgres

/// Organisations in the database.
public enum OrganisationStore {
    public static func list(on connection: Connection) async throws -> [Organisation] {
        try await read(kind: nil, name: nil, on: connection)
    }

    /// The organisations of a name, of whatever kind.
    public static func list(
        named name: String, on connection: Connection
    ) async throws -> [Organisation] {
        try await read(kind: nil, name: name.trimmed, on: connection)
    }

    static func find(
        _ kind: Organisation.Kind, _ name: String, on connection: Connection
    ) async throws -> Organisation? {
        try await read(kind: kind, name: name, on: connection).first
    }

    private static func read(
        kind: Organisation.Kind?, name: String?, on connection: Connection
    ) async throws -> [Organisation] {
        try await connection.query(
            """
            with recursive path as (
                select o.scope_id, o.kind, o.name, o.region_id, array[]::text[] as regions
                from registry.organisation o
                where (\(kind?.rawValue)::text is null or o.kind = \(kind?.rawValue))
                    and (\(name)::text is null or o.name = \(name))
                union all
                select p.scope_id, p.kind, p.name, r.parent_id, r.name || p.regions
                from path p join registry.region r on r.region_id = p.region_id
            )
            select scope_id, kind, name, regions from path where region_id is null
            order by kind, name
            """
        ).map { row in
            let (scope, kind, name, region) = try row.decode(
                ScopeID.self, String.self, String.self, [String].self)
            return Organisation(
                scope: scope, kind: Organisation.Kind(rawValue: kind) ?? .other, name: name,
                region: region)
        }
    }

    static func page(_ input: ListOrganisations.Input) -> Query {
        """
        with matching as (
            select o.scope_id, o.kind, o.name, o.region_id, row_number() over (
                order by o.name collate "zh-x-icu", o.scope_id) as place
            from registry.organisation o
            where (\(input.kind?.rawValue)::text is null or o.kind = \(input.kind?.rawValue))
                and (\(input.search == nil)
                    or o.name ilike \("%\(escaped(input.search ?? ""))%"))
        )
        select t.total, p.scope_id, p.kind, p.name, l.regions
        from (select count(*) as total from matching) t
        left join lateral (
            select * from matching
            order by case when \(input.descending) then -place else place end
            limit \(input.limit) offset \(input.offset)
        ) p on true
        left join lateral (
            with recursive path as (
                select r.parent_id, array[r.name] as regions from registry.region r
                where r.region_id = p.region_id
                union all
                select r.parent_id, r.name || path.regions
                from path join registry.region r on r.region_id = path.parent_id
            )
            select regions from path where parent_id is null
        ) l on true
        order by case when \(input.descending) then -p.place else p.place end
        """
    }

    /// Nil for the row of an empty page.
    static func row(_ row: Row) throws -> Organisation? {
        let (_, scope, kind, name, region) = try row.decode(
            Int.self, ScopeID?.self, String?.self, String?.self, [String]?.self)
        guard let scope, let name else { return nil }
        return Organisation(
            scope: scope, kind: kind.flatMap { Organisation.Kind(rawValue: $0) } ?? .other,
            name: name, region: region ?? [])
    }

    static func insert(
        _ kind: Organisation.Kind, _ name: String, region: RegionID?, entry: EntryID,
        on connection: Connection
    ) async throws -> (ScopeID, String) {
        let scope = try await connection.query(
            "insert into access.scope (kind) values ('organisation') returning scope_id"
        ).only().decode(ScopeID.self)
        try await connection.execute("insert into access.ledger (scope_id) values (\(scope))")
        let fact = try await connection.query(
            """
            insert into registry.organisation as r (scope_id, kind, name, region_id, entry_id)
            values (\(scope), \(kind.rawValue), \(name), \(region), \(entry))
            returning registry.fact(r)
            """
        ).only().decode(String.self)
        return (scope, fact)
    }
}
