-- 账号没有密码，或密码编号不连续
select a.scope_id, a.account_id, a.name, count(p.number) as passwords, max(p.number) as last
from accounts.account a
left join accounts.password p on p.scope_id = a.scope_id and p.account_id = a.account_id
group by a.scope_id, a.account_id, a.name
having count(p.number) = 0 or max(p.number) <> count(p.number)
