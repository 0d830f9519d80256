"""Which axes of other Instances an Instance holds to be one with its own."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from efe_domain.instance.events import AxesMatched, AxesUnmatched
from efe_domain.shared.event import Event
from efe_projections.engine.projection import Key, Projection, RecordedEvent, is_illustrative, topics_of
from efe_projections.engine.row import Concern, Row


class AxisMatchRow(
    Row,
    table="axis_match",
    key=("instance", "axis", "other_bassin", "other_axis", "since"),
    concern=Concern.BASSIN,
):
    """One Instance says so; the two axes are one on a day on which the other says it too."""

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
