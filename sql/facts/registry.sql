-- Every fact of the register as (scope_id, entry_id, line). Rows that may be altered are given
-- as they were first written: the first alteration of a field knows what stood there. What is closed
-- without an entry is told too, and found for having none.
with first_alteration as (
    select distinct on (scope_id, subject_kind, subject_id, field)
        scope_id, subject_kind, subject_id, field, before
    from registry.alteration
    order by scope_id, subject_kind, subject_id, field, alteration_id
), original as (
    select scope_id, subject_kind, subject_id, jsonb_object_agg(field, before) as was
    from first_alteration
    group by scope_id, subject_kind, subject_id
)
select h.scope_id, h.entry_id, registry.household_fact(
    h.household_id, h.building, h.entrance, h.room,
    case when o.was ? 'kind' then o.was ->> 'kind' else h.kind end,
    case when o.was ? 'area' then (o.was ->> 'area')::integer else h.area end,
    case when o.was ? 'areaSource' then o.was ->> 'areaSource' else h.area_source end,
    case when o.was ? 'countsInRoll' then (o.was ->> 'countsInRoll')::boolean else h.counts_in_roll end
) as line
from registry.household h
left join original o on o.scope_id = h.scope_id and o.subject_kind = 'household'
    and o.subject_id = h.household_id
union all
select w.scope_id, w.entry_id, registry.owner_fact(
    w.owner_id, w.kind, case when o.was ? 'name' then o.was ->> 'name' else w.name end)
from registry.owner w
left join original o on o.scope_id = w.scope_id and o.subject_kind = 'owner'
    and o.subject_id = w.owner_id
union all
select s.scope_id, s.entry_id, registry.stall_fact(
    s.stall_id, s.code, case when o.was ? 'title' then o.was ->> 'title' else s.title end)
from registry.stall s
left join original o on o.scope_id = s.scope_id and o.subject_kind = 'stall'
    and o.subject_id = s.stall_id
union all
select scope_id, entry_id, registry.fact(r) from registry.organisation r
union all
select scope_id, entry_id, registry.fact(r) from registry.compound r
union all
select scope_id, entry_id, registry.fact(r) from registry.tenure r
union all
select scope_id, closed_entry_id, registry.closing_fact(r) from registry.tenure r
where num_nonnulls(closed_entry_id, until_on) > 0
union all
select scope_id, entry_id, registry.fact(r) from registry.ownership r
union all
select scope_id, entry_id, registry.fact(r) from registry.stall_lease r
union all
select scope_id, closed_entry_id, registry.closing_fact(r) from registry.stall_lease r
where num_nonnulls(closed_entry_id, until_month) > 0
union all
select scope_id, entry_id, registry.fact(r) from registry.resident_link r
union all
select scope_id, revoked_entry_id, registry.closing_fact(r) from registry.resident_link r
where num_nonnulls(revoked_entry_id, revoked_at) > 0
union all
select scope_id, entry_id, registry.fact(r) from registry.alteration r
union all
select scope_id, entry_id, registry.fact(r) from registry.import_batch r
