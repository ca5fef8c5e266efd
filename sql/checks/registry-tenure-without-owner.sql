-- 过户形成的缴费义务期间没有业主
select t.scope_id, t.household_id, t.tenure_id, t.from_on
from registry.tenure t
left join registry.ownership o using (scope_id, tenure_id)
-- an import may know a household whose owner the old register did not name
where t.from_on is not null and o.owner_id is null
