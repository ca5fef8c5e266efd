-- 范围没有对应的小区或单位，或种类与其不符
select s.scope_id, s.kind
from access.scope s
left join registry.compound c using (scope_id)
left join registry.organisation o using (scope_id)
where (s.kind = 'compound') <> (c.scope_id is not null)
    or (s.kind = 'organisation') <> (o.scope_id is not null)
