-- 有一个缴费义务期的钱核销了另一个义务期的应收
select a.scope_id, a.allocation_id, a.payment_id, p.tenure_id as paid_by, a.tenure_id as charged_to
from fees.allocation a
join fees.payment p using (scope_id, payment_id)
where a.tenure_id <> p.tenure_id
