-- Witnesses. As a witness this installation remembers, for each log, every checkpoint that it has cosigned; as a log it
-- keeps the cosignatures that its own witnesses gave back. efe_projector signs, so it keeps both.
create schema witness authorization efe_owner;

set local role efe_owner;
grant usage on schema witness to efe_projector;

-- The public key of the witness is bound to what it remembers: where there is no memory there is no key, and a new one
-- is made. There is one for ever.
create table witness.key (
    number integer primary key default 1 check (number = 1),
    vkey text not null unique,
    added_at timestamptz not null default clock_timestamp()
);

-- The checkpoints of a log are one chain: each comes after one that nothing came after, and is larger. So two of one
-- size, or two ways on from one, cannot both be there, whatever processes believe.
create table witness.cosigned (
    origin text not null,
    size bigint not null check (size >= 1),
    previous bigint check (previous < size),
    root bytea not null check (octet_length(root) = 32),
    note text not null, -- with the lines of the log's known keys, and the witness' own
    cosigned_at timestamptz not null default clock_timestamp(),
    primary key (origin, size),
    unique nulls not distinct (origin, previous),
    foreign key (origin, previous) references witness.cosigned
);

-- Two notes under the log's signature that no honest log can both have signed, or has not shown to go together.
create table witness.split_view (
    origin text not null,
    seen text not null, -- cosigned before
    shown text not null,
    found_at timestamptz not null default clock_timestamp(),
    primary key (origin, seen, shown)
);

create table seal.cosignature (
    size bigint not null references seal.checkpoint,
    witness text not null, -- its verifier key
    line text not null,
    received_at timestamptz not null default clock_timestamp(),
    primary key (size, witness)
);

do $$
declare
    kept regclass;
begin
    foreach kept in array
        array['witness.key', 'witness.cosigned', 'witness.split_view', 'seal.cosignature']::regclass[]
    loop
        execute format(
            'create trigger append_only before update or delete or truncate on %s
                for each statement execute function ledger.refuse_rewriting()',
            kept
        );
        execute format('alter table %s enable always trigger append_only', kept);
    end loop;
end
$$;

grant select, insert on all tables in schema witness to efe_projector;
grant select, insert on seal.cosignature to efe_projector;
grant select on seal.cosignature to efe_read;
