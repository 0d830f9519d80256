-- The ledger: every event of the platform in one order, without gaps, never rewritten.

set local role efe_owner;

create table ledger.event (
    position bigint primary key,
    recorded_at timestamptz not null,
    originator_id uuid not null,
    originator_version bigint not null,
    topic text not null,
    state bytea not null,
    leaf bytea not null,
    unique (originator_id, originator_version)
);

-- The commands that were carried out, and what they recorded.
create table ledger.command (
    command_id uuid primary key,
    digest bytea not null,
    entity uuid not null,
    first_position bigint not null,
    last_position bigint not null check (last_position >= first_position)
);

-- Who locks the one row has the turn to append. The row never changes: with a row that moved at every append, each
-- append would have to walk through the versions that some long snapshot still keeps alive.
create table ledger.turn (one boolean primary key default true check (one));
insert into ledger.turn default values;

create view ledger.head as
    select coalesce(max(position), 0) as position,
        coalesce((select recorded_at from ledger.event order by position desc limit 1), 'epoch') as recorded_at
    from ledger.event;

grant select on ledger.event, ledger.head to efe_command, efe_projector;
grant select on ledger.command to efe_command;

create function ledger.refuse_rewriting() returns trigger language plpgsql as $$
begin
    raise exception 'The ledger is append-only: % on % is refused', tg_op, tg_table_name
        using errcode = 'restrict_violation';
end
$$;

create trigger append_only before update or delete or truncate on ledger.event
    for each statement execute function ledger.refuse_rewriting();
create trigger append_only before update or delete or truncate on ledger.command
    for each statement execute function ledger.refuse_rewriting();
alter table ledger.event enable always trigger append_only;
alter table ledger.command enable always trigger append_only;

-- What the proofs hash: every stored value, numbers big-endian and of a fixed width. Microseconds are counted in
-- numeric, which is exact. "Stable" is what PostgreSQL says of extract(); an epoch depends on no setting.
create function ledger.leaf(
    at_position bigint, recorded_at timestamptz, originator_id uuid, originator_version bigint, topic text, state bytea
) returns bytea language sql stable as $$
    select sha256(
        '\x00'::bytea
        || int8send(at_position)
        || int8send((extract(epoch from recorded_at) * 1000000)::bigint)
        || uuid_send(originator_id)
        || int8send(originator_version)
        || int4send(octet_length(convert_to(topic, 'UTF8')))
        || convert_to(topic, 'UTF8')
        || state
    )
$$;

-- Appends a batch of requests, in order, each whole or not at all. A request is its events, the streams that it read
-- to decide (version 0: the stream did not exist) and perhaps its command. The arrays hold the requests one after the
-- other; the counts tell how many events and reads each has; without a command there are nulls. Answers one row each:
--   recorded  at the positions `first` to `last`;
--   repeated  its command is known, with this digest: `first`, `last` and `entity` are what was recorded then;
--   reused    its command is known, with another digest;
--   moved     `stream`, which it writes or has read, is not at the version that it expects.
-- A stream starts at version 0 or 1. Plans are generic, or the counts would have every statement planned anew.
create function ledger.efe_append(
    event_counts int[], streams uuid[], versions bigint[], topics text[], states bytea[],
    read_counts int[], read_streams uuid[], read_versions bigint[],
    command_ids uuid[], digests bytea[], entities uuid[]
) returns table (outcome text, first bigint, last bigint, entity uuid, stream uuid)
language plpgsql security definer
set search_path = ledger, pg_temp
set plan_cache_mode = force_generic_plan
set lock_timeout = '10s'
as $$
declare
    turn ledger.turn;
    tip ledger.head;
    events int := 0; -- of the requests before this one
    reads int := 0;
begin
    select * into strict turn from ledger.turn for update; -- from here to the commit, one writer at a time
    select * into strict tip from ledger.head;

    for n in 1 .. cardinality(event_counts) loop
        stream := null;

        select case when c.digest = digests[n] then 'repeated' else 'reused' end,
                c.first_position, c.last_position, c.entity
            into outcome, first, last, entity
            from ledger.command c where c.command_id = command_ids[n];

        if outcome is null then
            select 'moved', moved.stream into outcome, stream from (
                select read_streams[i] as stream
                from generate_series(reads + 1, reads + read_counts[n]) as i
                where nullif(read_versions[i], 0) is distinct from
                    (select max(originator_version) from ledger.event where originator_id = read_streams[i])
                union all
                select written.stream
                from (
                    select streams[i] as stream, versions[i] as version, coalesce(
                        lag(versions[i]) over (partition by streams[i] order by i),
                        (select max(originator_version) from ledger.event where originator_id = streams[i])
                    ) as previous
                    from generate_series(events + 1, events + event_counts[n]) as i
                ) as written
                where case when previous is null then version not in (0, 1) else version <> previous + 1 end
            ) as moved limit 1;
        end if;

        if outcome is null then
            outcome := 'recorded';
            first := tip.position + 1;
            last := tip.position + event_counts[n];
            tip.recorded_at := greatest(clock_timestamp(), tip.recorded_at + interval '1 microsecond');
            insert into ledger.event
                select place.position, place.instant, streams[i], versions[i], topics[i], states[i],
                    ledger.leaf(place.position, place.instant, streams[i], versions[i], topics[i], states[i])
                from generate_series(events + 1, events + event_counts[n]) as i
                cross join lateral (
                    select first + i - events - 1, tip.recorded_at + (i - events - 1) * interval '1 microsecond'
                ) as place (position, instant);
            insert into ledger.command
                select command_ids[n], digests[n], entities[n], first, last where command_ids[n] is not null;
            tip.recorded_at := tip.recorded_at + (last - first) * interval '1 microsecond';
            tip.position := last;
            notify ledger; -- one for the whole transaction
        end if;

        events := events + event_counts[n];
        reads := reads + read_counts[n];
        return next;
    end loop;
end
$$;

grant execute on function ledger.efe_append to efe_command;
