-- 户、业主或车位的现值与最后一次变更记录不符
with latest as (
    select distinct on (scope_id, subject_kind, subject_id, field)
        scope_id, subject_kind, subject_id, field, after
    from registry.alteration
    order by scope_id, subject_kind, subject_id, field, alteration_id desc
)
select a.scope_id, a.subject_kind, a.subject_id, a.field, a.after as recorded, v.current
from latest a
left join registry.household h on a.subject_kind = 'household'
    and h.scope_id = a.scope_id and h.household_id = a.subject_id
left join registry.owner w on a.subject_kind = 'owner'
    and w.scope_id = a.scope_id and w.owner_id = a.subject_id
left join registry.stall s on a.subject_kind = 'stall'
    and s.scope_id = a.scope_id and s.stall_id = a.subject_id
cross join lateral (
    select case a.subject_kind || '.' || a.field
        when 'household.kind' then h.kind
        when 'household.area' then h.area::text
        when 'household.areaSource' then h.area_source
        when 'household.countsInRoll' then h.counts_in_roll::text
        when 'household.remark' then h.remark
        when 'owner.name' then w.name
        when 'owner.phone' then w.phone
        when 'owner.idHash' then encode(w.id_hash, 'hex')
        when 'stall.title' then s.title
    end as current
) v
where v.current is distinct from a.after
    or coalesce(h.scope_id, w.scope_id, s.scope_id) is null
