-- Webhooks of accounts: where thin events go, and what became of each. A row names an event by its position and an object by
-- its id; it has no name of a person and no text of the register. Secrets are sealed with a key that only the processes of the
-- platform have. Like sessions, these tables belong to efe_command, so no backup has them.
create schema hooks authorization efe_command;

set local role efe_command;

create table hooks.hook (
    id uuid primary key,
    account uuid not null,
    url text not null,
    bassins text[] not null check (cardinality(bassins) > 0),
    kinds text[] not null, -- beginnings of topics; an empty list means all
    secret bytea not null,
    former_secret bytea, -- signs too until `former_until`
    former_until timestamptz,
    position bigint not null, -- the last position that is planned
    state text not null default 'active' check (state in ('active', 'paused', 'disabled', 'ended')),
    reason text,
    failures integer not null default 0, -- in a row
    rest_until timestamptz not null default '-infinity',
    created_at timestamptz not null,
    changed_at timestamptz not null,
    check ((former_secret is null) = (former_until is null))
);

create index hook_account on hooks.hook (account, created_at);

create table hooks.delivery (
    id uuid primary key,
    hook uuid not null references hooks.hook on delete cascade,
    position bigint, -- null for a test
    kind text not null,
    object uuid not null,
    state text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'skipped')),
    attempts integer not null default 0,
    first_at timestamptz, -- the first attempt
    next_at timestamptz not null,
    claimed_until timestamptz,
    tried_at timestamptz,
    code integer, -- the status of the last answer
    result text,
    duration_ms integer,
    ended_at timestamptz,
    unique (hook, position),
    check ((state = 'sending') = (claimed_until is not null)),
    check ((ended_at is null) = (state in ('waiting', 'sending')))
);

create index delivery_open on hooks.delivery (hook, object, position) where state in ('waiting', 'sending');
create index delivery_tried on hooks.delivery (hook, tried_at);
create index delivery_ended on hooks.delivery (ended_at);
