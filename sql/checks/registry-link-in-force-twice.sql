-- 同一缴费义务人有两个有效的查询链接，或有效的不是最新的一个
select scope_id, tenure_id, count(*) filter (where revoked_at is null) as in_force,
    max(generation) as newest
from registry.resident_link
group by scope_id, tenure_id
having count(*) filter (where revoked_at is null) > 1
    or max(generation) filter (where revoked_at is null) < max(generation)
