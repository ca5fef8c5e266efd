-- Every fact of accounts, appointments, sessions and tokens as (scope_id, entry_id, line). What is
-- ended without an entry is told too, and found for having none.
select scope_id, entry_id, accounts.fact(r) as line from accounts.account r
union all
select scope_id, entry_id, accounts.fact(r) from accounts.password r
union all
select scope_id, entry_id, accounts.fact(r) from accounts.disabling r
union all
select scope_id, ended_entry_id, accounts.closing_fact(r) from accounts.disabling r
where num_nonnulls(ended_entry_id, ended_at) > 0
union all
select scope_id, entry_id, accounts.fact(r) from accounts.appointment r
union all
select scope_id, confirmed_entry_id, accounts.confirming_fact(r) from accounts.appointment r
where num_nonnulls(confirmed_entry_id, confirmed_at, confirmed_by) > 0
union all
select scope_id, ended_entry_id, accounts.closing_fact(r) from accounts.appointment r
where num_nonnulls(ended_entry_id, ended_on) > 0
union all
select scope_id, entry_id, accounts.fact(r) from accounts.session r
union all
select scope_id, ended_entry_id, accounts.closing_fact(r) from accounts.session r
where num_nonnulls(ended_entry_id, ended_at) > 0
union all
select scope_id, entry_id, accounts.fact(r) from accounts.access_token r
union all
select scope_id, revoked_entry_id, accounts.closing_fact(r) from accounts.access_token r
where num_nonnulls(revoked_entry_id, revoked_at) > 0
union all
select scope_id, entry_id, accounts.fact(r) from accounts.second_factor r
union all
select scope_id, confirmed_entry_id, accounts.confirming_fact(r) from accounts.second_factor r
where num_nonnulls(confirmed_entry_id, confirmed_at) > 0
union all
select scope_id, ended_entry_id, accounts.closing_fact(r) from accounts.second_factor r
where num_nonnulls(ended_entry_id, ended_at) > 0
union all
select scope_id, entry_id, accounts.fact(r) from accounts.recovery_code r
union all
select scope_id, used_entry_id, accounts.closing_fact(r) from accounts.recovery_code r
where num_nonnulls(used_entry_id, used_at) > 0
