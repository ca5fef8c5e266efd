-- Before the first migration, by whoever may create roles; harmless when repeated.
-- Two roles: an owner that migrates, and a lesser one that serves. Nobody logs in as either.
do $$
begin
    if not exists (select from pg_roles where rolname = 'linli_owner') then
        create role linli_owner nologin;
    end if;
    if not exists (select from pg_roles where rolname = 'linli_server') then
        create role linli_server nologin;
    end if;
exception when duplicate_object or unique_violation then
    -- roles belong to the whole cluster: another database was bootstrapped at the same moment
    null;
end
$$;
do $$
begin
    execute format('grant create on database %I to linli_owner', current_database());
    execute format('revoke temporary, connect on database %I from public', current_database());
    execute format('grant temporary, connect on database %I to linli_owner, linli_server',
        current_database());
    revoke create on schema public from public;
end
$$;
create schema if not exists linli;
create table if not exists linli.migration (
    number integer constraint migration_pkey primary key,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default now()
);
grant usage on schema linli to linli_server;
grant select on linli.migration to linli_server;
