-- 未出账名单中的户（车位）在同一批次里又有应收
select k.scope_id, k.run_id, k.item, k.subject_id, k.reason
from fees.skipped k
join fees.charge c on c.scope_id = k.scope_id and c.run_id = k.run_id and c.item = k.item
    and c.subject_id = k.subject_id
