-- 小区或单位的所在地与登记时的日志不符：市、县、街道、社区被改名、移动或删除
with recursive placed as (
    select scope_id, entry_id, region_id from registry.compound
    union all
    select scope_id, entry_id, region_id from registry.organisation
), path as (
    select scope_id, entry_id, region_id, array[]::text[] as names from placed
    union all
    select p.scope_id, p.entry_id, r.parent_id, r.name || p.names
    from path p join registry.region r on r.region_id = p.region_id
)
select o.scope_id, o.entry_id, p.names, e.detail -> 'region' as registered
from placed o
join access.audit_entry e on e.scope_id = o.scope_id and e.entry_id = o.entry_id
left join path p on p.scope_id = o.scope_id and p.region_id is null
where e.detail ? 'region' and (e.detail -> 'region') is distinct from to_jsonb(p.names)
