-- What the planner believes of the register, while the first of it is being written.

-- A table whose rows nobody sees yet is measured as having none, however many pages it fills:
-- autovacuum does so during the first import after one that was broken off. Each check of a
-- foreign key into it would then read the whole scope, and the import take hours. As long as a
-- table counts as empty, this keeps autovacuum from it until the transaction ends; when it was
-- measured wrongly before, it is measured again with the rows that this transaction wrote.
create function registry.guard_statistics() returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    empty record;
begin
    for empty in
        select c.relname, c.relpages > 0 as is_misjudged
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'registry' and c.relname in ('household', 'owner', 'tenure')
            and c.reltuples <= 0
        order by c.relname
    loop
        execute format('lock table registry.%I in share update exclusive mode', empty.relname);
        if empty.is_misjudged then
            execute format('analyze registry.%I', empty.relname);
        end if;
    end loop;
end $$;
revoke all on function registry.guard_statistics() from public;
grant execute on function registry.guard_statistics() to linli_server;
