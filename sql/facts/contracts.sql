-- Every fact of service contracts as (scope_id, entry_id, line).
select scope_id, entry_id, contracts.fact(r) as line from contracts.service_contract r
union all
select scope_id, ended_entry_id, contracts.closing_fact(r) from contracts.service_contract r
-- what is ended without an entry is told too, and found for having none
where num_nonnulls(ended_entry_id, ended_reason) > 0
    or until_on is distinct from declared_until_on
