-- 有缴费的预存余额不等于收款减核销减退款，或已冲正的缴费仍有余额、核销、退款
select p.scope_id, p.payment_id, p.amount_fen, p.unallocated_fen,
    coalesce(a.fen, 0) as allocated_fen, coalesce(f.fen, 0) as refunded_fen,
    v.payment_id is not null as is_reversed
from fees.payment p
left join (
    select scope_id, payment_id, sum(amount_fen) as fen
    from fees.allocation group by scope_id, payment_id
) a using (scope_id, payment_id)
left join (
    select scope_id, payment_id, sum(amount_fen) as fen
    from fees.refund group by scope_id, payment_id
) f using (scope_id, payment_id)
left join fees.reversal v using (scope_id, payment_id)
where case when v.payment_id is null
    then p.unallocated_fen <> p.amount_fen - coalesce(a.fen, 0) - coalesce(f.fen, 0)
    else p.unallocated_fen <> 0 or coalesce(a.fen, 0) <> 0 or coalesce(f.fen, 0) <> 0 end
