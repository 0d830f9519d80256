"""SQL on the accounts that sent commands: they stand in the metadata of events."""

from typing import LiteralString

ACTOR_SQL: LiteralString = """
    select convert_from(event.state, 'UTF8')::jsonb -> 'metadata' ->> 'actor'
    from ledger.command join ledger.event on position = first_position where command_id = %s
"""

ACTS_SQL: LiteralString = """
    select count(*)
    from (
        select state, recorded_at, lag(recorded_at) over (order by position) as previous
        from ledger.event where position > (select position from ledger.head) - 1000
    ) as latest
    where recorded_at > clock_timestamp() - make_interval(secs => %s)
        and previous is distinct from recorded_at - interval '1 microsecond'
        and convert_from(state, 'UTF8')::jsonb -> 'metadata' ->> 'actor' = %s
"""
"""Events that are a microsecond apart are one act. Only the last thousand are read: there is no index on accounts,
and a busy hour would cost seconds.
"""
