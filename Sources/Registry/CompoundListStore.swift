import Access
import Core
import Postgres

/// Lists of compounds, and the tree that they lie in, in the database.
enum CompoundListStore {
    /// One statement in the pipelined lane: it reads compounds, which are few beside what they
    /// hold, and of households and stalls only those of the page.
    static func read(
        _ input: ListCompounds.Input, reach: [ScopeID]?, in database: Database
    ) async throws -> ListCompounds.Outcome {
        let rows = try await database.query(page(input, reach: reach))
        return ListCompounds.Outcome(
            total: try rows.first?.get("total", as: Int.self) ?? 0, rows: try rows.compactMap(row))
    }

    static func page(_ input: ListCompounds.Input, reach: [ScopeID]?) -> Query {
        """
        with recursive below as (
            select region_id from registry.region where region_id = \(input.region)
            union all
            select r.region_id from below b
            join registry.region r on coalesce(r.parent_id, 0) = b.region_id
        ), matching as (
            select c.scope_id, c.region_id, c.name, row_number() over (order by
                case \(input.sort.rawValue)::text when 'name' then c.name end collate "zh-x-icu",
                c.scope_id) as place
            from registry.compound c
            where (\(reach)::bigint[] is null or c.scope_id = any(\(reach)))
                and (\(input.region)::bigint is null
                    or c.region_id in (select region_id from below))
                and (\(input.search == nil)
                    or c.name ilike \("%\(escaped(input.search ?? ""))%"))
        )
        select t.total, p.scope_id, p.name, l.regions, h.households, s.stalls
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
        left join lateral (
            select count(*) as households from registry.household h where h.scope_id = p.scope_id
        ) h on true
        left join lateral (
            select count(*) as stalls from registry.stall s where s.scope_id = p.scope_id
        ) s on true
        order by case when \(input.descending) then -p.place else p.place end
        """
    }

    private static func row(_ row: Row) throws -> ListCompounds.Row? {
        let (_, scope, name, region, households, stalls) = try row.decode(
            Int.self, ScopeID?.self, String?.self, [String]?.self, Int.self, Int.self)
        guard let scope, let name else { return nil }
        return ListCompounds.Row(
            compound: Compound(scope: scope, name: name, region: region ?? []),
            households: households, stalls: stalls)
    }

    /// The regions in which there are compounds within reach, with those above them; all there are
    /// where the reach is everywhere. Each with the compounds in it and below, from the top down.
    static func regions(reach: [ScopeID]?) -> Query {
        """
        with recursive held as (
            select region_id, count(*) as compounds from registry.compound
            where \(reach)::bigint[] is null or scope_id = any(\(reach))
            group by region_id
        ), above as (
            select r.region_id, r.parent_id, h.compounds
            from held h join registry.region r using (region_id)
            union all
            select r.region_id, r.parent_id, a.compounds
            from above a join registry.region r on r.region_id = a.parent_id
        ), counted as (
            select region_id, sum(compounds)::bigint as compounds from above group by region_id
        ), tree as (
            select region_id, array[name] as names from registry.region where parent_id is null
            union all
            select r.region_id, t.names || r.name
            from tree t join registry.region r on coalesce(r.parent_id, 0) = t.region_id
        )
        select r.region_id, r.parent_id, r.kind, t.names, coalesce(c.compounds, 0)
        from tree t join registry.region r using (region_id)
        left join counted c using (region_id)
        where \(reach)::bigint[] is null or c.compounds > 0
        order by t.names
        """
    }
}
