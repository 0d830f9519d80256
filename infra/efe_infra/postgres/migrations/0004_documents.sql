-- The documents that the ledger knows by their fingerprint only. Minutes name people: like the rest of the vault,
-- the bytes may be erased, and the ledger stays whole.
set local role efe_owner;

create table vault.document (
    sha256 bytea primary key check (sha256 = sha256(bytes)),
    size bigint not null generated always as (octet_length(bytes)) stored check (size > 0),
    media_type text not null,
    bytes bytea not null,
    bassins text[] not null check (bassins <> '{}'), -- of the Instances that put it there
    stored_by uuid not null, -- the account, of the first of them
    stored_at timestamptz not null default clock_timestamp()
);

alter table vault.document alter column bytes set storage external; -- such formats are compressed already

grant select, insert, update, delete on vault.document to efe_command;
