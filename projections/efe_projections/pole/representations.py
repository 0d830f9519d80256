"""Row of a representation: a person speaks for a member from a day until the next row of the same seat."""

from datetime import date
from typing import Any
from uuid import UUID

from efe_domain.pole.events import MemberDesignated, RepresentativeReplaced
from efe_domain.shared.bassins import ALL_BASSINS
from efe_projections.engine.projection import Projection, RecordedEvent, topics_of
from efe_projections.engine.query import ReadQuery, alive, columns_of, viewing, visible
from efe_projections.engine.row import Access, Row
from efe_projections.engine.row_values import keys_of, new_row
from efe_projections.engine.viewer import Viewer


class RepresentationRow(
    Row,
    table="representation",
    key=("pole", "version"),
    indexes=(("person",), ("document_sha256",)),
    access=Access.DOSSIER,
):
    """Representation that an event of the pôle begins, in the seat held since `since`; no person, no representative.

    The document is the one in which the operator says so.
    """

    pole: UUID
    version: int
    bassins: tuple[str, ...]
    operator: UUID
    since: date
    begins: date
    person: UUID | None
    document_sha256: str | None
    document_size: int | None
    document_media_type: str | None


def evolve(row: RepresentationRow | None, record: RecordedEvent[Any]) -> RepresentationRow | None:
    event = record.event
    if not isinstance(event, MemberDesignated | RepresentativeReplaced):
        return row
    document = event.document if isinstance(event, RepresentativeReplaced) else None
    return new_row(
        RepresentationRow,
        record,
        pole=event.originator_id,
        since=event.since if isinstance(event, RepresentativeReplaced) else event.effective_on,
        begins=event.effective_on,
        person=event.representative,
        document_sha256=document.sha256 if document else None,
        document_size=document.size if document else None,
        document_media_type=document.media_type if document else None,
    )


REPRESENTATIONS = Projection(
    row=RepresentationRow,
    topics=topics_of(MemberDesignated, RepresentativeReplaced),
    keys=keys_of(RepresentationRow, pole="originator_id", version="originator_version"),
    evolve=evolve,
)
_TABLE = RepresentationRow.TABLE
_ANYONE = Viewer(bassins=ALL_BASSINS)


def following(representation: str) -> str:
    """Returns SQL, a subquery, for the next representation of the same seat; the argument is the alias of a row."""
    return f"""(
        select next.* from read.{_TABLE.name} as next where next.pole = {representation}.pole
        and next.version > {representation}.version and next.operator = {representation}.operator
        and next.since = {representation}.since and {alive("next")} and {visible(_TABLE, "next")}
        order by next.version limit 1
    )"""  # noqa: S608


def replacements_of(person: UUID, sha256: str, at: int) -> ReadQuery[RepresentationRow]:
    """Returns the representations that replaced the person, by that document, in any pôle."""
    columns = ", ".join(f"following.{column.name}" for column in _TABLE.columns)
    return ReadQuery(
        sql=f"""
            select {columns} from read.{_TABLE.name} as representation
            join lateral {following("representation")} as following on true
            where representation.person = %(person)s and following.document_sha256 = %(sha256)s
            and {alive("representation")} and {visible(_TABLE, "representation")}
        """,  # noqa: S608 - names of tables and columns, never a value
        params={"person": person, "sha256": sha256, "at": at, **viewing(_ANYONE)},
        row=RepresentationRow,
    )


def representation(pole: UUID, version: int, at: int) -> ReadQuery[RepresentationRow]:
    """Returns one representation, for a person that it replaced."""
    return ReadQuery(
        sql=f"""
            select {columns_of(_TABLE)} from read.{_TABLE.name}
            where pole = %(pole)s and version = %(version)s and {alive()} and {visible(_TABLE)}
        """,  # noqa: S608 - as above
        params={"pole": pole, "version": version, "at": at, **viewing(_ANYONE)},
        row=RepresentationRow,
    )
