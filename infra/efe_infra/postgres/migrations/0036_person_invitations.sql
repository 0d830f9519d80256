-- Invitations of persons to sign in. The name and the address of the person are in vault.person; here are random ids, and the
-- SHA-256 of the secret in the link. The table belongs to efe_command, so no backup has it: a restored backup would open
-- links that were withdrawn since.
set local role efe_command;

create table console.person_invitation (
    id uuid primary key,
    bassin text not null,
    role text,
    language text not null,
    person uuid not null,
    is_new_person boolean not null,
    invited_by uuid not null,
    invited_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null,
    link bytea unique check (octet_length(link) = 32),
    link_command uuid,
    accepted_by uuid,
    accepted_at timestamptz,
    outcome text check (outcome in ('confirmed', 'declined', 'withdrawn')),
    ended_at timestamptz,
    check ((outcome is null) = (ended_at is null)),
    check ((accepted_by is null) = (accepted_at is null))
);

create index person_invitation_bassin on console.person_invitation (bassin, invited_at);
create index person_invitation_person on console.person_invitation (person);
