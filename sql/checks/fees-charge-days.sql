-- 应收的记账日或到期日与出账日、收费标准不符
select c.scope_id, c.month, c.item, c.subject_id, c.revision, c.charged_on, c.due_on, r.on_day,
    s.due_day
from fees.charge c
join fees.run r on r.scope_id = c.scope_id and r.run_id = c.run_id
join fees.schedule s on s.scope_id = c.scope_id and s.schedule_id = c.schedule_id
where c.charged_on <> least(c.month, r.on_day) or c.due_on <> c.month + s.due_day - 1
