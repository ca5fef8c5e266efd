-- 有小区某年的收据号缺号或不从 1 起
select scope_id, year, max(number) as last_number, count(*) as receipts
from fees.receipt
group by scope_id, year
having max(number) <> count(*) or min(number) <> 1
