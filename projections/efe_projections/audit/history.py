"""The history of one entity: its commands, whom they concern, and where each of its versions begins."""

from uuid import UUID

import msgspec

from efe_projections.audit.rows import RecordedEventRow
from efe_projections.engine.instants import Reached
from efe_projections.engine.listing import Listing, listing
from efe_projections.engine.query import Query, viewing, visible
from efe_projections.engine.row import Row
from efe_projections.engine.valid_at import valid_at
from efe_projections.engine.viewer import Viewer


class Concerned(msgspec.Struct, frozen=True):
    """The code of an Instance."""

    bassin: str


def history(subject: UUID) -> Listing[RecordedEventRow]:
    """In the order of the ledger."""
    return listing(RecordedEventRow, "position", when={"subject = %(subject)s": {"subject": subject}})


def concerned_by(subject: UUID, viewer: Viewer, *, at: int) -> Query[Concerned]:
    """The Instances of the commands that the viewer may see, also of those that the entity concerns no more."""
    return Query(
        sql=f"""
            select distinct unnest(bassins) as bassin from read.recorded_event
            where subject = %(subject)s and {valid_at(RecordedEventRow.TABLE)} and {visible(RecordedEventRow.TABLE)}
        """,  # noqa: S608 - names of tables and columns, never a value
        params={"subject": subject, "at": at, **viewing(viewer)},
        row=Concerned,
    )


def version_begins(row: type[Row], entity: UUID, version: int, viewer: Viewer, *, at: int) -> Query[Reached]:
    """The position at which an entity, shown by the rows of a table, came to a version; none unless it is visible."""
    table = row.TABLE
    key, begun = ("subject", "position") if table.append_only else (table.key[0], "from_position")
    return Query(
        sql=f"""
            select {begun} as position from read.{table.name}
            where {key} = %(entity)s and version = %(version)s and {begun} <= %(at)s and {visible(table)}
            order by {begun} limit 1
        """,  # noqa: S608
        params={"entity": entity, "version": version, "at": at, **viewing(viewer)},
        row=Reached,
    )
