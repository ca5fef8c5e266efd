-- 同一户（车位）同一账期同一项目有两笔有效的应收
select scope_id, month, item, subject_id, count(*) as charges
from fees.charge
where withdrawn_run is null
group by scope_id, month, item, subject_id
having count(*) > 1
