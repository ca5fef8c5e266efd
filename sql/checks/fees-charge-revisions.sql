-- 应收的版次不等于此前撤回的次数加一
select scope_id, month, item, subject_id, revision, expected
from (
    select scope_id, month, item, subject_id, revision, row_number() over (
        partition by scope_id, month, item, subject_id
        order by withdrawn_run is null, withdrawn_run) as expected
    from fees.charge
    where run_id is not null
) c
where revision <> expected
