-- 行政区划的上下级不符：县（市、区）须在市下，街道须在县下，社区须在街道下
select 1::bigint as scope_id, r.region_id, r.kind, r.name, p.kind as parent_kind
from registry.region r
left join registry.region p on p.region_id = r.parent_id
where p.kind is distinct from (case r.kind
    when 'county' then 'city' when 'street' then 'county' when 'community' then 'street' end)
