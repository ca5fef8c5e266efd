-- 缴费义务已经结束，而其车位租约仍未结束
select l.scope_id, l.stall_id, l.lease_id, l.tenure_id, t.until_on
from registry.stall_lease l
join registry.tenure t using (scope_id, tenure_id)
where l.until_month is null and t.until_on is not null
