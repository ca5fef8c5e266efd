-- 有异议关联的更正不是对同一笔应收的减免或撤回，或异议并未成立
select k.scope_id, k.correction_id, k.dispute_id, a.outcome, k.waiver_id, k.run_id
from fees.correction k
join fees.dispute d using (scope_id, dispute_id)
join fees.answer a using (scope_id, dispute_id)
left join fees.waiver w on w.scope_id = k.scope_id and w.waiver_id = k.waiver_id
    and (w.tenure_id, w.month, w.item, w.subject_id, w.revision)
        = (d.tenure_id, d.month, d.item, d.subject_id, d.revision)
left join fees.charge c on c.scope_id = k.scope_id and c.withdrawn_run = k.run_id
    and (c.tenure_id, c.month, c.item, c.subject_id, c.revision)
        = (d.tenure_id, d.month, d.item, d.subject_id, d.revision)
where a.outcome <> 'upheld' or num_nonnulls(w.waiver_id, c.withdrawn_run) <> 1
