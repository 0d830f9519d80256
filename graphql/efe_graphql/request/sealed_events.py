"""Sealed events as evidence, for accounts that may export an Instance."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import NamedTuple

from anyio.to_thread import run_sync

from efe_domain.transparency.proofs import SealedEvent
from efe_graphql.request.loaders import shared_loader
from efe_graphql.request.ports import OpenedEvents


class TrailPlace(NamedTuple):
    """Key of a sealed event: a position in the trail of an Instance."""

    bassin: str
    position: int


type Note = Callable[[str, Mapping[str, object]], Awaitable[None]]
"""Function that records a reading of an Instance before the answer is given."""


class SealedEvents:
    """Loader of sealed events: one read for each level of an answer, one journal record for each Instance."""

    def __init__(self, events: OpenedEvents, note: Note) -> None:
        self._opened = events
        self._note = note
        self.one = shared_loader(self._load)

    async def _load(self, places: list[TrailPlace]) -> list[SealedEvent | None]:
        sealed_events = await run_sync(self._opened.at, sorted({each.position for each in places}))
        for bassin, positions in _by_bassin(each for each in places if each.position in sealed_events):
            note = {"first": min(positions), "last": max(positions), "events": len(positions)}
            await self._note(bassin, note)
        return [sealed_events.get(each.position) for each in places]


def _by_bassin(places: Iterable[TrailPlace]) -> Iterable[tuple[str, set[int]]]:
    sealed_events: dict[str, set[int]] = defaultdict(set)
    for each in places:
        sealed_events[each.bassin].add(each.position)
    return sealed_events.items()
