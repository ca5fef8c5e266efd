-- 同一账号在同一天兼任系统管理员、审计员或业务人员
select r.scope_id, r.account_id, r.appointment_id, r.role, q.appointment_id as other, q.role as other_role
from accounts.appointment r
join accounts.appointment q on q.scope_id = r.scope_id and q.account_id = r.account_id
    and q.appointment_id > r.appointment_id and q.role <> r.role
    and accounts.days(q.from_on, q.until_on, q.ended_on)
        && accounts.days(r.from_on, r.until_on, r.ended_on)
where r.role in ('administrator', 'auditor') or q.role in ('administrator', 'auditor')
