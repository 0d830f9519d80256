-- A person who is forgotten leaves an empty row under its id: the id is then taken for ever, whoever asks at once.
-- `family_key` and `email_key` are how free texts are searched for people; the platform writes them.
set local role efe_owner;

alter table vault.person
    alter column given_name drop not null,
    alter column family_name drop not null,
    alter column sort_key drop not null,
    add column family_key text collate "C",
    add column email_key text collate "C",
    add column forgotten_at timestamptz,
    add constraint person_is_whole_or_forgotten check (
        case when forgotten_at is null
            then given_name is not null and family_name is not null and sort_key is not null
            else coalesce(given_name, family_name, email, function, sort_key, family_key, email_key) is null
        end
    );

create index person_family_key on vault.person (family_key);
create index person_email_key on vault.person (email_key);

-- The statistics of the planner would keep names that are erased here.
alter table vault.person
    alter column given_name set statistics 0,
    alter column family_name set statistics 0,
    alter column email set statistics 0,
    alter column function set statistics 0,
    alter column sort_key set statistics 0,
    alter column family_key set statistics 0,
    alter column email_key set statistics 0;
alter table vault.account alter column issuer set statistics 0, alter column subject set statistics 0;
