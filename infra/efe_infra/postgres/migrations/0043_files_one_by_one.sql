-- One table of the vault is rewritten in a transaction, so an erasure never waits for a table while it holds another: a link
-- of an account to a person locks both, and each would have waited for the other.
set local role efe_owner;

create function vault.rewrite_file(table_name text) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '5s'
    as $$
        begin
            case table_name
                when 'person' then cluster vault.person using person_pkey;
                when 'account' then cluster vault.account using account_pkey;
                when 'former_address' then cluster vault.former_address using former_address_pkey;
            end case;
        end
    $$;

revoke all on function vault.rewrite_file(text) from public;
grant execute on function vault.rewrite_file(text) to efe_command;
