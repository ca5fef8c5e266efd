-- 按户的应收记在了别家的义务人名下，或义务人种类与登记不符
select c.scope_id, c.month, c.item, c.subject_id, c.tenure_id, c.obligor, t.household_id
from fees.charge c
join registry.tenure t on t.scope_id = c.scope_id and t.tenure_id = c.tenure_id
where c.stall_id is null and c.run_id is not null
    and (t.household_id <> c.subject_id or t.obligor <> c.obligor)
