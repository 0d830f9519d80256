"""When each position was recorded: what turns an instant into a position."""

from datetime import datetime

import msgspec

from efe_projections.engine.query import Query


class Reached(msgspec.Struct, frozen=True):
    """A position of the ledger; 0 comes before its first event."""

    position: int


def position_at(recorded_at: datetime) -> Query[Reached]:
    """The last position recorded at or before the instant, as far as the read model has come.

    Everybody may ask: `read.instant` shows of each command its position and its instant, and nothing else.
    """
    return Query(
        sql="""
            select coalesce((
                select position from read.instant where recorded_at <= %(at)s order by recorded_at desc limit 1
            ), 0) as position
        """,
        params={"at": recorded_at},
        row=Reached,
    )
