-- Notices by mail. Rows of the outbox name a person by its random id and an object by its kind and id: neither an address nor
-- a text is stored here. Like sessions, these tables belong to efe_command, so no backup has them: a restored database has
-- no outbox that it could send again. Times are those of the process that works; there is one leader at a time.
create schema notices authorization efe_command;

set local role efe_command;

-- How far the leader has come. `identity` and `timeline` tell a copy of the database from the one that sent before.
create table notices.progress (
    one boolean primary key default true check (one),
    position bigint not null,
    identity text not null,
    timeline text not null,
    swept_on date, -- the day whose digests are planned
    beat_at timestamptz not null,
    stopped text check (stopped in ('restored', 'copied')),
    allowed_by uuid,
    allowed_at timestamptz
);

create table notices.outbox (
    id uuid primary key,
    number bigint generated always as identity unique,
    person uuid not null,
    kind text not null,
    subject text not null,
    occasion text not null,
    former uuid, -- the former address to which this copy goes; null for the present one
    bassin text,
    delivery text not null check (delivery in ('at-once', 'digest')),
    created_at timestamptz not null,
    due_at timestamptz not null,
    state text not null default 'waiting' check (
        state in ('waiting', 'sending', 'sent', 'refused', 'expired', 'without-address', 'unwanted')
    ),
    next_at timestamptz not null,
    attempts integer not null default 0,
    claimed_until timestamptz,
    digest uuid, -- the digest that tells this row
    result text,
    ended_at timestamptz,
    unique nulls not distinct (person, kind, subject, occasion, former),
    check ((state = 'sending') = (claimed_until is not null)),
    check ((ended_at is null) = (state in ('waiting', 'sending')))
);

create index outbox_open on notices.outbox (person, number)
    where delivery = 'at-once' and state in ('waiting', 'sending');
create index outbox_gathered on notices.outbox (person, due_at) where delivery = 'digest' and state = 'waiting';
create index outbox_digest on notices.outbox (digest) where digest is not null;
create index outbox_subject on notices.outbox (subject, number);
create index outbox_ended on notices.outbox (ended_at);
create index outbox_ended_of_person on notices.outbox (person, ended_at);

-- Present addresses that the mail server refused; a digest, so that another address of the person is tried at once.
create table notices.refused_address (
    person uuid primary key,
    address bytea not null check (octet_length(address) = 32),
    code integer not null,
    refused_at timestamptz not null
);

-- What belongs to a person and goes with it. Backups have it, as they have the person.
set local role efe_owner;

create table vault.notice_choice (
    person uuid not null references vault.person,
    kind text not null,
    choice text not null check (choice in ('at-once', 'daily', 'weekly', 'never')),
    primary key (person, kind)
);

create table vault.notice_language (
    person uuid primary key references vault.person,
    language text not null check (language in ('fr', 'de', 'en'))
);

-- An address that another one replaced: for thirty days, notices go there too.
create table vault.former_address (
    id uuid primary key,
    person uuid not null references vault.person,
    email text not null,
    replaced_at timestamptz not null
);

create index former_address_person on vault.former_address (person, replaced_at);
alter table vault.former_address alter column email set statistics 0; -- it would keep addresses that are erased here

grant select, insert, update, delete on vault.notice_choice, vault.notice_language, vault.former_address to efe_command;

create function vault.keep_former_address() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    insert into vault.former_address (id, person, email, replaced_at)
    values (gen_random_uuid(), old.id, old.email, clock_timestamp());
    return null;
end;
$$;

create trigger address_replaced after update of email on vault.person for each row
when (old.email is not null and old.email is distinct from new.email and new.forgotten_at is null)
execute function vault.keep_former_address();

create or replace function vault.rewrite_files() returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '5s'
    as $$
        begin
            cluster vault.person using person_pkey;
            cluster vault.account using account_pkey;
            cluster vault.former_address using former_address_pkey;
        end
    $$;
