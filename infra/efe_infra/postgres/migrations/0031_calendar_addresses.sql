-- Addresses under which a calendar program reads what somebody may see, without signing in. They outlive a restart, so the
-- table is logged; like sessions it belongs to efe_command, so no backup has it. A row is under the SHA-256 of its secret and
-- is sealed like a session; `owner` tells one person's row from another's without naming them: one address each.
set local role efe_command;

create table console.calendar_address (
    id bytea primary key check (octet_length(id) = 32),
    owner bytea not null unique check (octet_length(owner) = 32),
    sealed bytea not null,
    ends_at timestamptz not null
);
