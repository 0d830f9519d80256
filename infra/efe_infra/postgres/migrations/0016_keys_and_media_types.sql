-- Names and addresses are recognised in more writings: the keys of the people on file are written anew by the platform,
-- which writes those that are missing whenever it starts.
set local role efe_owner;

update vault.person set family_key = null, email_key = null where forgotten_at is null;

-- Each Instance has the media type under which it put a document: that of another is not told to it. Those that are
-- not named here put it under `media_type`.
alter table vault.document add column media_types jsonb not null default '{}';
