"""Histories made by deciding: commands drawn at random on a small world, refusals left aside.

`histories()` gives the events in the order of the ledger, envelope stamped: three bassins, operators of the three
colleges, pôles that live through terms, axes and competences withdrawn and recognised again, access granted, revoked
and granted again.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import msgspec
from hypothesis import strategies as st
from msgspec.structs import replace

from efe_domain.access.grants import Role
from efe_domain.access.register import Register
from efe_domain.instance.events import BodyRules, Mandate
from efe_domain.instance.instance import InstanceBassin
from efe_domain.law.rules import Rule
from efe_domain.operator.candidate import Candidate
from efe_domain.operator.events import OperatorKind
from efe_domain.operator.operator import Operator
from efe_domain.pole.events import Criterion
from efe_domain.pole.pole import Pole
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import CommandContext
from efe_domain.shared.errors import Refusal
from efe_domain.shared.event import Event
from efe_domain.shared.ids import REGISTER, instance_id, operator_id, pole_id
from efe_domain.shared.numbers import NumberScheme
from tests.domain.given import HEATING, REGISTER_OPENED, WOOD, commune_named, some_id

BASSINS = (Bassin.LIEGE, Bassin.NAMUR, Bassin.HUY_WAREMME)
HOMES = ("Liège", "Namur", "Huy")
AXES = (HEATING, WOOD)
NAMES = ("Chauffage", "Bois")
KINDS = (OperatorKind.ENTREPRISE, OperatorKind.FORMATION, OperatorKind.ENSEIGNEMENT_SECONDAIRE, OperatorKind.CEFA)
ROLES = tuple(Role)
LOOKING = (Role.AUDITOR, Role.READER)


class Step(msgspec.Struct, frozen=True):
    """A command, on which of its kind (`which`, `other`: counted around), so many days later, so many late."""

    command: str
    which: int = 0
    other: int = 0
    forward: int = 0
    late: int = 0


class World:
    """The aggregates after the commands, and `events`, all that was recorded."""

    def __init__(self) -> None:
        self.today = REGISTER_OPENED
        self.on = self.today
        self.events: list[Event] = []
        self.register = Register(REGISTER)
        self.instances = [InstanceBassin(instance_id(bassin)) for bassin in BASSINS]
        self.operators: list[Operator] = []
        self.poles: list[Pole] = []
        self._numbers = count()
        for step in _beginning():
            self.do(step)

    @property
    def aggregates(self) -> list[Aggregate[Any]]:
        return [self.register, *self.instances, *self.operators, *self.poles]

    def do(self, step: Step) -> None:
        """Decide, and keep what was recorded; a refusal leaves nothing."""
        self.today += timedelta(step.forward)
        self.on = self.today - timedelta(step.late)
        with suppress(Refusal):
            getattr(self, step.command)(step.which, step.other)
        command = some_id(f"command {next(self._numbers)}")
        context = CommandContext(
            actor=str(some_id(f"account {step.other % 3}")), today=self.today, command_id=command
        )
        for aggregate in self.aggregates:
            self.events += (replace(event, metadata=context.metadata) for event in aggregate.collect_events())

    def establish(self, which: int, _: int) -> None:
        self._instance(which).establish(BASSINS[which % 3], on=self.on)

    def adopt_rules(self, which: int, other: int) -> None:
        rules = (BodyRules(body=self._body(which, other), quorum_percent=10 + other),)
        self._instance(which).adopt_rules_of_order(rules, on=self.on)

    def set_up_body(self, which: int, other: int) -> None:
        self._instance(which).set_up_body(self._body(which, other), f"Chambre {other % 2}", Rule.M6, on=self.on)

    def dissolve_body(self, which: int, other: int) -> None:
        self._instance(which).dissolve_body(self._body(which, other), on=self.on)

    def fill_seat(self, which: int, other: int) -> None:
        mandate = Mandate(category="Opérateurs", voting=other % 3 > 0, person=some_id(f"person {other % 3}"))
        body = self._body(which, other)
        self._instance(which).fill_seat(body, some_id(f"seat {body}"), mandate, on=self.on)

    def vacate_seat(self, which: int, other: int) -> None:
        body = self._body(which, other)
        self._instance(which).vacate_seat(body, some_id(f"seat {body}"), "Fin de fonction.", on=self.on)

    def identify_axis(self, which: int, other: int) -> None:
        self._instance(which).identify_axis(AXES[other % 2], on=self.on)

    def withdraw_axis(self, which: int, other: int) -> None:
        self._instance(which).withdraw_axis(AXES[other % 2].key, on=self.on)

    def grant(self, which: int, other: int) -> None:
        self._instance(which).grant_access(some_id(f"account {other % 3}"), ROLES[other % 4], on=self.on)

    def revoke(self, which: int, other: int) -> None:
        self._instance(which).revoke_access(some_id(f"account {other % 3}"), ROLES[other % 4], on=self.on)

    def grant_pole(self, which: int, other: int) -> None:
        instance, role = self._instance(which), LOOKING[other % 2]
        pole = some_id(f"pole of {instance.id} {other % 2}")
        instance.grant_pole_access(pole, some_id("account 0"), role, on=self.on)

    def revoke_pole(self, which: int, other: int) -> None:
        instance, role = self._instance(which), LOOKING[other % 2]
        pole = some_id(f"pole of {instance.id} {other % 2}")
        instance.revoke_pole_access(pole, some_id("account 0"), role, on=self.on)

    def grant_all(self, which: int, other: int) -> None:
        self.register.grant_access(some_id(f"account {which % 3}"), ROLES[other % 4], on=self.on)

    def revoke_all(self, which: int, other: int) -> None:
        self.register.revoke_access(some_id(f"account {which % 3}"), ROLES[other % 4], on=self.on)

    def register_operator(self, which: int, _: int) -> None:
        name = f"Opérateur {len(self.operators)}"
        operator = Operator(operator_id(NumberScheme.REGISTER, name))
        operator.register(NumberScheme.REGISTER, name, name, KINDS[which % 4], on=self.on)
        self.operators.append(operator)

    def open_site(self, which: int, other: int) -> None:
        site = some_id(f"site {which} {len(self._operator(which).site_bassins)}")
        self._operator(which).open_site(site, commune_named(HOMES[other % 3]), on=self.on)

    def close_site(self, which: int, other: int) -> None:
        sites = [*self._operator(which).site_bassins, some_id("no site")]
        self._operator(which).close_site(sites[other % len(sites)], on=self.on)

    def recognise(self, which: int, other: int) -> None:
        self._operator(which).recognise_competence(AXES[other % 2], on=self.on)

    def withdraw(self, which: int, other: int) -> None:
        self._operator(which).withdraw_competence(AXES[other % 2].key, on=self.on)

    def create(self, which: int, other: int) -> None:
        bassin, axis, name = BASSINS[which % 3], AXES[other % 2], NAMES[other % 2]
        bearers = [pole for pole in self.poles if pole.bassin == bassin and pole.axis == axis]
        if any(pole.dissolved_on is None for pole in bearers):
            return
        pole = Pole(pole_id(bassin, axis, name, len(bearers) + 1))
        freed_on = max((pole.dissolved_on or date.min for pole in bearers), default=date.min)
        pole.create(bassin, self._instance(which).identified(axis, self.on), name, freed_on=freed_on, on=self.on)
        self.poles.append(pole)

    def designate(self, which: int, other: int) -> None:
        person = some_id(f"person {which}") if which % 2 else None
        self._pole(which).designate(self._operator(other).as_candidate(), person, on=self.on)

    def represent(self, which: int, other: int) -> None:
        person = some_id(f"person {other}") if other % 3 else None
        self._pole(which).replace_representative(self._operator(other).id, person, on=self.on)

    def leave(self, which: int, other: int) -> None:
        pole, leaver = self._pole(which), self._operator(other)
        members = self._members(pole, pole.weighing_day(self.on))
        pole.end_membership(leaver.id, "Départ.", members=members, on=self.on)

    def agree(self, which: int, other: int) -> None:
        self._pole(which).agree_modalities(1 + other, None, remote_allowed=bool(other % 2), on=self.on)

    def constitute(self, which: int, other: int) -> None:
        pole = self._pole(which)
        pole.constitute(self._members(pole, self.on), ends=self._ends(other), on=self.on)

    def evaluate(self, which: int, other: int) -> None:
        criteria = (Criterion("Réunions", f"{other} par an."),)
        self._pole(which).evaluate(criteria, "Le pôle fonctionne.", on=self.on)

    def renew(self, which: int, other: int) -> None:
        pole = self._pole(which)
        pole.renew(self._members(pole, self.on), ends=self._ends(other), on=self.on)

    def cite(self, which: int, other: int) -> None:
        self._pole(which).cite_theme(some_id(f"theme {other}"), some_id("themes"), on=self.on)

    def dissolve(self, which: int, _: int) -> None:
        self._pole(which).dissolve("Fin.", on=self.on)

    def _instance(self, which: int) -> InstanceBassin:
        return self.instances[which % 3]

    def _operator(self, which: int) -> Operator:
        return self.operators[which % len(self.operators)]

    def _pole(self, which: int) -> Pole:
        return self.poles[which % len(self.poles)]

    def _members(self, pole: Pole, day: date) -> list[Candidate]:
        members = pole.members_on(day)
        return [operator.as_candidate() for operator in self.operators if operator.id in members]

    def _ends(self, other: int) -> date | None:
        return self.on + timedelta(200 * other) if other % 3 else None

    def _body(self, which: int, other: int) -> UUID:
        return some_id(f"body {which % 3} {other % 2}")


def _beginning() -> Iterator[Step]:
    """Three Instances with both axes, four operators at home in Liège and Namur, a pôle of Liège with members."""
    for which in range(3):
        yield Step("establish", which)
        yield Step("grant", which)
        yield Step("grant_all", which, which + 1)
        yield Step("grant_pole", which)
        for axis in range(2):
            yield Step("identify_axis", which, axis)
    for which in range(4):
        yield Step("register_operator", which)
        yield Step("open_site", which, 0)
        yield Step("open_site", which, 1)
        yield Step("recognise", which, 0)
    yield Step("set_up_body", 0, 0)
    yield Step("fill_seat", 0, 0)
    yield Step("create", 0, 0)
    for which in range(3):
        yield Step("designate", 0, which)
    yield Step("cite", 0)


COMMANDS = tuple(
    command
    for command in vars(World)
    if not command.startswith("_") and command not in {"aggregates", "cite", "do", "establish"}
)
POLE_COMMANDS = ("designate", "leave", "constitute", "evaluate", "renew")
"""Drawn more often: a term is a long story."""


class History(list[Event]):
    """Events in the order of the ledger: position n is at index n − 1. A failing test shows the steps instead."""

    def __init__(self, steps: list[Step]) -> None:
        self.steps = steps
        self.world = World()
        for step in steps:
            self.world.do(step)
        super().__init__(self.world.events)

    def __repr__(self) -> str:
        return f"History({self.steps})"


def histories() -> st.SearchStrategy[History]:
    """Short ones, which shrink well, and long ones, which go through several terms."""
    steps = st.builds(
        Step,
        command=st.sampled_from((*COMMANDS, *POLE_COMMANDS, *POLE_COMMANDS)),
        which=st.integers(0, 5),
        other=st.integers(0, 5),
        forward=st.sampled_from((0, 0, 1, 30, 200)),
        late=st.sampled_from((0, 0, 0, 1, 30, 400)),
    )
    return st.one_of(st.lists(steps, max_size=10), st.lists(steps, min_size=40, max_size=120)).map(History)
