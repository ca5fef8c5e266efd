-- Disputes on charges, their answers and corrections as (scope_id, entry_id, line).
select scope_id, entry_id, fees.fact(r) as line from fees.dispute r
union all
select scope_id, entry_id, fees.fact(r) from fees.answer r
union all
select scope_id, entry_id, fees.fact(r) from fees.correction r
