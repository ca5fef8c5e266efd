-- Every fact of approvals as (scope_id, entry_id, line).
select scope_id, entry_id, access.fact(r) as line from access.approval r
union all
select scope_id, decided_entry_id, access.closing_fact(r) from access.approval r
where decided_entry_id is not null
