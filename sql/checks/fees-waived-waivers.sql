-- 有应收的减免金额，不等于它名下各笔减免之和
select c.scope_id, c.tenure_id, c.month, c.item, c.subject_id, c.revision, c.waived_fen,
    coalesce(w.fen, 0) as waivers_fen
from fees.charge c
left join (
    select scope_id, tenure_id, month, item, subject_id, revision, sum(amount_fen) as fen
    from fees.waiver
    group by scope_id, tenure_id, month, item, subject_id, revision
) w using (scope_id, tenure_id, month, item, subject_id, revision)
where c.waived_fen <> coalesce(w.fen, 0)
