-- 日志的链上有缺位：有日志被删去
select scope_id, min(position) as first_position, max(position) as last_position,
    count(*) as entries
from access.audit_entry
where position is not null
group by scope_id
having min(position) <> 1 or max(position) <> count(*)
