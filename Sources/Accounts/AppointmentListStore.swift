import Access
import Core
import Postgres

/// Lists of appointments in the database.
enum AppointmentListStore {
    static func read(
        _ input: ListAppointments.Input, within reach: [ScopeID]?, on today: CivilDate,
        _ connection: Connection
    ) async throws -> ListAppointments.Outcome {
        let pattern = input.search.map { likePattern($0) }
        let rows = try await connection.query(
            """
            with found as (
                select r.*, a.name, a.display_name,
                    case
                        when r.ended_on is not null or r.until_on < \(today) then 'ended'
                        when r.confirmed_at is null then 'proposed'
                        when r.from_on > \(today) then 'upcoming'
                        else 'inForce'
                    end as state
                from accounts.appointment r
                join accounts.account a on a.scope_id = 1 and a.account_id = r.account_id
                where r.scope_id = 1
                    and (\(reach)::bigint[] is null or r.body = any(\(reach)))
                    and (\(input.account)::bigint is null or r.account_id = \(input.account))
                    and (\(input.body)::bigint is null or r.body = \(input.body))
                    and (\(input.role?.rawValue)::text is null
                        or r.role = \(input.role?.rawValue))
                    and (\(input.appointment)::bigint is null
                        or r.appointment_id = \(input.appointment))
                    and (\(pattern)::text is null or a.name like \(pattern)
                        or a.display_name like \(pattern))
            ), page as (
                select *, count(*) over () as total from found
                where \(input.state?.rawValue)::text is null or state = \(input.state?.rawValue)
                order by appointment_id desc
                limit \(min(max(0, input.limit), ListAppointments.mostRows))
                offset \(max(0, input.offset))
            )
            select r.appointment_id, r.account_id, r.name, r.display_name, r.role, r.body,
                coalesce(o.name, c.name) as body_name, r.from_on, r.until_on, r.proposed_by,
                e.actor_name as proposer, e.at as proposed_at, f.actor_name as confirmer,
                r.confirmed_at, r.ended_on, g.actor_name as ender, r.total
            from page r
            left join registry.organisation o on o.scope_id = r.body
            left join registry.compound c on c.scope_id = r.body
            left join access.audit_entry e on e.scope_id = 1 and e.entry_id = r.entry_id
            left join access.audit_entry f on f.scope_id = 1 and f.entry_id = r.confirmed_entry_id
            left join access.audit_entry g on g.scope_id = 1 and g.entry_id = r.ended_entry_id
            order by r.appointment_id desc
            """)
        return ListAppointments.Outcome(
            count: try rows.first.map { try $0.get("total", as: Int.self) } ?? 0,
            appointments: try rows.map(AppointmentStore.record), today: today)
    }
}
