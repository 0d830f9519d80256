"""The pôles: their axis, their current term, and the modalities they agreed."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from efe_domain.pole.events import (
    CompositionBroken,
    MemberDesignated,
    MembershipEnded,
    ModalitiesAgreed,
    PoleConstituted,
    PoleCreated,
    PoleDissolved,
    PoleEvaluated,
    PoleRenewed,
    PoleThemeCited,
    RepresentativeReplaced,
)
from efe_domain.shared.axis import AxisCode, AxisKind
from efe_projections.engine.folding import is_invented, originator, sort_key, topics_of
from efe_projections.engine.projection import Projection, Recorded
from efe_projections.engine.row import Access, Row


class PoleRow(
    Row,
    table="pole",
    indexes=(("bassin", "sort_name", "id"), ("sort_name", "id"), ("term_ends", "id"), ("axis",)),
    access=Access.PUBLISHABLE,
    pole="id",
    reserved=("alarm_on", "dissolution_reason"),
):
    """A pôle. Everybody sees it once constituted; before that it is a matter of its Instance.

    `term_starts` and `term_ends` are of the last term, both days included. `alarm_on` is the day of a departure that
    left a college empty, until the composition is checked anew. It is `illustrative` if its name and axis are.
    """

    id: UUID
    bassins: tuple[str, ...]
    bassin: str
    name: str
    sort_name: str
    axis: str
    axis_kind: AxisKind
    axis_label: str
    axis_codes: tuple[AxisCode, ...]
    created_on: date
    constituted_on: date | None
    term_starts: date | None
    term_ends: date | None
    alarm_on: date | None
    dissolved_on: date | None
    dissolution_reason: str | None
    published: bool
    illustrative: bool
    version: int


def evolve(row: PoleRow | None, recorded: Recorded[Any]) -> PoleRow | None:
    event = recorded.event
    if row is None:
        return _created(recorded) if isinstance(event, PoleCreated) else None
    row = replace(row, version=event.originator_version)
    match event:
        case PoleConstituted(starts=starts, ends=ends):
            return replace(
                row, constituted_on=starts, term_starts=starts, term_ends=ends, alarm_on=None, published=True
            )
        case PoleRenewed(starts=starts, ends=ends):
            return replace(row, term_starts=starts, term_ends=ends, alarm_on=None)
        case CompositionBroken(effective_on=on):
            return replace(row, alarm_on=on)
        case PoleDissolved(effective_on=on, reason=reason):
            return replace(row, dissolved_on=on, dissolution_reason=reason)
        case _:
            return row


def _created(recorded: Recorded[PoleCreated]) -> PoleRow:
    event = recorded.event
    return PoleRow(
        id=event.originator_id,
        bassins=event.bassins,
        bassin=event.bassin,
        name=event.name,
        sort_name=sort_key(event.name),
        axis=event.axis_key,
        axis_kind=event.axis.kind,
        axis_label=event.axis.label,
        axis_codes=event.axis.codes,
        created_on=event.effective_on,
        constituted_on=None,
        term_starts=None,
        term_ends=None,
        alarm_on=None,
        dissolved_on=None,
        dissolution_reason=None,
        published=False,
        illustrative=is_invented(recorded),
        version=event.originator_version,
    )


POLES = Projection(
    row=PoleRow,
    topics=topics_of(
        PoleCreated,
        MemberDesignated,
        RepresentativeReplaced,
        MembershipEnded,
        CompositionBroken,
        ModalitiesAgreed,
        PoleConstituted,
        PoleEvaluated,
        PoleRenewed,
        PoleThemeCited,
        PoleDissolved,
    ),
    keys=originator,
    evolve=evolve,
)
