-- 收费标准提前结束后，结束它的新标准没有紧接其后
select s.scope_id, s.schedule_id, s.item, s.until_month, s.closed_entry_id
from fees.schedule s
where s.closed_entry_id is not null
    and exists (
        select from fees.schedule n
        where n.scope_id = s.scope_id and n.entry_id = s.closed_entry_id)
    and not exists (
        select from fees.schedule n
        where n.scope_id = s.scope_id and n.item = s.item and n.entry_id = s.closed_entry_id
            and n.kinds @> s.kinds and n.from_month = s.until_month + interval '1 month')
