-- 已撤回的应收所指的不是本小区同一账期的撤回批次
select c.scope_id, c.month, c.item, c.subject_id, c.revision, c.withdrawn_run, r.kind,
    r.month as run_month
from fees.charge c
left join fees.run r on r.scope_id = c.scope_id and r.run_id = c.withdrawn_run
where c.withdrawn_run is not null
    and (r.run_id is null or r.kind <> 'withdrawal' or r.month <> c.month or c.run_id is null)
