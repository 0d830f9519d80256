-- Accounts of erased persons stay closed until no token of before the erasure works. A row is a digest of issuer and subject, with
-- a key outside the database: it names no one, and backups may have it.
set local role efe_owner;

create table vault.closed_account (
    digest bytea primary key check (octet_length(digest) = 32),
    ends_at timestamptz not null
);

create index closed_account_ends_at on vault.closed_account (ends_at);

create function vault.is_closed_account(asked bytea) returns boolean
    language sql volatile strict set search_path = pg_catalog
    as $$
        select exists (select from vault.closed_account where digest = asked and ends_at > clock_timestamp())
    $$;

revoke all on function vault.is_closed_account(bytea) from public;
grant execute on function vault.is_closed_account(bytea) to efe_command;

-- Persons whose rows are erased, and whose old bytes are still in files: the next start rewrites them.
create table vault.unfinished_erasure (person uuid primary key references vault.person);

grant select, insert, update, delete on vault.closed_account, vault.unfinished_erasure to efe_command;

-- The owner of a session is a digest too, as that of a calendar address. Sessions of older processes have none: they last ten
-- hours, and their account is closed.
set local role efe_command;

alter table console.session add column owner bytea check (octet_length(owner) = 32);
create index session_owner on console.session (owner);

-- The person writes the name of a token and the address of a webhook. The statistics of the planner would keep what is erased.
alter table console.api_token alter column name set statistics 0;
alter table hooks.hook alter column url set statistics 0;

create function console.rewrite_file(table_name text) returns void
    language plpgsql set search_path = pg_catalog, pg_temp set lock_timeout = '5s'
    as $$
        begin
            case table_name
                when 'console.api_token' then cluster console.api_token using api_token_pkey;
                when 'hooks.hook' then cluster hooks.hook using hook_pkey;
                when 'notices.refused_address' then cluster notices.refused_address using refused_address_pkey;
            end case;
        end
    $$;

revoke all on function console.rewrite_file(text) from public;
