-- Many commands recorded as one: all of them, or nothing.
set local role efe_owner;

-- As `efe_append` of `0002_ledger.sql`, whose answers it gives; but a request that is not recorded raises
-- `integrity_constraint_violation`, and nothing of the call stays. That function is left as it is: processes of
-- older releases call it, and the append of one command pays for nothing more.
create function ledger.efe_append_together(
    event_counts int[], streams uuid[], versions bigint[], topics text[], states bytea[],
    read_counts int[], read_streams uuid[], read_versions bigint[],
    command_ids uuid[], digests bytea[], entities uuid[]
) returns table (outcome text, first bigint, last bigint, entity uuid, stream uuid)
language plpgsql security definer
set search_path = ledger, pg_temp
set lock_timeout = '10s'
as $$
begin
    for outcome, first, last, entity, stream in
        select answer.outcome, answer.first, answer.last, answer.entity, answer.stream
        from ledger.efe_append(
            event_counts, streams, versions, topics, states, read_counts, read_streams, read_versions,
            command_ids, digests, entities
        ) as answer
    loop
        if outcome <> 'recorded' then
            raise exception 'One request is %: none is recorded', outcome
                using errcode = 'integrity_constraint_violation';
        end if;
        return next;
    end loop;
end
$$;

grant execute on function ledger.efe_append_together to efe_command;
