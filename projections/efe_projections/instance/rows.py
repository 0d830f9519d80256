"""Instances, their rules of order, their bodies, their axes, and axes matched with other Instances."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from efe_domain.instance.events import (
    AccessGranted,
    AccessRevoked,
    AxesMatched,
    AxesUnmatched,
    AxisIdentified,
    AxisWithdrawn,
    BodyDissolved,
    BodyRules,
    BodySetUp,
    InstanceEstablished,
    OrderSettings,
    PoleAccessGranted,
    PoleAccessRevoked,
    RulesOfOrderAdopted,
    SeatFilled,
    SeatVacated,
)
from efe_domain.law.rules import Rule
from efe_domain.shared.axis import AxisCode, AxisKind
from efe_domain.shared.event import Event
from efe_projections.engine.listing import Listing
from efe_projections.engine.projection import (
    Key,
    Projection,
    RecordedEvent,
    is_illustrative,
    is_invented,
    originator,
    topics_of,
)
from efe_projections.engine.row import Concern, Row
from efe_projections.engine.searching import sort_key


class InstanceRow(Row, table="instance", indexes=(("bassin",),), concern=Concern.BASSIN):
    """An Instance; `rules` and `settings` are of the règlement d'ordre intérieur adopted on `rules_adopted_on`."""

    id: UUID
    bassin: str
    name: str
    established_on: date
    rules: tuple[BodyRules, ...]
    settings: OrderSettings
    rules_adopted_on: date | None
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
    """An axis identified by an Instance; identified again after a withdrawal, it is another row."""

    instance: UUID
    axis: str
    bassin: str
    kind: AxisKind
    label: str
    sort_label: str
    codes: tuple[AxisCode, ...]
    since: date
    until: date | None
    illustrative: bool


def evolve_instance(row: InstanceRow | None, record: RecordedEvent[Any]) -> InstanceRow | None:
    version = record.event.originator_version
    match record.event:
        case InstanceEstablished(originator_id=instance, bassin=bassin, name=name, effective_on=on):
            return InstanceRow(
                id=instance,
                bassin=bassin,
                name=name,
                established_on=on,
                rules=(),
                settings=OrderSettings(),
                rules_adopted_on=None,
                version=version,
            )
        case RulesOfOrderAdopted(rules=rules, settings=settings, effective_on=on) if row:
            return replace(row, rules=rules, settings=settings, rules_adopted_on=on, version=version)
        case _ if row:
            return replace(row, version=version)
        case _:
            return row


def evolve_body(row: BodyRow | None, record: RecordedEvent[Any]) -> BodyRow | None:
    match record.event:
        case BodySetUp(bassins=(bassin, *_), body=body) as event:
            return BodyRow(
                id=body,
                instance=event.originator_id,
                bassin=bassin,
                name=event.name,
                mission=event.mission,
                since=event.effective_on,
                until=None,
                illustrative=is_illustrative(record),
            )
        case BodyDissolved(effective_on=until) if row:
            return replace(row, until=until)
        case _:
            return row


def evolve_axis(row: AxisRow | None, record: RecordedEvent[Any]) -> AxisRow | None:
    match record.event:
        case AxisIdentified(originator_id=instance, bassins=(bassin, *_), axis=axis, key=key, effective_on=since):
            return AxisRow(
                instance=instance,
                axis=key,
                bassin=bassin,
                kind=axis.kind,
                label=axis.label,
                sort_label=sort_key(axis.label),
                codes=axis.codes,
                since=since,
                until=None,
                illustrative=is_invented(record),
            )
        case AxisWithdrawn(effective_on=until) if row:
            return replace(row, until=until)
        case _:
            return row


def body_keys(event: Event) -> list[Key]:
    match event:
        case BodySetUp(body=body) | BodyDissolved(body=body):
            return [(body,)]
        case _:
            return []


def axis_keys(event: Event) -> list[Key]:
    match event:
        case AxisIdentified(key=key, effective_on=since) | AxisWithdrawn(key=key, since=since):
            return [(event.originator_id, key, since)]
        case _:
            return []


INSTANCES = Projection(
    row=InstanceRow,
    topics=topics_of(
        InstanceEstablished,
        RulesOfOrderAdopted,
        BodySetUp,
        BodyDissolved,
        SeatFilled,
        SeatVacated,
        AxisIdentified,
        AxisWithdrawn,
        AxesMatched,
        AxesUnmatched,
        AccessGranted,
        AccessRevoked,
        PoleAccessGranted,
        PoleAccessRevoked,
    ),
    keys=originator,
    evolve=evolve_instance,
)
BODIES = Projection(row=BodyRow, topics=topics_of(BodySetUp, BodyDissolved), keys=body_keys, evolve=evolve_body)
AXES = Projection(row=AxisRow, topics=topics_of(AxisIdentified, AxisWithdrawn), keys=axis_keys, evolve=evolve_axis)


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


def evolve(row: AxisMatchRow | None, record: RecordedEvent[Any]) -> AxisMatchRow | None:
    match record.event:
        case AxesMatched(bassins=(own, *_)) as event:
            return AxisMatchRow(
                instance=event.originator_id,
                axis=event.key,
                bassin=own,
                other_bassin=event.other_bassin,
                other_axis=event.other_key,
                basis=event.basis,
                since=event.effective_on,
                until=None,
                illustrative=is_illustrative(record),
            )
        case AxesUnmatched(effective_on=until) if row:
            return replace(row, until=until)
        case _:
            return row


def keys(event: Event) -> list[Key]:
    match event:
        case AxesMatched(effective_on=since) | AxesUnmatched(since=since):
            return [(event.originator_id, event.key, event.other_bassin, event.other_key, since)]
        case _:
            return []


AXIS_MATCHES = Projection(row=AxisMatchRow, topics=topics_of(AxesMatched, AxesUnmatched), keys=keys, evolve=evolve)
