-- A document as one Instance deposited it, with a copy of its own: neither its name, nor the time of a deposit or of a
-- purge tells an Instance that another one has the same bytes. Documents of older releases stay in vault.document. The
-- name, the account and the day are erased with the bytes; no event has them.
set local role efe_owner;

create table vault.deposit (
    sha256 bytea not null check (sha256 = sha256(bytes)),
    bassin text not null,
    size bigint not null generated always as (octet_length(bytes)) stored check (size > 0),
    media_type text not null,
    bytes bytea not null,
    name text,
    deposited_by uuid not null, -- the account that gave the name, or the first one
    deposited_at timestamptz not null default clock_timestamp(),
    primary key (sha256, bassin)
);

create index deposit_recent on vault.deposit (bassin, deposited_at desc);

alter table vault.deposit
    alter column bytes set storage external,
    alter column name set statistics 0; -- the statistics of the planner would keep names that are erased here

grant select, insert, update, delete on vault.deposit to efe_command;
