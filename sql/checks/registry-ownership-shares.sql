-- 一户各业主的份额之和超过 1
select scope_id, tenure_id, sum(share_numerator::numeric / share_denominator) as total
from registry.ownership
group by scope_id, tenure_id
-- six sixths, each rounded at the twentieth digit, come to a little more than the whole
having sum(share_numerator::numeric / share_denominator) > 1.000000000001
