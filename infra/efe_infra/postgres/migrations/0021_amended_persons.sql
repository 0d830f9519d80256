-- By the field of a person, the position of the ledger at which it was last amended: of two amendments of a field the
-- later one stays, in whatever order they arrive. And the Instances for which who registered them acted: their
-- coordinators find them before any dossier names them.
set local role efe_owner;

alter table vault.person
    add column amended_at jsonb not null default '{}',
    add column registered_for text[] not null default '{}';
