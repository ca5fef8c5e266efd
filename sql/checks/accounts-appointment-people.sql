-- 任职由本人提名或确认，或提名与确认是同一人，或角色与所任单位不符
select r.scope_id, r.appointment_id, r.account_id, r.role, r.body, r.proposed_by,
    r.confirmed_by
from accounts.appointment r
left join registry.organisation o on o.scope_id = r.body
left join registry.compound c on c.scope_id = r.body
where r.account_id in (r.proposed_by, r.confirmed_by) or r.proposed_by = r.confirmed_by
    or (r.role in ('propertyClerk', 'propertyManager')) <> (coalesce(o.kind, '') = 'propertyCompany')
    or (r.role in ('ownersCommittee', 'scrutineer') and c.scope_id is null)
    or (r.role = 'housingBureau') <> (coalesce(o.kind, '') = 'housingBureau')
    or (r.role in ('administrator', 'auditor')) <> (r.body = 1)
