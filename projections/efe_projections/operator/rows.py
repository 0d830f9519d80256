"""Rows of operators with their names and numbers, of sites, competences and ressorts."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from efe_domain.operator.events import (
    CompetenceRecognised,
    CompetenceWithdrawn,
    OperatorKind,
    OperatorKindChanged,
    OperatorRegistered,
    OperatorRenamed,
    OperatorRenumbered,
    RessortEnded,
    RessortRecorded,
    SiteClosed,
    SiteOpened,
)
from efe_domain.shared.axis import AxisKind
from efe_domain.shared.colleges import College
from efe_domain.shared.event import Event
from efe_domain.shared.ids import NumberScheme
from efe_projections.engine.projection import Key, Projection, RecordedEvent, originator, topics_of
from efe_projections.engine.row import Row
from efe_projections.engine.row_values import keys_of, new_row, period_projection, row_fold
from efe_projections.engine.searching import sort_key
from efe_projections.former_name import FormerNameEntry


class FormerKindEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Kind of an operator up to, not including, a day.

    `seats_moved`: its seats went to the college of the next kind, as changes recorded before 0.5.0 did.
    """

    kind: OperatorKind
    college: College
    until: date
    seats_moved: bool


class FormerNumberEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The number of an operator up to, not including, a day."""

    scheme: NumberScheme
    number: str
    until: date


class OperatorRow(Row, table="operator", indexes=(("sort_name", "id"), ("kind",))):
    """An operator. `illustrative` rows were made for a demonstration."""

    id: UUID
    scheme: NumberScheme
    number: str
    name: str
    sort_name: str
    kind: OperatorKind
    college: College
    former_names: tuple[FormerNameEntry, ...]
    former_kinds: tuple[FormerKindEntry, ...]
    former_numbers: tuple[FormerNumberEntry, ...]
    registered_on: date
    illustrative: bool
    version: int


class OperatorChangeRow(Row, table="operator_change", key=("operator", "version")):
    """A change of name or number: the Instance that recorded it, and why; both are null before 0.5.0."""

    operator: UUID
    version: int
    bassin: str | None
    reason: str | None


class SiteRow(Row, table="site", indexes=(("operator",),)):
    """A site in a commune (NIS code), open from `since` up to, not including, `until`."""

    id: UUID
    operator: UUID
    commune: str
    bassin: str
    since: date
    until: date | None


class CompetenceRow(Row, table="competence", key=("operator", "axis", "bassin", "since"), indexes=(("axis",),)):
    """A competence for an axis in a bassin; recognised again after a withdrawal, it is another row."""

    operator: UUID
    axis: str
    bassin: str
    kind: AxisKind
    label: str
    since: date
    until: date | None
    illustrative: bool


class RessortRow(Row, table="ressort", key=("operator", "bassin", "since")):
    """A bassin that the ressort of an operator covers, as `basis` says; recorded again, it is another row."""

    operator: UUID
    bassin: str
    basis: str
    since: date
    until: date | None
    illustrative: bool


def evolve_operator(row: OperatorRow | None, record: RecordedEvent[Any]) -> OperatorRow | None:
    version = record.event.originator_version
    match record.event:
        case OperatorRegistered(originator_id=operator, name=name, kind=kind, effective_on=on):
            return new_row(
                OperatorRow,
                record,
                id=operator,
                sort_name=sort_key(name),
                college=kind.college,
                former_names=(),
                former_kinds=(),
                former_numbers=(),
                registered_on=on,
            )
        case event if row:
            return _amended(replace(row, version=version), event)
        case _:
            return row


def _amended(row: OperatorRow, event: Event) -> OperatorRow:
    match event:
        case OperatorRenamed(name=name, effective_on=on):
            former = FormerNameEntry(name=row.name, until=on)
            return replace(row, name=name, sort_name=sort_key(name), former_names=(*row.former_names, former))
        case OperatorKindChanged(kind=kind, effective_on=on):
            was = FormerKindEntry(kind=row.kind, college=row.college, until=on, seats_moved=event.moves_seats)
            return replace(row, kind=kind, college=kind.college, former_kinds=(*row.former_kinds, was))
        case OperatorRenumbered(scheme=scheme, number=number, effective_on=on):
            had = FormerNumberEntry(scheme=row.scheme, number=row.number, until=on)
            return replace(row, scheme=scheme, number=number, former_numbers=(*row.former_numbers, had))
        case _:
            return row


def competence_keys(event: Event) -> list[Key]:
    match event:
        case CompetenceRecognised(key=key, effective_on=since) | CompetenceWithdrawn(key=key, since=since):
            return [(event.originator_id, key, bassin, since) for bassin in event.covered]
        case _:
            return []


def competence_in(record: RecordedEvent[CompetenceRecognised | CompetenceWithdrawn], key: Key) -> RecordedEvent[Any]:
    """Returns a recognition or withdrawal for all ten bassins as one for the bassin of the key."""
    return replace(record, event=replace(record.event, bassin=key[2]))


OPERATORS = Projection(
    row=OperatorRow,
    topics=topics_of(
        OperatorRegistered,
        OperatorRenamed,
        OperatorKindChanged,
        OperatorRenumbered,
        SiteOpened,
        SiteClosed,
        RessortRecorded,
        RessortEnded,
        CompetenceRecognised,
        CompetenceWithdrawn,
    ),
    keys=originator,
    evolve=evolve_operator,
)
OPERATOR_CHANGES = Projection(
    row=OperatorChangeRow,
    topics=topics_of(OperatorRenamed, OperatorRenumbered),
    keys=keys_of(OperatorChangeRow, operator="originator_id", version="originator_version"),
    evolve=row_fold(OperatorChangeRow, (OperatorRenamed, OperatorRenumbered), operator="originator_id"),
)
SITES = period_projection(SiteRow, SiteOpened, SiteClosed, id="site", operator="originator_id")
RESSORTS = period_projection(RessortRow, RessortRecorded, RessortEnded, operator="originator_id")
COMPETENCES = Projection(
    row=CompetenceRow,
    topics=topics_of(CompetenceRecognised, CompetenceWithdrawn),
    keys=competence_keys,
    evolve=row_fold(
        CompetenceRow,
        CompetenceRecognised,
        CompetenceWithdrawn,
        operator="originator_id",
        axis="key",
        kind="axis.kind",
        label="axis.label",
    ),
    part=competence_in,
)
