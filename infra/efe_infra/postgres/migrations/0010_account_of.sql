-- Whose account a token stands for, told to the role that reads: of one subject, whom it has to name. Rights are then
-- read in the same round trip. Who the persons are, and whose the other accounts, it is not told.
set local role efe_owner;

create function vault.account_of(asked_issuer text, asked_subject text) returns table (id uuid, person uuid)
    language sql stable strict security definer set search_path = pg_catalog
    rows 1
    as $$
        select account.id, account.person from vault.account
        where account.issuer = asked_issuer and account.subject = asked_subject
    $$;

grant usage on schema vault to efe_read;
grant execute on function vault.account_of (text, text) to efe_read;
