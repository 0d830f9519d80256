"""A long history of the ten Instances, the same every time for the same seed."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import cycle, islice
from typing import Final

from eventsourcing.persistence import StoredEvent
from msgspec.structs import replace

from efe_domain.project.project import Project
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import Act
from efe_infra.ledger.mapper import CanonicalMapper
from efe_infra.samples.simulation.poles import pole_life
from efe_infra.samples.simulation.registers import beginning, instance_life, operator_life
from efe_infra.samples.simulation.world import Deed, Deeds, World, coordinator

RECORDED: Final = date(2026, 3, 1)
"""The day of recording: everything that befell lies before it."""
SEED: Final = 2014
POLES, OPERATORS, INSTANCES = 220, 12, 6
"""How many lives go on at once, each with the same share of the deeds. An operator's concern all ten Instances."""


class History:
    """Lives of pôles, operators and Instances, interleaved by chance; whose life ends is followed by another."""

    def __init__(self, seed: int = SEED) -> None:
        self._world = World(seed)
        self._mapper = CanonicalMapper()
        self._deeds = self._all()
        self._stored = (stored for deed in self.deeds() for stored in deed)

    def take(self, count: int) -> Sequence[StoredEvent]:
        """So many events, from where it was left."""
        return list(islice(self._stored, count))

    def deeds(self) -> Iterator[Sequence[StoredEvent]]:
        """The events of one deed after another, without end."""
        return map(self._recorded, self._deeds)

    def _recorded(self, deed: Deed) -> Sequence[StoredEvent]:
        act = Act(
            actor=str(coordinator(deed.bassin)),
            today=RECORDED,
            correlation_id=str(self._world.an_id()),
            illustrative=True,
        )
        metadata = act.metadata
        stored = [
            self._mapper.to_stored_event(replace(event, metadata=metadata))
            for event in deed.aggregate.collect_events()
        ]
        if isinstance(deed.aggregate, Project):
            self._world.states[deed.aggregate.id] += [event.state for event in stored]
        return stored

    def _all(self) -> Deeds:
        yield from beginning(self._world)
        lives = [*self._poles(), *OPERATORS * [operator_life], *INSTANCES * [instance_life]]
        going = [one_after_another(life, self._world) for life in lives]
        while True:
            yield next(self._world.draw.choice(going))

    def _poles(self) -> Iterator[Callable[[World], Deeds]]:
        """As many in each bassin."""
        return (partial(pole_life, bassin=bassin) for bassin in islice(cycle(Bassin), POLES))


def one_after_another(life: Callable[[World], Deeds], world: World) -> Deeds:
    while True:
        yield from life(world)
