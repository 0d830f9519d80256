-- Drafts of forms and the last visit of an account. Like sessions, the tables belong to efe_command, so no backup has them.
-- A draft is sealed with a key that is made of its owner, its id and of one outside the database; rows outlive a restart, so
-- the tables are logged. There is no foreign key: an erasure deletes the rows of an account while it locks that account.
set local role efe_command;

create table console.draft (
    account uuid not null,
    id uuid not null,
    sealed bytea not null check (octet_length(sealed) <= 200000),
    saved_at timestamptz not null default clock_timestamp(),
    ends_at timestamptz not null,
    primary key (account, id)
);

create index draft_ends_at on console.draft (ends_at);

create table console.last_visit (
    account uuid primary key,
    seen_at timestamptz not null default clock_timestamp()
);

create index last_visit_seen_at on console.last_visit (seen_at);
