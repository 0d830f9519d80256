"""Events of an Instance after a position, without what they changed, for readers that follow it by a cursor."""

from datetime import datetime
from uuid import UUID

import msgspec

from efe_projections.audit.rows import AuditEntryRow
from efe_projections.engine.query import ReadQuery, viewing, visible
from efe_projections.engine.viewer import Viewer


class FeedEvent(msgspec.Struct, frozen=True):
    """Place of an event in an Instance: `seq` counts from 1, `kind` is its topic, `subject` its object."""

    position: int
    seq: int
    kind: str
    subject: UUID
    recorded_at: datetime


def events_after(bassin: str, viewer: Viewer, *, after: int, to: int, most: int) -> ReadQuery[FeedEvent]:
    """Returns the first `most` events after one position, up to another, that the viewer may see in the trail."""
    table = AuditEntryRow.TABLE
    return ReadQuery(
        sql=f"""
            select position, seq, kind, subject, recorded_at from read.{table.name}
            where bassin = %(bassin)s and position > %(after)s and position <= %(to)s and {visible(table)}
            order by position limit %(most)s
        """,  # noqa: S608 - names of tables and columns, never a value
        params={"bassin": bassin, "after": after, "to": to, "most": most, **viewing(viewer)},
        row=FeedEvent,
    )
