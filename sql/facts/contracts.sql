-- Every fact of service contracts as (scope_id, entry_id, line).
select scope_id, entry_id, contracts.fact(r) as line from contracts.service_contract r
union all
select scope_id, ended_entry_id, contracts.closing_fact(r) from contracts.service_contract r
where ended_entry_id is not null
