-- Every fact of accounts, appointments, sessions and tokens as (scope_id, entry_id, line).
select scope_id, entry_id, accounts.fact(r) as line from accounts.account r
union all
select scope_id, entry_id, accounts.fact(r) from accounts.password r
union all
select scope_id, entry_id, accounts.fact(r) from accounts.disabling r
union all
select scope_id, ended_entry_id, accounts.closing_fact(r) from accounts.disabling r
where ended_entry_id is not null
union all
select scope_id, entry_id, accounts.fact(r) from accounts.appointment r
union all
select scope_id, confirmed_entry_id, accounts.confirming_fact(r) from accounts.appointment r
where confirmed_entry_id is not null
union all
select scope_id, ended_entry_id, accounts.closing_fact(r) from accounts.appointment r
where ended_entry_id is not null
union all
select scope_id, entry_id, accounts.fact(r) from accounts.session r
union all
select scope_id, ended_entry_id, accounts.closing_fact(r) from accounts.session r
where ended_entry_id is not null
union all
select scope_id, entry_id, accounts.fact(r) from accounts.access_token r
union all
select scope_id, revoked_entry_id, accounts.closing_fact(r) from accounts.access_token r
where revoked_entry_id is not null
