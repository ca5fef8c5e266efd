-- 有应收在某一天的核销与减免之和小于零、超过应收金额，或早于应收的日期
with step as (
    select scope_id, tenure_id, month, item, subject_id, revision, applied_on as day,
        sum(amount_fen) as fen
    from fees.allocation
    group by scope_id, tenure_id, month, item, subject_id, revision, applied_on
    union all
    select scope_id, tenure_id, month, item, subject_id, revision, on_day, sum(amount_fen)
    from fees.waiver
    group by scope_id, tenure_id, month, item, subject_id, revision, on_day
), level as (
    select distinct on (scope_id, tenure_id, month, item, subject_id, revision, day)
        scope_id, tenure_id, month, item, subject_id, revision, day,
        sum(fen) over (
            partition by scope_id, tenure_id, month, item, subject_id, revision
            order by day range unbounded preceding) as fen
    from step
)
select l.scope_id, l.tenure_id, l.month, l.item, l.subject_id, l.revision, l.day,
    l.fen as settled_and_waived_fen, c.amount_fen, c.charged_on
from level l
join fees.charge c using (scope_id, tenure_id, month, item, subject_id, revision)
where l.fen < 0 or l.fen > c.amount_fen or l.day < c.charged_on
