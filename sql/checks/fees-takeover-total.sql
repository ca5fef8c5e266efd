-- 有一批原系统接收的欠费或预存，合计与该批登记的总额不一致
select t.scope_id, t.takeover_id, t.owed_fen, coalesce(c.fen, 0) as charges_fen, t.credit_fen,
    coalesce(p.fen, 0) as payments_fen
from fees.takeover t
left join (
    select scope_id, takeover_id, sum(amount_fen) as fen
    from fees.charge where takeover_id is not null group by scope_id, takeover_id
) c using (scope_id, takeover_id)
left join (
    select scope_id, takeover_id, sum(amount_fen) as fen
    from fees.payment where takeover_id is not null group by scope_id, takeover_id
) p using (scope_id, takeover_id)
where t.owed_fen <> coalesce(c.fen, 0) or t.credit_fen <> coalesce(p.fen, 0)
