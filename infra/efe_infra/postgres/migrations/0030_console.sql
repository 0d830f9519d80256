-- Who is signed in to the console: for a day at most, so neither in a backup nor in the log of the server. The tables are
-- those of efe_command, who keeps them; a backup holds what efe_owner owns. Rows are under the SHA-256 of a cookie,
-- sealed with a key that is made of that cookie and of one outside the database.
create schema console authorization efe_command;

set local role efe_command;

create unlogged table console.session (
    id bytea primary key check (octet_length(id) = 32),
    sealed bytea not null,
    seen_at timestamptz not null default clock_timestamp(),
    ends_at timestamptz not null
);

-- A sign-in that has begun, or a sign-out that the provider has yet to hear of: used once.
create unlogged table console.errand (
    id bytea primary key check (octet_length(id) = 32),
    sealed bytea not null,
    ends_at timestamptz not null
);

create index session_ends_at on console.session (ends_at);
create index errand_ends_at on console.errand (ends_at);
