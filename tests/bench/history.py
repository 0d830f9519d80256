"""A long history of the ten Instances, the same every time."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from random import Random

from eventsourcing.persistence import StoredEvent
from msgspec.structs import replace

from efe_domain.act import Act
from efe_domain.event import Event
from efe_infra.ledger.mapper import CanonicalMapper
from tests.bench.lives import Deeds, Lives, coordinator
from tests.domain.given import TODAY

POLES, OPERATORS, INSTANCES = 65, 30, 5
"""How many lives go on at once, each with the same share of the deeds. An operator's concern all ten Instances."""


class History:
    """Lives of pôles, operators and Instances, interleaved by chance; whose life ends is followed by another."""

    def __init__(self) -> None:
        self._draw = Random(2014)
        self._lives = Lives(self._draw)
        self._stored = map(CanonicalMapper().to_stored_event, self._events())

    def take(self, count: int) -> Sequence[StoredEvent]:
        """So many events, from where it was left."""
        return list(islice(self._stored, count))

    def _events(self) -> Iterator[Event]:
        for aggregate in chain(self._lives.beginning(), self._interleaved()):
            actor = str(coordinator(self._lives.a_bassin()))
            act = Act(actor=actor, today=TODAY, command_id=self._lives.an_id())
            for event in aggregate.collect_events():
                yield replace(event, metadata=act.metadata)

    def _interleaved(self) -> Deeds:
        kinds = (self._lives.pole, POLES), (self._lives.operator, OPERATORS), (self._lives.instance, INSTANCES)
        lives = [one_after_another(life) for life, share in kinds for _ in range(share)]
        while True:
            yield next(self._draw.choice(lives))


def one_after_another(life: Callable[[], Deeds]) -> Deeds:
    while True:
        yield from life()
