import Access
import Core
import Postgres

/// Lists of stalls in the database.
enum StallListStore {
    static func read(
        _ input: ListStalls.Input, in database: Database
    ) async throws -> ListStalls.Outcome {
        let rows = try await database.query(page(input))
        return ListStalls.Outcome(
            total: try rows.first?.get("total", as: Int.self) ?? 0,
            stalls: try rows.compactMap { row in
                try row.get("stall_id", as: StallID?.self) == nil ? nil : StallStore.stall(row)
            })
    }

    static func page(_ input: ListStalls.Input) -> Query {
        let pattern = input.search.map { "%\(escaped($0))%" }
        return """
            with found as (
                select s.stall_id, s.code, s.title, l.lease_id, h.building, h.entrance, h.room,
                    l.from_month, l.plate, row_number() over (order by
                        case \(input.sort.rawValue)::text when 'household'
                            then lpad(h.building, 20) || lpad(h.entrance, 20) || lpad(h.room, 20)
                        end,
                        case \(input.sort.rawValue)::text when 'from' then l.from_month end,
                        s.code) as place
                from registry.stall s
                left join registry.stall_lease l on l.scope_id = s.scope_id
                    and l.stall_id = s.stall_id and l.until_month is null
                left join registry.tenure t
                    on t.scope_id = l.scope_id and t.tenure_id = l.tenure_id
                left join registry.household h on h.scope_id = t.scope_id
                    and h.household_id = t.household_id
                where s.scope_id = \(input.scope)
                    and (\(input.title == nil) or s.title = \(input.title?.rawValue))
                    and (\(input.isLeased == nil)
                        or (l.lease_id is not null) = \(input.isLeased))
                    and (\(pattern)::text is null or s.code ilike \(pattern)
                        or l.plate ilike \(pattern)
                        or concat_ws('-', h.building, nullif(h.entrance, ''), h.room)
                            ilike \(pattern))
            )
            select t.total, p.stall_id, p.code, p.title, p.lease_id, p.building, p.entrance, p.room,
                p.from_month, p.plate
            from (select count(*) as total from found) t
            left join lateral (
                select * from found
                order by case when \(input.descending) then -place else place end
                limit \(input.limit) offset \(input.offset)
            ) p on true
            order by case when \(input.descending) then -p.place else p.place end
            """
    }
}

extension ListStalls.Outcome: JSONConvertible {
    public var json: JSON { ["total": JSON(total), "stalls": JSON(stalls)] }
}
