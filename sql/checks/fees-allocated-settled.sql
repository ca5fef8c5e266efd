-- 有应收的已核销金额，不等于它名下各笔核销（扣除冲回）之和
select c.scope_id, c.tenure_id, c.month, c.item, c.subject_id, c.revision, c.settled_fen,
    coalesce(a.fen, 0) as allocated_fen
from fees.charge c
left join (
    select scope_id, tenure_id, month, item, subject_id, revision, sum(amount_fen) as fen
    from fees.allocation
    group by scope_id, tenure_id, month, item, subject_id, revision
) a using (scope_id, tenure_id, month, item, subject_id, revision)
where c.settled_fen <> coalesce(a.fen, 0)
