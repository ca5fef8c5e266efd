-- 应收金额与按收费标准重新计算的金额不同
select c.scope_id, c.month, c.item, c.subject_id, c.revision, c.amount_fen,
    fees.amount(s.rate, s.basis, s.rounding, c.quantity) as computed_fen
from fees.charge c
join fees.schedule s on s.scope_id = c.scope_id and s.schedule_id = c.schedule_id
where c.amount_fen <> fees.amount(s.rate, s.basis, s.rounding, c.quantity)
