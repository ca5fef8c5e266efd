-- 有缴费义务期的“应收-撤回-减免-实收+退款”不等于未结清的应收减预存
with moved as (
    select scope_id, tenure_id,
        sum(case when kind in ('charged', 'reversed', 'refunded') then fen else -fen end) as fen
    from fees.movement group by scope_id, tenure_id
), owed as (
    select scope_id, tenure_id, sum(amount_fen - settled_fen - waived_fen) as fen
    from fees.charge where withdrawn_run is null group by scope_id, tenure_id
), credit as (
    select scope_id, tenure_id, sum(unallocated_fen) as fen
    from fees.payment group by scope_id, tenure_id
)
select scope_id, tenure_id, m.fen as closing_fen, coalesce(o.fen, 0) as owed_fen,
    coalesce(c.fen, 0) as credit_fen
from moved m
left join owed o using (scope_id, tenure_id)
left join credit c using (scope_id, tenure_id)
where m.fen <> coalesce(o.fen, 0) - coalesce(c.fen, 0)
