-- A process without the owner's login. It may read which migrations were applied, and have the files of the vault rewritten
-- after an erasure: they would keep the erased values. CLUSTER does that within a function, VACUUM FULL does not.
grant select on public.efe_migration to efe_command;

set local role efe_owner;

create function vault.rewrite_files() returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '5s'
    as $$
        begin
            cluster vault.person using person_pkey;
            cluster vault.account using account_pkey;
        end
    $$;

revoke all on function vault.rewrite_files() from public;
grant execute on function vault.rewrite_files() to efe_command;
