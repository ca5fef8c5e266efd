-- 同一车位的两份租约月份重叠
with ordered as (
    select scope_id, stall_id, lease_id, until_month,
        lead(lease_id) over w as next_lease_id,
        lead(from_month) over w as next_from_month
    from registry.stall_lease
    -- a lease ended before its first month was never billed
    where until_month is null or until_month >= from_month
    window w as (partition by scope_id, stall_id order by from_month, lease_id)
)
select scope_id, stall_id, lease_id, until_month, next_lease_id, next_from_month
from ordered
where next_from_month <= coalesce(until_month, 'infinity')
