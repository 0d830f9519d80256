-- An older process purges what it finds in vault.document alone. During a roll-out, the same document may also be a deposit,
-- under a name: it is erased with it.
set local role efe_owner;

create function vault.purge_deposits() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    delete from vault.deposit
    where sha256 = old.sha256 and bassin = any(old.bassins)
    and not (tg_op = 'UPDATE' and bassin = any(new.bassins));
    return null;
end;
$$;

create trigger purged after delete or update of bassins on vault.document
for each row execute function vault.purge_deposits();
