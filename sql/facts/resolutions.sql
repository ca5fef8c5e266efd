-- Every resolution and attachment as (scope_id, entry_id, line).
select scope_id, entry_id, files.fact(r) as line from files.blob r
union all
select scope_id, entry_id, resolutions.fact(r) from resolutions.resolution r
