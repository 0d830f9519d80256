"""Instants of positions: the translation of an instant into a position."""

from datetime import datetime

import msgspec

from efe_projections.engine.query import ReadQuery


class LedgerPositionRow(msgspec.Struct, frozen=True):
    """A position of the ledger; 0 comes before its first event."""

    position: int


def last_before(instant: str) -> str:
    """Returns SQL for the last position recorded before an instant; 0 if none.

    The query is within brackets, to its end: `coalesce` itself would not lead to an index behind a row policy.
    """
    return f"""(select coalesce((
        select instant.position from read.instant where instant.recorded_at < {instant}
        order by instant.recorded_at desc limit 1
    ), 0))"""  # noqa: S608


class InstantRow(msgspec.Struct, frozen=True):
    """Instant at which a command was recorded."""

    recorded_at: datetime


def instant_of(position: int) -> ReadQuery[InstantRow]:
    """Returns the instant of the last command up to a position; no row before the first one. It is public too."""
    return ReadQuery(
        sql="select recorded_at from read.instant where position <= %(at)s order by position desc limit 1",
        params={"at": position},
        row=InstantRow,
    )


def position_at(recorded_at: datetime) -> ReadQuery[LedgerPositionRow]:
    """Returns the last position recorded at or before the instant, as far as the read model has come.

    It is public: `read.instant` shows the position and the instant of commands, and nothing else.
    """
    return ReadQuery(
        sql="""
            select coalesce((
                select position from read.instant where recorded_at <= %(at)s order by recorded_at desc limit 1
            ), 0) as position
        """,
        params={"at": recorded_at},
        row=LedgerPositionRow,
    )
