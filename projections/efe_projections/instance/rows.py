"""Rows of Instances with their rules of order, of bodies, axes, and axes matched with other Instances."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from efe_domain.instance.events import (
    AxesMatched,
    AxesUnmatched,
    AxisIdentified,
    AxisWithdrawn,
    BodyDissolved,
    BodyRules,
    BodySetUp,
    InstanceEstablished,
    InstanceEvent,
    LetterheadSet,
    OrderSettings,
    RulesOfOrderAdopted,
)
from efe_domain.law.rules import Rule
from efe_domain.shared.axis import AxisCode, AxisKind
from efe_domain.shared.documents import Document
from efe_domain.shared.event import Event
from efe_projections.engine.listing import Listing
from efe_projections.engine.projection import Projection, RecordedEvent, is_invented, originator, topics_of_union
from efe_projections.engine.row import Concern, Row
from efe_projections.engine.row_values import new_row, period_projection
from efe_projections.engine.searching import sort_key


class LetterheadFact(msgspec.Struct, frozen=True, kw_only=True):
    """Letterhead of the papers from a day on."""

    since: date
    logo: Document | None
    address: str
    office: str


class InstanceRow(Row, table="instance", indexes=(("bassin",),), concern=Concern.BASSIN):
    """An Instance; `rules` and `settings` are of the règlement d'ordre intérieur adopted on `rules_adopted_on`.

    `letterheads` are in the order of their days.
    """

    id: UUID
    bassin: str
    name: str
    established_on: date
    rules: tuple[BodyRules, ...]
    settings: OrderSettings
    contest_days: int | None
    verdicts_need_quorum: bool | None
    rules_adopted_on: date | None
    letterheads: tuple[LetterheadFact, ...]
    version: int


class BodyRow(Row, table="body", indexes=(("instance",),), concern=Concern.BASSIN):
    """A body of an Instance: plenary, chamber … from `since` up to, not including, `until`."""

    id: UUID
    instance: UUID
    bassin: str
    name: str
    mission: Rule
    since: date
    until: date | None
    illustrative: bool


class AxisRow(Row, table="axis", key=("instance", "axis", "since"), concern=Concern.BASSIN):
    """An axis identified by an Instance; identified again after a withdrawal, it is another row.

    `meeting` is the one that the identification cites.
    """

    instance: UUID
    axis: str
    bassin: str
    kind: AxisKind
    label: str
    sort_label: str
    codes: tuple[AxisCode, ...]
    meeting: UUID | None
    since: date
    until: date | None
    illustrative: bool


def evolve_instance(row: InstanceRow | None, record: RecordedEvent[Any]) -> InstanceRow | None:
    version = record.event.originator_version
    match record.event:
        case InstanceEstablished(originator_id=instance, effective_on=on):
            unset: dict[str, Any] = {"rules": (), "settings": OrderSettings(), "letterheads": ()}
            return new_row(InstanceRow, record, id=instance, established_on=on, **unset)
        case RulesOfOrderAdopted(effective_on=on) as event if row:
            order = {
                name: getattr(event, name) for name in ("rules", "settings", "contest_days", "verdicts_need_quorum")
            }
            return replace(row, **order, rules_adopted_on=on, version=version)
        case LetterheadSet(logo=logo, address=address, office=office, effective_on=on) if row:
            letterhead = LetterheadFact(since=on, logo=logo, address=address, office=office)
            return replace(row, letterheads=(*row.letterheads, letterhead), version=version)
        case _ if row:
            return replace(row, version=version)
        case _:
            return row


def own_bassin(record: RecordedEvent[Event]) -> str:
    """Returns the bassin of the Instance itself, the first of those that its event concerns."""
    return record.event.bassins[0]


INSTANCES = Projection(
    row=InstanceRow,
    topics=topics_of_union(InstanceEvent),
    keys=originator,
    evolve=evolve_instance,
)
BODIES = period_projection(BodyRow, BodySetUp, BodyDissolved, id="body", instance="originator_id", bassin=own_bassin)
AXES = period_projection(
    AxisRow,
    AxisIdentified,
    AxisWithdrawn,
    instance="originator_id",
    axis="key",
    bassin=own_bassin,
    kind="axis.kind",
    label="axis.label",
    sort_label=lambda record: sort_key(record.event.axis.label),
    codes="axis.codes",
    illustrative=is_invented,
)


INSTANCE_LIST = Listing(row=InstanceRow, order=("bassin",))


class AxisMatchRow(
    Row,
    table="axis_match",
    key=("instance", "axis", "other_bassin", "other_axis", "since"),
    concern=Concern.BASSIN,
):
    """Match of two axes according to one Instance; they are one on a day on which the other Instance matches them
    too."""

    instance: UUID
    axis: str
    bassin: str
    other_bassin: str
    other_axis: str
    basis: str
    since: date
    until: date | None
    illustrative: bool


AXIS_MATCHES = period_projection(
    AxisMatchRow,
    AxesMatched,
    AxesUnmatched,
    instance="originator_id",
    axis="key",
    bassin=own_bassin,
    other_axis="other_key",
)
