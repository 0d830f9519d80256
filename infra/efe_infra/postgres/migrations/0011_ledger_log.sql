-- The routed ledger log (format 2, evidence/FORMAT.md): one log, one entry per event, in place of blocks, heads and a
-- tree for each Instance. What format 1 sealed stays as it is and proves what it proved; nothing is added to it.
set local role efe_owner;

-- The first leaf of the log, in its exact bytes: which bit is which Instance, and the last checkpoint of format 1.
create table seal.genesis (
    one boolean primary key default true check (one),
    body bytea not null,
    made_at timestamptz not null default clock_timestamp()
);

-- The leaf of a position: the Instances that the event concerns, and the leaf of the event.
create table seal.entry (
    position bigint primary key check (position >= 1),
    entry bytea not null check (octet_length(entry) = 34),
    mask integer not null generated always as (get_byte(entry, 0) * 256 + get_byte(entry, 1)) stored check (mask > 0)
);

-- The size is the last position that is covered, and one for the genesis.
create table seal.ledger_checkpoint (
    size bigint primary key check (size >= 1),
    note text not null,
    signed_at timestamptz not null default clock_timestamp()
);

-- Public keys of the ledger log, with the size of the first checkpoint that each may sign.
create table seal.ledger_key (
    number integer primary key check (number >= 1),
    vkey text not null unique,
    since bigint not null check (since >= 1),
    added_at timestamptz not null default clock_timestamp()
);

create table seal.ledger_cosignature (
    size bigint not null references seal.ledger_checkpoint,
    witness text not null, -- its verifier key
    line text not null,
    received_at timestamptz not null default clock_timestamp(),
    primary key (size, witness)
);

create table seal.ledger_timestamp (
    size bigint primary key references seal.ledger_checkpoint,
    token bytea not null, -- the whole TimeStampResp, as it was answered
    tsa text not null, -- the address that was asked
    received_at timestamptz not null default clock_timestamp()
);

-- Entries go onto the last one, without a gap, and are of what is committed: whatever a process believes.
create function seal.check_entries() returns trigger language plpgsql security definer
set search_path = seal, pg_temp
as $$
begin
    if exists (
        select from (select min(position) as low, max(position) as high, count(*) as number from added) as run
        where number > 0 and (
            number <> high - low + 1
            or low <> coalesce((select max(position) from seal.entry where position < low), 0) + 1
            or number <> (
                select count(*) from added join ledger.event using (position) where substr(entry, 3) = leaf
            )
            or not exists (select from seal.genesis)
        )
    ) then
        raise exception 'Entries that do not go onto the last one' using errcode = 'restrict_violation';
    end if;
    return null;
end
$$;

create trigger chain after insert on seal.entry referencing new table as added
    for each statement execute function seal.check_entries();

-- A checkpoint covers entries that are there, and comes after all others.
create function seal.check_checkpoint() returns trigger language plpgsql security definer
set search_path = seal, pg_temp
as $$
begin
    if exists (select from seal.ledger_checkpoint where size > new.size)
        or new.size > (select coalesce(max(position), 0) + 1 from seal.entry)
        or not exists (select from seal.genesis)
    then
        raise exception 'Checkpoint % does not come after the last one', new.size using errcode = 'restrict_violation';
    end if;
    return null;
end
$$;

create trigger chain after insert on seal.ledger_checkpoint
    for each row execute function seal.check_checkpoint();

-- The log of blocks has ended, for older processes too.
create function seal.refuse_blocks() returns trigger language plpgsql as $$
begin
    raise exception 'The log of blocks has ended: the ledger log goes on' using errcode = 'restrict_violation';
end
$$;

create trigger ended before insert on seal.block for each statement execute function seal.refuse_blocks();
create trigger ended before insert on seal.checkpoint for each statement execute function seal.refuse_blocks();
alter table seal.block enable always trigger ended;
alter table seal.checkpoint enable always trigger ended;
alter table seal.entry enable always trigger chain;
alter table seal.ledger_checkpoint enable always trigger chain;

do $$
declare
    sealed name;
begin
    foreach sealed in array array[
        'genesis', 'entry', 'ledger_checkpoint', 'ledger_key', 'ledger_cosignature', 'ledger_timestamp'
    ] loop
        execute format(
            'create trigger append_only before update or delete or truncate on seal.%I
                for each statement execute function ledger.refuse_rewriting()',
            sealed
        );
        execute format('alter table seal.%I enable always trigger append_only', sealed);
        execute format('grant select, insert on seal.%I to efe_projector', sealed);
        execute format('grant select on seal.%I to efe_read', sealed);
    end loop;
end
$$;
