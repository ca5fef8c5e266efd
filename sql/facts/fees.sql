-- Every fact of the fees as (scope_id, entry_id, line). The charges of a run stand in it through
-- their digest, which `charges` below recomputes.
with billed as (
    select scope_id, run_id,
        sha256(convert_to(string_agg(fees.fact(c), E'\n' order by fees.fact(c) collate "C"), 'UTF8'))
            as digest,
        count(*) as charges, sum(amount_fen) as total
    from fees.charge c where run_id is not null
    group by scope_id, run_id
), withdrawn as (
    select scope_id, withdrawn_run as run_id,
        sha256(convert_to(string_agg(fees.withdrawal_fact(c), E'\n'
            order by fees.withdrawal_fact(c) collate "C"), 'UTF8')) as digest,
        count(*) as charges, sum(amount_fen) as total
    from fees.charge c where withdrawn_run is not null
    group by scope_id, withdrawn_run
), recomputed as (
    select scope_id, run_id, digest, charges, total from billed
    union all
    select scope_id, run_id, digest, charges, total from withdrawn
)
select scope_id, entry_id, fees.fact(r) as line from fees.item r
union all
select scope_id, entry_id, fees.fact(r) from fees.schedule r
union all
select scope_id, closed_entry_id, fees.closing_fact(r) from fees.schedule r
-- what is closed without an entry is told too, and found for having none
where closed_entry_id is not null or until_month is distinct from declared_until_month
union all
-- as the charges say it, not as the run says it; also of a run that there is none of
select coalesce(r.scope_id, c.scope_id), r.entry_id, row('run', r.run_id, r.kind, r.month, r.on_day, r.reason,
    coalesce(c.charges, 0)::integer, coalesce(c.total, 0)::bigint,
    encode(coalesce(c.digest, sha256('')), 'hex'))::text
from fees.run r
full join recomputed c on c.scope_id = r.scope_id and c.run_id = r.run_id
union all
select t.scope_id, t.entry_id, fees.fact(c)
from fees.charge c join fees.takeover t using (scope_id, takeover_id)
union all
select scope_id, entry_id, fees.fact(r) from fees.takeover r
union all
select scope_id, entry_id, fees.fact(r) from fees.payment r
union all
select scope_id, entry_id, fees.fact(r) from fees.receipt r
union all
select scope_id, entry_id, fees.fact(r) from fees.allocation r
union all
select scope_id, entry_id, fees.fact(r) from fees.reversal r
union all
select scope_id, entry_id, fees.fact(r) from fees.refund r
union all
select scope_id, entry_id, fees.fact(r) from fees.waiver r
