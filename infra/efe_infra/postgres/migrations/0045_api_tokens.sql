-- API tokens of accounts. A token has 256 random bits, so its plain SHA-256 is enough: no one can try them all, and a slow
-- hash would only slow each request. The table belongs to efe_command, so no backup has it: a restored backup would bring
-- back tokens that were revoked since. There is no foreign key: an erasure deletes the tokens of an account while it locks it.
set local role efe_command;

create table console.api_token (
    id uuid primary key,
    account uuid not null,
    hash bytea not null unique check (octet_length(hash) = 32),
    name text not null check (char_length(name) <= 200),
    rights jsonb not null,
    is_read_only boolean not null,
    created_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null,
    last_used_on date,
    revoked_at timestamptz,
    revoked_by uuid,
    check ((revoked_at is null) = (revoked_by is null))
);

create index api_token_account on console.api_token (account, created_at);
create index api_token_created_at on console.api_token (created_at);

-- The account of a service has the name of its application, and no person.
set local role efe_owner;

alter table vault.account add column service_name text check (service_name is null or person is null);

drop function vault.account_of (text, text);

create function vault.account_of(asked_issuer text, asked_subject text)
    returns table (id uuid, person uuid, is_service boolean)
    language sql stable strict security definer set search_path = pg_catalog
    rows 1
    as $$
        select account.id, account.person, account.service_name is not null from vault.account
        where account.issuer = asked_issuer and account.subject = asked_subject
    $$;

revoke all on function vault.account_of (text, text) from public;
grant execute on function vault.account_of (text, text) to efe_read;
