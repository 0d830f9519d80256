-- What may be erased: who people are, and which account is whose. The ledger knows both by a random id only.
set local role efe_owner;

create table vault.person (
    id uuid primary key,
    given_name text not null,
    family_name text not null,
    email text,
    function text,
    registered_at timestamptz not null default clock_timestamp(),
    sort_key text collate "C" not null
);

create index person_sort_key on vault.person (sort_key, id);

create table vault.account (
    id uuid primary key,
    issuer text not null,
    subject text not null,
    person uuid references vault.person on delete set null,
    created_at timestamptz not null default clock_timestamp(),
    unique (issuer, subject)
);

create index account_person on vault.account (person);

grant select, insert, update, delete on vault.person, vault.account to efe_command;
