-- 出账或撤回批次的笔数、合计与其应收不符
with charged as (
    select scope_id, run_id, count(*) as charges, sum(amount_fen) as total_fen
    from fees.charge where run_id is not null
    group by scope_id, run_id
    union all
    select scope_id, withdrawn_run, count(*), sum(amount_fen)
    from fees.charge where withdrawn_run is not null
    group by scope_id, withdrawn_run
)
select r.scope_id, r.run_id, r.kind, r.month, r.charge_count, c.charges, r.total_fen,
    c.total_fen as charged_fen
from fees.run r left join charged c on c.scope_id = r.scope_id and c.run_id = r.run_id
where r.charge_count <> coalesce(c.charges, 0) or r.total_fen <> coalesce(c.total_fen, 0)
    or r.charge_count = 0
