"""Row of a pôle: names, axis, current term and dissolution. Public once constituted."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace

from efe_domain.pole.events import (
    CompositionBroken,
    PoleConstituted,
    PoleCreated,
    PoleDissolved,
    PoleEvent,
    PoleRenamed,
    PoleRenewed,
    PoleTakenOver,
)
from efe_domain.shared.axis import AxisCode, AxisKind
from efe_projections.engine.projection import Projection, RecordedEvent, is_invented, originator, topics_of_union
from efe_projections.engine.row import Access, PendingWork, Row
from efe_projections.engine.row_values import new_row
from efe_projections.engine.searching import sort_key
from efe_projections.former_name import FormerNameEntry

IN_PREPARATION: Final = "constituted_on is null and dissolved_on is null"
ALARMED: Final = "alarm_on is not null and dissolved_on is null"


class PoleRow(
    Row,
    table="pole",
    indexes=(("bassin", "sort_name", "id"), ("sort_name", "id"), ("term_ends", "id"), ("axis",)),
    waiting=(PendingWork(IN_PREPARATION, ("bassin",)), PendingWork(ALARMED)),
    access=Access.PUBLISHABLE,
    pole="id",
    reserved=("alarm_on", "dissolution_reason"),
):
    """A pôle. Everybody sees it once constituted; before that it is a matter of its Instance.

    `term_starts` and `term_ends` are of the last term, both days included, `former_starts` and `former_ends` of the
    one before it: a pôle that was renewed in time is still in it. `alarm_on` is the day of a departure that
    left a college empty, until the composition is checked anew. Of one that was taken over, `taken_over_on` is the
    day from which it is known. It is `illustrative` if its name and axis are.
    """

    id: UUID
    bassins: tuple[str, ...]
    bassin: str
    name: str
    sort_name: str
    former_names: tuple[FormerNameEntry, ...]
    axis: str
    axis_kind: AxisKind
    axis_label: str
    axis_codes: tuple[AxisCode, ...]
    created_on: date
    constituted_on: date | None
    term_starts: date | None
    term_ends: date | None
    former_starts: date | None
    former_ends: date | None
    alarm_on: date | None
    dissolved_on: date | None
    dissolution_reason: str | None
    taken_over_on: date | None
    published: bool
    illustrative: bool
    version: int


def evolve(row: PoleRow | None, record: RecordedEvent[Any]) -> PoleRow | None:  # noqa: PLR0911 - one a case
    event = record.event
    if row is None:
        return _begun(record)
    row = replace(row, version=event.originator_version)
    match event:
        case PoleRenamed(name=name, effective_on=on):
            names = (*row.former_names, FormerNameEntry(name=row.name, until=on))
            return replace(row, name=name, sort_name=sort_key(name), former_names=names)
        case PoleConstituted(starts=starts, ends=ends):
            return replace(
                row, constituted_on=starts, term_starts=starts, term_ends=ends, alarm_on=None, published=True
            )
        case PoleRenewed(starts=starts, ends=ends):
            former = {"former_starts": row.term_starts, "former_ends": row.term_ends}
            return replace(row, term_starts=starts, term_ends=ends, alarm_on=None, **former)
        case CompositionBroken(effective_on=on):
            return replace(row, alarm_on=on)
        case PoleDissolved(effective_on=on, reason=reason):
            return replace(row, dissolved_on=on, dissolution_reason=reason)
        case _:
            return row


def _begun(record: RecordedEvent[Any]) -> PoleRow | None:
    match record.event:
        case PoleCreated():
            return _created(record)
        case PoleTakenOver(starts=starts, ends=ends, effective_on=on):
            row = replace(_created(record), constituted_on=starts, term_starts=starts, term_ends=ends)
            return replace(row, published=True, taken_over_on=on)
        case _:
            return None


def _created(record: RecordedEvent[PoleCreated | PoleTakenOver]) -> PoleRow:
    event = record.event
    return new_row(
        PoleRow,
        record,
        id=event.originator_id,
        sort_name=sort_key(event.name),
        former_names=(),
        axis=event.axis_key,
        axis_kind=event.axis.kind,
        axis_label=event.axis.label,
        axis_codes=event.axis.codes,
        created_on=event.effective_on,
        published=False,
        illustrative=is_invented(record),
    )


POLES = Projection(
    row=PoleRow,
    topics=topics_of_union(PoleEvent),
    keys=originator,
    evolve=evolve,
)
