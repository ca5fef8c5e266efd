-- 同一字段的前后两次变更接不上：后一次的原值不是前一次的新值
select scope_id, subject_kind, subject_id, field, alteration_id, before, previous_after
from (
    select scope_id, subject_kind, subject_id, field, alteration_id, before,
        lag(after) over w as previous_after, row_number() over w as number
    from registry.alteration
    window w as (partition by scope_id, subject_kind, subject_id, field order by alteration_id)
) ordered
where number > 1 and before is distinct from previous_after
