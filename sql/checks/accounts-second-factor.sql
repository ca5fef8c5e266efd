-- 动态口令已确认却没有恢复码，或未确认却有恢复码，或停用、确认早于启用
select f.scope_id, f.factor_id, f.account_id, f.confirmed_at, count(c.factor_id) as codes
from accounts.second_factor f
left join accounts.recovery_code c on c.scope_id = f.scope_id and c.factor_id = f.factor_id
group by f.scope_id, f.factor_id, f.account_id, f.confirmed_at, f.ended_at, f.enrolled_at
having (f.confirmed_at is null) <> (count(c.factor_id) = 0)
    or f.confirmed_at < f.enrolled_at or f.ended_at < f.enrolled_at
