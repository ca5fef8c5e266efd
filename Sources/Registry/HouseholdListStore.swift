import Access
import Core
import Postgres

/// Lists of households in the database.
enum HouseholdListStore {
    static func read(
        _ input: ListHouseholds.Input, in database: Database
    ) async throws -> ListHouseholds.Outcome {
        let rows = try await database.query(page(input))
        return ListHouseholds.Outcome(
            total: try rows.first?.get("total", as: Int.self) ?? 0, rows: try rows.compactMap(row))
    }

    /// Everything is counted and put in order inside the compound; owners and stalls are read for
    /// the page only, unless they are searched or sorted by.
    static func page(_ input: ListHouseholds.Input) -> Query {
        let search = input.search.map(HouseholdSearch.init)
        return """
            with found as (
                select h.household_id, h.building, h.entrance, h.room, h.kind, h.area,
                    h.counts_in_roll, h.remark, t.tenure_id, t.obligor,
                    row_number() over (order by
                        case \(input.sort.rawValue)::text when 'owner' then (
                            select string_agg(w.name, '、' order by s.position)
                            from registry.ownership s
                            join registry.owner w using (scope_id, owner_id)
                            where s.scope_id = \(input.scope) and s.tenure_id = t.tenure_id
                        ) end collate "zh-x-icu",
                        case \(input.sort.rawValue)::text when 'area' then h.area end,
                        lpad(h.building, 20), lpad(h.entrance, 20), lpad(h.room, 20)) as place
                from registry.household h
                left join registry.tenure t on t.scope_id = h.scope_id
                    and t.household_id = h.household_id and t.until_on is null
                where h.scope_id = \(input.scope)
                    and (\(input.kind == nil) or h.kind = \(input.kind?.rawValue))
                    and (\(input.building == nil) or h.building = \(input.building))
                    and (\(search == nil)
                        or concat_ws('-', h.building, nullif(h.entrance, ''), h.room)
                            ilike \(search?.pattern)
                        or concat_ws('-', h.building, nullif(h.entrance, ''), h.room)
                            = \(search?.address)
                        or exists (
                            select from registry.ownership s
                            join registry.owner w using (scope_id, owner_id)
                            where s.scope_id = \(input.scope) and s.tenure_id = t.tenure_id
                                and (w.name ilike \(search?.pattern)
                                    or w.phone like \(search?.phone))))
            )
            select t.total, p.household_id, p.building, p.entrance, p.room, p.kind, p.area,
                p.counts_in_roll, p.remark, p.tenure_id, p.obligor, coalesce(o.names, '') as names,
                o.phone, l.stalls
            from (select count(*) as total from found) t
            left join lateral (
                select * from found
                order by case when \(input.descending) then -place else place end
                limit \(input.limit) offset \(input.offset)
            ) p on true
            left join lateral (
                select string_agg(w.name, '、' order by s.position) as names,
                    (array_agg(w.phone order by s.position))[1] as phone
                from registry.ownership s join registry.owner w using (scope_id, owner_id)
                where s.scope_id = \(input.scope) and s.tenure_id = p.tenure_id
            ) o on true
            left join lateral (
                select count(*) as stalls from registry.stall_lease l
                where l.scope_id = \(input.scope) and l.tenure_id = p.tenure_id
                    and l.until_month is null
            ) l on true
            order by case when \(input.descending) then -p.place else p.place end
            """
    }

    private static func row(_ row: Row) throws -> ListHouseholds.Row? {
        guard try row.get("household_id", as: HouseholdID?.self) != nil else { return nil }
        let phone = try row.get("phone", as: String?.self)
        return ListHouseholds.Row(
            household: try HouseholdStore.household(row), tenure: try row.get("tenure_id"),
            obligor: try row.get("obligor", as: String?.self).flatMap(Obligor.init(rawValue:)),
            owners: try row.get("names"), phone: phone.map(PersonalData.maskedPhone),
            stalls: try row.get("stalls"))
    }
}
