-- 有小区的月度汇总，在其日志没有新记录时与应收不符
with current as (
    select t.scope_id
    from fees.tally t
    where t.entry_id >= (select max(e.entry_id) from access.audit_entry e
        where e.scope_id = t.scope_id)
), counted as (
    select c.scope_id, m.*
    from current c cross join lateral fees.tally_months(c.scope_id) m
), kept as (
    select k.* from fees.month_tally k join current c using (scope_id)
)
select scope_id, month, k.charged_fen, n.charged_fen as counted_fen
from kept k
full join counted n using (scope_id, month)
where (coalesce(k.charged_fen, 0), coalesce(k.waived_fen, 0), coalesce(k.settled_fen, 0),
        coalesce(k.households, 0), coalesce(k.households_paid, 0), coalesce(k.taken_open_fen, 0))
    <> (coalesce(n.charged_fen, 0), coalesce(n.waived_fen, 0), coalesce(n.settled_fen, 0),
        coalesce(n.households, 0), coalesce(n.households_paid, 0), coalesce(n.taken_open_fen, 0))
