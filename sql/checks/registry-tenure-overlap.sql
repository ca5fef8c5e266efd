-- 同一户的两段缴费义务期间重叠
with ordered as (
    select scope_id, household_id, tenure_id, until_on,
        lead(tenure_id) over w as next_tenure_id,
        -- a tenure without a first day is older than any
        lead(coalesce(from_on, '-infinity')) over w as next_from_on
    from registry.tenure
    window w as (partition by scope_id, household_id
        order by coalesce(from_on, '-infinity'), tenure_id)
)
select scope_id, household_id, tenure_id, until_on, next_tenure_id, next_from_on
from ordered
where next_from_on < coalesce(until_on, 'infinity')
