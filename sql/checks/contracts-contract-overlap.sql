-- 同一小区的两份物业合同期间重叠，或合同一方不是物业服务企业，或依据的决议不足以选聘物业
select r.scope_id, r.contract_id, r.company, q.contract_id as other, s.kind
from contracts.service_contract r
left join contracts.service_contract q on q.scope_id = r.scope_id
    and q.contract_id > r.contract_id
    and daterange(q.from_on, q.until_on + 1) && daterange(r.from_on, r.until_on + 1)
left join registry.organisation o on o.scope_id = r.company and o.kind = 'propertyCompany'
left join resolutions.resolution s on s.scope_id = r.scope_id
    and s.resolution_id = r.resolution_id
where q.contract_id is not null or o.scope_id is null or s.kind is null or s.kind = 'committee'
