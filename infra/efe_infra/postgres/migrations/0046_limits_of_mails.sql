-- Limits of mails. Each mail that a server accepted leaves a line for a day: a keyed digest of its address, its Instance and
-- its kind. The line names no person, so an erasure does not set a limit back; the key is in no table. Like the outbox, the
-- table belongs to efe_command, so no backup has it. `drops` counts the connections that ended while they had the mail.
set local role efe_command;

alter table notices.outbox add column drops integer not null default 0;

create table notices.sent_mail (
    address bytea not null check (octet_length(address) = 32),
    bassin text,
    kind text not null,
    sent_at timestamptz not null
);

create index sent_mail_address on notices.sent_mail (address, sent_at);
create index sent_mail_sent_at on notices.sent_mail (sent_at);
