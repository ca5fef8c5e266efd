-- 应收账单与其收费标准不符：项目不同，账期不在标准的有效月份内，收费对象的种类不对，或数量不为一
select c.scope_id, c.month, c.item, c.subject_id, c.schedule_id, s.item as schedule_item,
    s.from_month, s.until_month
from fees.charge c
join fees.schedule s on s.scope_id = c.scope_id and s.schedule_id = c.schedule_id
where c.item <> s.item
    or c.withdrawn_run is null
        and (c.month < s.from_month or c.month > coalesce(s.until_month, 'infinity'))
    or (s.basis = 'stall') <> (c.stall_id is not null)
    or (s.basis = 'stall') <> (c.obligor = 'lessee')
    or s.basis <> 'area' and c.quantity <> 1
