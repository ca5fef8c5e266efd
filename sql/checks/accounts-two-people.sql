-- 账号办理的退款、冲正、撤回没有另一人的批准，或所记的批准与所办的事、办事的人不符
select e.scope_id, e.entry_id, e.action, e.account_id, e.detail ->> 'approval' as approval
from access.audit_entry e
left join access.approval p on p.scope_id = e.scope_id
    and p.approval_id = (e.detail ->> 'approval')::bigint
where e.actor_kind = 'account'
    and (e.action in ('RefundPayment', 'ReversePayment', 'WithdrawBills')
        or (e.action = 'WaiveCharge' and e.detail ? 'approval'))
    and (p.outcome is distinct from 'approved' or p.action <> e.action
        or p.asked_by is distinct from e.account_id or p.decided_by = e.account_id)
