-- 有收款没有收据，或原系统结转的预存有收据
select p.scope_id, p.payment_id, p.channel, r.year, r.number
from fees.payment p
left join fees.receipt r using (scope_id, payment_id)
where (p.channel = 'carriedOver') = (r.payment_id is not null)
