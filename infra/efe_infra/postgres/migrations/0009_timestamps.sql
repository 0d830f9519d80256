-- What time-stamping authorities (RFC 3161) answered for checkpoints.
set local role efe_owner;

create table seal.timestamp (
    size bigint primary key references seal.checkpoint,
    token bytea not null, -- the whole TimeStampResp, as it was answered
    tsa text not null, -- the address that was asked
    received_at timestamptz not null default clock_timestamp()
);

create trigger append_only before update or delete or truncate on seal.timestamp
    for each statement execute function ledger.refuse_rewriting();
alter table seal.timestamp enable always trigger append_only;

grant select, insert on seal.timestamp to efe_projector;
grant select on seal.timestamp to efe_read;
