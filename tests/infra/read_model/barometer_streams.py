"""Streams of a ledger without any row, read or SQL: the base of a second count of the barometer."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from efe_domain.project.carrier_events import PoleJoined, PoleLeft
from efe_domain.project.events import ProjectEmerged
from efe_domain.shared.effective_facts import effective_facts
from efe_domain.shared.event import Event
from efe_projections.barometer.reads import BarometerDays
from efe_projections.engine.viewer import Viewer

type Stream = Sequence[Any]


class Counted(NamedTuple):
    """A line of a figure: the Instances that it concerns, its group and value."""

    bassins: tuple[str, ...]
    part: str
    value: int = 1


class Streams:
    """Streams of a ledger, by the event that began each.

    `concerned` are the Instances of each project now, whatever is counted.
    """

    def __init__(self, events: Iterable[Event], concerned: Mapping[UUID, frozenset[str]] | None = None) -> None:
        recorded: dict[UUID, list[Event]] = defaultdict(list)
        for event in events:
            recorded[event.originator_id].append(event)
        self._streams: list[Stream] = [effective_facts(stream) for stream in recorded.values()]
        self.concerned = concerned or {
            stream[0].originator_id: frozenset(bassins_of_project(stream)) for stream in self.of(ProjectEmerged)
        }

    def of(self, *begun_by: type[Event]) -> list[Stream]:
        return [stream for stream in self._streams if stream and isinstance(stream[0], begun_by)]


def within(day: date, days: BarometerDays) -> bool:
    return days.since <= day <= days.until


def in_dossier(viewer: Viewer, bassins: Sequence[str], pole: UUID | None) -> bool:
    return bool({*viewer.bassins} & {*bassins}) or (pole is not None and pole in viewer.poles)


def day_part(days: int) -> str:
    bounds = ((7, "week"), (30, "month"), (90, "quarter"))
    return next((part for most, part in bounds if days <= most), "longer")


def bassins_of_project(stream: Stream) -> list[str]:
    concerned: set[str] = set()
    for event in stream:
        match event:
            case ProjectEmerged(bassin=bassin) | PoleJoined(bassin=bassin):
                concerned.add(bassin)
            case PoleLeft(concerned=left):
                concerned = {*left}
    return sorted(concerned)
