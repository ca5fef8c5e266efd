-- 日志写入已超过一分钟仍未入链，而其后的封存已经做过
with sealer as (
    select scope_id, max(sealed_at) as last_at
    from access.audit_entry
    where position is not null
    group by scope_id
)
select e.scope_id, e.entry_id, e.action, e.at, s.last_at
from access.audit_entry e
join sealer s using (scope_id)
where e.position is null and s.last_at > e.at + interval '1 minute'
