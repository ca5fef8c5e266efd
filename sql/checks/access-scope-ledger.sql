-- 范围没有账本行：其编号与余额无从加锁
select s.scope_id, s.kind
from access.scope s
left join access.ledger l using (scope_id)
where l.scope_id is null
