-- What the JSON interface answered under each Idempotency-Key: asked again, it answers the same.
create table access.api_answer (
    scope_id bigint not null,
    account_id bigint not null,
    idempotency_key text not null,
    -- SHA-256 of method, address and body: the same key with another request is refused
    request_digest bytea not null,
    -- when the work began that is under way, or that was done
    begun_at timestamptz not null,
    -- both null while it is under way
    status smallint,
    answer text,
    constraint api_answer_pkey primary key (scope_id, account_id, idempotency_key),
    constraint api_answer_key check (
        idempotency_key <> '' and char_length(idempotency_key) <= 100),
    constraint api_answer_digest_length check (octet_length(request_digest) = 32),
    constraint api_answer_whole check ((status is null) = (answer is null)),
    constraint api_answer_status check (status between 200 and 499)
);
select access.shard('access.api_answer');
alter table access.api_answer add constraint api_answer_scope
    foreign key (scope_id) references access.scope (scope_id);

grant select, insert on access.api_answer to linli_server;
grant update (begun_at, status, answer) on access.api_answer to linli_server;
