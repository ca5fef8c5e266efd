-- 同一编号既是户又是车位
select h.scope_id, h.household_id as property_id, s.code
from registry.household h
join registry.stall s on s.scope_id = h.scope_id and s.stall_id = h.household_id
