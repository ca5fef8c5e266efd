-- 有已撤回的应收仍有核销或减免
select c.scope_id, c.tenure_id, c.month, c.item, c.subject_id, c.revision, c.settled_fen,
    c.waived_fen, sum(a.amount_fen) as allocated_fen
from fees.charge c
left join fees.allocation a using (scope_id, tenure_id, month, item, subject_id, revision)
where c.withdrawn_run is not null
group by c.scope_id, c.tenure_id, c.month, c.item, c.subject_id, c.revision
having c.settled_fen <> 0 or c.waived_fen <> 0 or coalesce(sum(a.amount_fen), 0) <> 0
