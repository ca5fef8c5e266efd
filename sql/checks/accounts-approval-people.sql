-- 须两人办理的事项：申请人或批准人不是已登记的账号，或由申请人自己批准
select p.scope_id, p.approval_id, p.asked_by, p.decided_by, p.outcome
from access.approval p
left join accounts.account a on a.scope_id = 1 and a.account_id = p.asked_by
left join accounts.account d on d.scope_id = 1 and d.account_id = p.decided_by
where a.account_id is null or (p.decided_by is not null and d.account_id is null)
    or (p.outcome in ('approved', 'declined') and p.decided_by = p.asked_by)
