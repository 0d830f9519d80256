"""Number of entries in the trail of an Instance, by month.

One look-up a month, none for each entry: `seq` has no gaps, so the last entry before a month's end gives the count up
to then.
"""

from datetime import date

import msgspec

from efe_projections.audit.rows import TrailRow
from efe_projections.engine.instants import last_before
from efe_projections.engine.query import ReadQuery, valid_at, viewing, visible
from efe_projections.engine.viewer import Viewer


class MonthRow(msgspec.Struct, frozen=True):
    """`month` is its first day in Brussels; the positions are those of its first and last entry, if it has any."""

    month: date
    number: int
    first_position: int | None
    last_position: int | None


def months(bassin: str, viewer: Viewer, *, at: int) -> ReadQuery[MonthRow]:
    """From the month of the first entry to that of the last, those without entries too."""
    table = TrailRow.TABLE
    trail_sql = f"read.{table.name} where bassin = %(bassin)s and {valid_at(table)} and {visible(table)}"
    numbered = f"select position from {trail_sql} and seq"  # noqa: S608
    month = "date_trunc('month', instant.recorded_at at time zone 'Europe/Brussels')"
    before = last_before("(month + interval '1 month') at time zone 'Europe/Brussels'")
    return ReadQuery(
        sql=f"""
            with span as materialized (
                select (
                    select {month} from read.instant
                    where position = (select position from {trail_sql} order by position limit 1)
                ) as first, (
                    select {month} from read.instant
                    where position = (select position from {trail_sql} order by position desc limit 1)
                ) as last
            ), ended as materialized (
                select month, {before} as position
                from span, generate_series(first, last, interval '1 month') as month
            ), counted as materialized (
                select month, ended.position,
                    (select seq from {trail_sql} and position <= ended.position order by position desc limit 1) as seq
                from ended
            ), numbered as (
                select month, seq, lag(seq, 1, 0) over (order by month) as earlier from counted
            )
            select month::date as month, (seq - earlier)::bigint as number,
                case when seq > earlier then ({numbered} = earlier + 1) end as first_position,
                case when seq > earlier then ({numbered} = numbered.seq) end as last_position
            from numbered order by month
        """,  # noqa: S608 - names of tables and columns, never a value
        params={"bassin": bassin, "at": at, **viewing(viewer)},
        row=MonthRow,
    )
