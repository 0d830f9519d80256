-- What is sealed of the ledger: blocks that sum up its events, and signed checkpoints over the blocks.
-- efe_projector seals: it reads the ledger and cannot append to it; who appends, efe_command, cannot seal.
-- efe_read gives out the proofs. All of it is hashes, places and public keys: nothing that anybody wrote.
create schema seal authorization efe_owner;

set local role efe_owner;
grant usage on schema seal to efe_projector, efe_read;

-- Immutable: the encoding is named, and no setting changes what JSON is.
create function seal.field(header bytea, name text) returns text language sql immutable as $$
    select convert_from(header, 'UTF8')::jsonb ->> name
$$;

-- A row is its canonical header; what is asked for by is taken from there, so that the two never differ.
create table seal.block (
    block bigint primary key generated always as (seal.field(header, 'block')::bigint) stored,
    first bigint not null unique generated always as (seal.field(header, 'first')::bigint) stored,
    last bigint not null unique generated always as (seal.field(header, 'last')::bigint) stored,
    previous bytea not null unique
        generated always as (decode(seal.field(header, 'previous'), 'hex')) stored,
    hash bytea not null unique generated always as (sha256('\x00'::bytea || header)) stored,
    header bytea not null,
    log bytea not null, -- the roots of the complete subtrees of the log up to this block, largest first
    check (last >= first)
);

-- Every sealed event: the leaf as it was sealed, and the Instances that it concerns.
create table seal.event (
    position bigint primary key,
    leaf bytea not null check (octet_length(leaf) = 32),
    bassins text[] not null
);

-- The trees of the Instances.
create table seal.leaf (
    bassin text not null,
    seq bigint not null check (seq >= 1),
    position bigint not null references seal.event,
    leaf bytea not null check (octet_length(leaf) = 32),
    primary key (bassin, seq)
);

-- Complete subtrees of levels 8, 16, 24, and so on, kept once when they are full: what lies between is computed.
-- Trees are `log`, `block/<number>` and `instance/<bassin>`.
create table seal.subtree (
    tree text not null,
    level smallint not null check (level > 0 and level % 8 = 0),
    index bigint not null check (index >= 0),
    hash bytea not null check (octet_length(hash) = 32),
    primary key (tree, level, index)
);

-- The size and root of an Instance's tree after each block that added to it; `peaks` is how it grows on.
create table seal.head (
    bassin text not null,
    block bigint not null references seal.block,
    size bigint not null check (size >= 1),
    root bytea not null check (octet_length(root) = 32),
    peaks bytea not null,
    primary key (bassin, block)
);

-- Public keys of the log, with the size of the first checkpoint that each may sign.
create table seal.key (
    number integer primary key check (number >= 1),
    vkey text not null unique,
    since bigint not null check (since >= 1),
    added_at timestamptz not null default clock_timestamp()
);

create table seal.checkpoint (
    size bigint primary key references seal.block,
    note text not null,
    signed_at timestamptz not null default clock_timestamp()
);

-- A block goes onto the last one, and seals what is committed: whatever a process believes.
create function seal.check_chain() returns trigger language plpgsql security definer
set search_path = seal, pg_temp
as $$
declare
    before seal.block;
begin
    select * into before from seal.block where block = new.block - 1;
    if (new.block > 1 and before.block is null)
        or new.previous <> coalesce(before.hash, decode(repeat('00', 32), 'hex'))
        or new.first <> coalesce(before.last, 0) + 1
        or new.last > (select position from ledger.head)
    then
        raise exception 'Block % does not go onto the last one', new.block using errcode = 'restrict_violation';
    end if;
    return null;
end
$$;

create trigger chain after insert on seal.block for each row execute function seal.check_chain();

do $$
declare
    sealed name;
begin
    foreach sealed in array array['block', 'event', 'leaf', 'subtree', 'head', 'key', 'checkpoint'] loop
        execute format(
            'create trigger append_only before update or delete or truncate on seal.%I
                for each statement execute function ledger.refuse_rewriting()',
            sealed
        );
        execute format('alter table seal.%I enable always trigger append_only', sealed);
    end loop;
end
$$;

grant execute on function seal.field to efe_projector;
grant select, insert on all tables in schema seal to efe_projector;
grant select on all tables in schema seal to efe_read;
