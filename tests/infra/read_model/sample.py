"""A small world for the engine's own tests: allotment gardens. It exercises every shape of row and of fold."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from efe_domain.law.rules import Rule
from efe_domain.shared.event import Event
from efe_projections.audit.rows import AUDIT
from efe_projections.engine.audit_fold import Projections
from efe_projections.engine.projection import Key, Projection, RecordedEvent
from efe_projections.engine.row import Access, Row


class Soil(StrEnum):
    CLAY = "clay"
    SAND = "sand"


class Tool(msgspec.Struct, frozen=True):
    """A tool that a gardener brought, on a day."""

    name: str
    since: date


class GardenEvent(Event):
    RULE = Rule.M1


class GardenOpened(GardenEvent):
    TOPIC = "garden.opened.v1"
    name: str
    soil: Soil
    effective_on: date


class GardenRenamed(GardenEvent):
    TOPIC = "garden.renamed.v1"
    name: str


class GardenShared(GardenEvent):
    """The garden concerns, from now on, the Instances in `bassins`."""

    TOPIC = "garden.shared.v1"


class GardenClosed(GardenEvent):
    TOPIC = "garden.closed.v1"


class GardenerJoined(GardenEvent):
    TOPIC = "garden.gardener-joined.v1"
    gardener: UUID
    tools: tuple[Tool, ...]
    effective_on: date


class GardenersSwapped(GardenEvent):
    """Two gardeners exchange their tools: one event, two rows of one table."""

    TOPIC = "garden.gardeners-swapped.v1"
    gardeners: tuple[UUID, UUID]


class GardenerLeft(GardenEvent):
    TOPIC = "garden.gardener-left.v1"
    gardener: UUID


class GardenVisited(GardenEvent):
    """No projection takes it, the audit trail does."""

    TOPIC = "garden.visited.v1"


class GardenRow(Row, table="garden", indexes=(("sort_name", "id"),), access=Access.PUBLISHABLE):
    """A garden. It ends when the garden closes, and begins again when it opens again."""

    id: UUID
    bassins: tuple[str, ...]
    name: str
    sort_name: str
    soil: Soil
    opened_on: date
    renamed_at: datetime | None
    gardeners: int
    published: bool
    proof: bytes


class GardenerRow(Row, table="gardener", key=("garden", "gardener"), access=Access.DOSSIER):
    """A gardener of a garden, with the tools that they have there."""

    garden: UUID
    gardener: UUID
    bassins: tuple[str, ...]
    tools: tuple[Tool, ...]
    since: date


class DayRow(Row, table="day", key=("soil", "day")):
    """Number of gardens of a soil opened on a day: a row that events of several gardens touch."""

    soil: Soil
    day: date
    gardens: int


def evolve_garden(row: GardenRow | None, recorded: RecordedEvent[Any]) -> GardenRow | None:
    match recorded.event:
        case GardenOpened(originator_id=garden, bassins=bassins, name=name, soil=soil, effective_on=on):
            return GardenRow(
                id=garden,
                bassins=bassins,
                name=name,
                sort_name=name.casefold(),
                soil=soil,
                opened_on=on,
                renamed_at=None,
                gardeners=0,
                published=soil is Soil.SAND,
                proof=recorded.leaf,
            )
        case GardenRenamed(name=name) if row:
            return replace(row, name=name, sort_name=name.casefold(), renamed_at=recorded.recorded_at)
        case GardenShared(bassins=bassins) if row:
            return replace(row, bassins=bassins)
        case (GardenerJoined() | GardenerLeft()) as event if row:
            return replace(row, gardeners=row.gardeners + (1 if isinstance(event, GardenerJoined) else -1))
        case GardenClosed():
            return None
        case _:
            return row


def evolve_gardener(row: GardenerRow | None, recorded: RecordedEvent[Any]) -> GardenerRow | None:
    match recorded.event:
        case GardenerJoined(originator_id=garden, bassins=bassins, gardener=gardener, tools=tools, effective_on=on):
            return GardenerRow(garden=garden, gardener=gardener, bassins=bassins, tools=tools, since=on)
        case GardenersSwapped() if row:
            return replace(row, tools=tuple(reversed(row.tools)))
        case GardenerLeft():
            return None
        case _:
            return row


def evolve_day(row: DayRow | None, recorded: RecordedEvent[Any]) -> DayRow | None:
    opened = recorded.event
    return DayRow(soil=opened.soil, day=opened.effective_on, gardens=row.gardens + 1 if row else 1)


def garden_keys(event: Event) -> list[Key]:
    return [(event.originator_id,)]


def gardener_keys(event: Event) -> list[Key]:
    match event:
        case GardenerJoined(gardener=gardener) | GardenerLeft(gardener=gardener):
            return [(event.originator_id, gardener)]
        case GardenersSwapped(gardeners=gardeners):
            return [(event.originator_id, gardener) for gardener in gardeners]
        case _:
            return []


def day_keys(event: Event) -> list[Key]:
    return [(event.soil, event.effective_on)] if isinstance(event, GardenOpened) else []


GARDENS = Projection(
    row=GardenRow,
    topics=frozenset(
        event.TOPIC
        for event in (GardenOpened, GardenRenamed, GardenShared, GardenerJoined, GardenerLeft, GardenClosed)
    ),
    keys=garden_keys,
    evolve=evolve_garden,
)
GARDENERS = Projection(
    row=GardenerRow,
    topics=frozenset({GardenerJoined.TOPIC, GardenersSwapped.TOPIC, GardenerLeft.TOPIC}),
    keys=gardener_keys,
    evolve=evolve_gardener,
)
DAYS = Projection(row=DayRow, topics=frozenset({GardenOpened.TOPIC}), keys=day_keys, evolve=evolve_day)


def sample(*each: Projection[Any]) -> Projections:
    """With the audit trail of the platform."""
    return Projections(each, AUDIT)


SAMPLE = sample(GARDENS, GARDENERS, DAYS)
