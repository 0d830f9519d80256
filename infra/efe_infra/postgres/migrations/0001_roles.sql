-- The four roles in which the platform works:
--   efe_owner      owns the ledger and the vault; no process works as it
--   efe_command    reads the ledger, appends to it, and keeps the vault
--   efe_projector  reads the ledger, and owns the read tables
--   efe_read       reads the read tables under row-level security
-- Nobody logs in as one of them: the connecting user takes one with SET ROLE. Roles belong to the whole server, so
-- the migration of another database may have made them, or be making them right now.
do $$
declare
    wanted name;
    -- Since PostgreSQL 16, who may administer a role is a member of it without the right to take it.
    taking constant text := case when current_setting('server_version_num')::int < 160000 then 'member' else 'set' end;
begin
    foreach wanted in array array['efe_owner', 'efe_command', 'efe_projector', 'efe_read'] loop
        if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
            begin
                execute format('create role %I nologin', wanted);
            exception when duplicate_object or unique_violation then
                null;
            end;
        end if;
        if not pg_has_role(current_user, wanted, taking) then
            execute format('grant %I to current_user', wanted);
        end if;
    end loop;
end
$$;

create schema ledger authorization efe_owner;
create schema vault authorization efe_owner;
create schema read authorization efe_projector;

set local role efe_owner;
grant usage on schema ledger to efe_command, efe_projector;
grant usage on schema vault to efe_command;
alter default privileges revoke execute on functions from public;
alter default privileges revoke usage on types from public;

set local role efe_projector;
grant usage on schema read to efe_read;
alter default privileges revoke execute on functions from public;
alter default privileges revoke usage on types from public;
