-- Mails that reached no person: the pages of a coordinator read them by Instance.
set local role efe_command;

create index outbox_unreached on notices.outbox (bassin) where state in ('without-address', 'refused');

-- The link of an invitation that waits for its mail, sealed with a key that only the processes of the platform have. It is
-- deleted once the mail has left or the link is dead. Like the outbox, no backup has it.
create table notices.invitation_link (
    invitation uuid primary key,
    sealed bytea not null
);
