"""Simulated history of the ten Instances, the same for the same seed."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import cycle, islice, product
from typing import Final

from eventsourcing.persistence import StoredEvent
from msgspec.structs import replace

from efe_domain.access.grants import Role
from efe_domain.law.rules import Rule
from efe_domain.operator.events import OperatorKind
from efe_domain.operator.operator import Operator
from efe_domain.project.project import Project
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import CommandContext
from efe_domain.shared.ids import NumberScheme, operator_id
from efe_infra.ledger.mapper import CanonicalMapper
from efe_infra.samples.simulation.poles import pole_life
from efe_infra.samples.simulation.world import (
    AXES,
    COMMUNES,
    KINDS,
    OPENED,
    SimulatedCommand,
    SimulatedCommands,
    World,
    coordinator,
    forum,
)

RECORDED: Final = date(2026, 3, 1)
"""Day of recording, after all simulated events."""
SEED: Final = 2014
POLES, OPERATORS, INSTANCES = 220, 12, 6
"""Numbers of concurrent lives, each with the same share of the commands. An operator's concern all Instances."""


class History:
    """Lives of pôles, operators and Instances, interleaved by chance; another life follows each that ends."""

    def __init__(self, seed: int = SEED) -> None:
        self._world = World(seed)
        self._mapper = CanonicalMapper()
        self._commands = self._all()
        self._stored = (stored for command in self.commands() for stored in command)

    def take(self, count: int) -> Sequence[StoredEvent]:
        """Returns the next `count` events."""
        return list(islice(self._stored, count))

    def commands(self) -> Iterator[Sequence[StoredEvent]]:
        """Yields the events of one command after another, without end."""
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
        """Returns equally many lives for each bassin."""
        return (partial(pole_life, bassin=bassin) for bassin in islice(cycle(Bassin), POLES))


def one_after_another(life: Callable[[World], SimulatedCommands], world: World) -> SimulatedCommands:
    while True:
        yield from life(world)


FIRST_OPERATORS: Final = 3
"""Operators of a bassin and a college that exist for an axis before its first pôle."""


def beginning(world: World) -> SimulatedCommands:
    """Yields the ten Instances with their coordinators and axes, and enough operators for a pôle around any axis."""
    for bassin, instance in world.instances.items():
        instance.establish(bassin, on=OPENED)
        instance.grant_access(coordinator(bassin), Role.COORDINATOR, on=OPENED)
        instance.set_up_body(forum(bassin), "Chambre simulée", Rule.M6, on=OPENED)
        for each in AXES:
            instance.identify_axis(each, on=OPENED)
        yield SimulatedCommand(instance, bassin)
    for bassin, kind, axes in product(Bassin, KINDS, FIRST_OPERATORS * (AXES[:2], AXES[2:])):
        yield from _operator(world, bassin, kind, axes)


def instance_life(world: World) -> SimulatedCommands:
    """Yields a working group and a reader that come and go."""
    bassin, body, account = world.a_bassin(), world.an_id(), world.an_id()
    instance, on = world.instances[bassin], world.a_day(OPENED, 500)
    instance.set_up_body(body, f"Groupe de travail simulé {world.number()}", Rule.M6, on=on)
    yield SimulatedCommand(instance, bassin)
    instance.grant_access(account, Role.READER, on=on)
    yield SimulatedCommand(instance, bassin)
    instance.revoke_access(account, Role.READER, on=world.a_day(on, 200))
    yield SimulatedCommand(instance, bassin)
    instance.dissolve_body(body, on=world.a_day(on, 200))
    yield SimulatedCommand(instance, bassin)


def operator_life(world: World) -> SimulatedCommands:
    return _operator(world, world.a_bassin(), world.draw.choice(KINDS), world.draw.sample(AXES, 2))


def _operator(world: World, bassin: Bassin, kind: OperatorKind, axes: Sequence[Axis]) -> SimulatedCommands:
    """Yields an operator that is located, recognised and called upon; a second site opens and closes."""
    number = str(world.number())
    operator = Operator(operator_id(NumberScheme.REGISTER, f"S-{number}"))
    operator.register(NumberScheme.REGISTER, f"S-{number}", f"Opérateur simulé {number}", kind, on=OPENED)
    yield SimulatedCommand(operator, bassin)
    operator.open_site(bassin, world.an_id(), world.draw.choice(COMMUNES[bassin]), on=OPENED)
    yield SimulatedCommand(operator, bassin)
    for competence in axes:
        operator.recognise_competence(bassin, competence, on=OPENED)
        yield SimulatedCommand(operator, bassin)
    for competence in axes:
        world.called[bassin, competence, kind.college].append(operator.as_candidate())
    second, elsewhere = world.an_id(), world.a_bassin()
    operator.open_site(elsewhere, second, world.draw.choice(COMMUNES[elsewhere]), on=OPENED)
    yield SimulatedCommand(operator, elsewhere)
    operator.close_site(elsewhere, second, on=world.a_day(OPENED, 500))
    yield SimulatedCommand(operator, elsewhere)
