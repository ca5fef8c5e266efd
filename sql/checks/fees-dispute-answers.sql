-- 有异议的答复标记与答复不符，或答复早于异议
select d.scope_id, d.dispute_id, d.answered_entry_id, a.entry_id, d.raised_on, a.answered_on
from fees.dispute d
left join fees.answer a using (scope_id, dispute_id)
where d.answered_entry_id is distinct from a.entry_id or a.answered_on < d.raised_on
