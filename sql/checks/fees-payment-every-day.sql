-- 有缴费在某一天的核销与退款之和小于零、超过收款金额，或早于收款的日期
with step as (
    select scope_id, payment_id, applied_on as day, sum(amount_fen) as fen
    from fees.allocation group by scope_id, payment_id, applied_on
    union all
    select scope_id, payment_id, on_day, sum(amount_fen)
    from fees.refund group by scope_id, payment_id, on_day
), level as (
    select distinct on (scope_id, payment_id, day) scope_id, payment_id, day,
        sum(fen) over (
            partition by scope_id, payment_id order by day range unbounded preceding) as fen
    from step
)
select l.scope_id, l.payment_id, l.day, l.fen as spent_fen, p.amount_fen, p.received_on
from level l
join fees.payment p using (scope_id, payment_id)
where l.fen < 0 or l.fen > p.amount_fen or l.day < p.received_on
