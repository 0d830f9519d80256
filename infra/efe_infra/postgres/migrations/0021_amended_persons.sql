-- By the field of a person, the position of the ledger at which it was last amended: of two amendments of a field the
-- later one stays, in whatever order they arrive.
set local role efe_owner;

alter table vault.person add column amended_at jsonb not null default '{}';
