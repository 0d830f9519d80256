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
from efe_domain.shared.command_context import CommandContext
from efe_infra.ledger.mapper import CanonicalMapper
from efe_infra.samples.simulation.poles import pole_life
from efe_infra.samples.simulation.registers import beginning, instance_life, operator_life
from efe_infra.samples.simulation.world import SimulatedCommand, SimulatedCommands, World, coordinator

RECORDED: Final = date(2026, 3, 1)
"""The day of recording: everything that befell lies before it."""
SEED: Final = 2014
POLES, OPERATORS, INSTANCES = 220, 12, 6
"""How many lives go on at once, each with the same share of the commands. An operator's concern all ten Instances."""


class History:
    """Lives of pôles, operators and Instances, interleaved by chance; whose life ends is followed by another."""

    def __init__(self, seed: int = SEED) -> None:
        self._world = World(seed)
        self._mapper = CanonicalMapper()
        self._commands = self._all()
        self._stored = (stored for command in self.commands() for stored in command)

    def take(self, count: int) -> Sequence[StoredEvent]:
        """So many events, from where it was left."""
        return list(islice(self._stored, count))

    def commands(self) -> Iterator[Sequence[StoredEvent]]:
        """The events of one command after another, without end."""
        return map(self._recorded, self._commands)

    def _recorded(self, command: SimulatedCommand) -> Sequence[StoredEvent]:
        context = CommandContext(
            actor=str(coordinator(command.bassin)),
            today=RECORDED,
            correlation_id=str(self._world.an_id()),
            illustrative=True,
        )
        metadata = context.metadata
        stored = [
            self._mapper.to_stored_event(replace(event, metadata=metadata))
            for event in command.aggregate.collect_events()
        ]
        if isinstance(command.aggregate, Project):
            self._world.states[command.aggregate.id] += [event.state for event in stored]
        return stored

    def _all(self) -> SimulatedCommands:
        yield from beginning(self._world)
        lives = [*self._poles(), *OPERATORS * [operator_life], *INSTANCES * [instance_life]]
        going = [one_after_another(life, self._world) for life in lives]
        while True:
            yield next(self._world.draw.choice(going))

    def _poles(self) -> Iterator[Callable[[World], SimulatedCommands]]:
        """As many in each bassin."""
        return (partial(pole_life, bassin=bassin) for bassin in islice(cycle(Bassin), POLES))


def one_after_another(life: Callable[[World], SimulatedCommands], world: World) -> SimulatedCommands:
    while True:
        yield from life(world)
