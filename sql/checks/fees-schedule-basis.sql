-- 收费标准没有合格的依据：须是业主共同决定、业主书面同意，或据原记录的决议（河南省物业管理条例 48）
select s.scope_id, s.schedule_id, s.item, s.resolution_id, r.kind
from fees.schedule s
left join resolutions.resolution r
    on r.scope_id = s.scope_id and r.resolution_id = s.resolution_id
where r.kind is null or r.kind not in ('ownersDecision', 'writtenConsent', 'historical')
