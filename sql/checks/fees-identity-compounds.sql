-- 有小区的“应收-撤回-减免-实收+退款”不等于全部未结清的应收减全部预存
with moved as (
    select scope_id,
        sum(case when kind in ('charged', 'reversed', 'refunded') then fen else -fen end) as fen
    from fees.movement group by scope_id
), owed as (
    select scope_id, sum(amount_fen - settled_fen - waived_fen) as fen
    from fees.charge where withdrawn_run is null group by scope_id
), credit as (
    select scope_id, sum(unallocated_fen) as fen from fees.payment group by scope_id
)
select scope_id, coalesce(m.fen, 0) as closing_fen, coalesce(o.fen, 0) as owed_fen,
    coalesce(c.fen, 0) as credit_fen
from moved m
full join owed o using (scope_id)
full join credit c using (scope_id)
where coalesce(m.fen, 0) <> coalesce(o.fen, 0) - coalesce(c.fen, 0)
