-- Who read, as an auditor, what of an Instance: written before the answer is given, beside the ledger, never changed.
-- It holds random ids of accounts and objects, numbers and keys; no name, no text, no token.
create schema journal authorization efe_owner;

set local role efe_owner;
grant usage on schema journal to efe_command;

create table journal.reading (
    id bigint primary key generated always as identity,
    read_at timestamptz not null default clock_timestamp(),
    account uuid not null,
    field text not null,
    bassins text[] not null check (bassins <> '{}'),
    subject text,
    arguments jsonb not null,
    token text,
    correlation_id text not null
);

create index reading_bassins on journal.reading using gin (bassins);

create function journal.take_turn() returns trigger language plpgsql as $$
begin
    -- Numbers are given in the order of the commits: who reads on after a number misses none.
    perform pg_advisory_xact_lock(x'0efe0006'::int);
    return null;
end
$$;

create function journal.refuse_rewriting() returns trigger language plpgsql as $$
begin
    raise exception 'The journal is append-only: % on % is refused', tg_op, tg_table_name
        using errcode = 'restrict_violation';
end
$$;

create trigger in_turn before insert on journal.reading for each statement execute function journal.take_turn();
create trigger append_only before update or delete or truncate on journal.reading
    for each statement execute function journal.refuse_rewriting();
alter table journal.reading enable always trigger append_only;

grant select, insert on journal.reading to efe_command;
