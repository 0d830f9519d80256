"""What befalls an Instance and an operator."""

from collections.abc import Sequence
from itertools import product

from efe_domain.access.grants import Role
from efe_domain.law.rules import Rule
from efe_domain.operator.events import OperatorKind
from efe_domain.operator.operator import Operator
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.ids import operator_id
from efe_domain.shared.numbers import NumberScheme
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

FIRST_OPERATORS = 3
"""Number of operators of a bassin and college registered for an axis before its first pôle."""


def beginning(world: World) -> SimulatedCommands:
    """The ten Instances with their coordinators and axes, and enough operators for a pôle around any axis."""
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
    """A working group and a reader come and go."""
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
    """Located, recognised and called upon; a second site opens and closes."""
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
