-- Every fact of approvals as (scope_id, entry_id, line). What is decided without an entry is told
-- too, and found for having none.
select scope_id, entry_id, access.fact(r) as line from access.approval r
union all
select scope_id, decided_entry_id, access.closing_fact(r) from access.approval r
where num_nonnulls(decided_entry_id, outcome, decided_by, decided_by_name, decided_at,
    decided_reason) > 0
