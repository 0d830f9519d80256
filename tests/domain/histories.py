"""Histories made by deciding: commands drawn at random on a small world, refusals left aside.

`histories()` gives the events in the order of the ledger, envelope stamped: three bassins, operators of the three
colleges, pôles that live through terms, axes and competences withdrawn and recognised again, access granted, revoked
and granted again.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from inspect import getsource, isfunction, signature
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
from efe_domain.pole.modalities import Modalities
from efe_domain.pole.pole import Pole
from efe_domain.pole.taking_over import Opening, take_over
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import CommandContext
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import Refusal
from efe_domain.shared.event import Event
from efe_domain.shared.ids import REGISTER, NumberScheme, instance_id, operator_id, pole_id
from tests.domain.given import HEATING, REGISTER_OPENED, WOOD, agree, commune_named, some_id, speaker_of

BASSINS = (Bassin.LIEGE, Bassin.NAMUR, Bassin.HUY_WAREMME)
HOMES = ("Liège", "Namur", "Huy")
AXES = (HEATING, WOOD)
NAMES = ("Chauffage", "Bois")
KINDS = (OperatorKind.INTERCOMMUNALE, OperatorKind.FORMATION, OperatorKind.ENSEIGNEMENT_SECONDAIRE, OperatorKind.CEFA)
ROLES = tuple(Role)
SOURCE = Document(sha256="a" * 64, size=1, media_type="application/pdf")
LOOKING = (Role.AUDITOR, Role.READER)
PLAYED = ("instance.", "operator.", "pole.", "register.")
"""The kinds of aggregate of this world; the others have histories of their own."""


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
        self.reserved: list[Pole | Operator] = []
        self._numbers = count()
        for step in _beginning():
            self.do(step)

    @property
    def aggregates(self) -> list[Aggregate[Any]]:
        return [self.register, *self.instances, *self.operators, *self.poles, *self.reserved]

    def do(self, step: Step) -> None:
        """Decide, and keep what was recorded; a refusal leaves nothing."""
        self.today += timedelta(step.forward)
        self.on = self.today - timedelta(step.late)
        with suppress(Refusal):
            getattr(self, step.command)(step.which, step.other)
        command = some_id(f"command {next(self._numbers)}")
        context = CommandContext(actor=_actor(step.other), today=self.today, command_id=command)
        for aggregate in self.aggregates:
            self.events += (replace(event, metadata=context.metadata) for event in aggregate.collect_events())

    def establish(self, which: int, _: int) -> None:
        self._instance(which).establish(BASSINS[which % 3], on=self.on)

    def adopt_rules(self, which: int, other: int) -> None:
        rules = (BodyRules(body=self._body(which, other), quorum_percent=10 + other),)
        self._instance(which).adopt_rules_of_order(rules, on=self.on)

    def set_letterhead(self, which: int, other: int) -> None:
        self._instance(which).set_letterhead(None, f"Rue {other % 3}", "La présidence", on=self.on)

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

    def match(self, which: int, other: int) -> None:
        keys = AXES[other % 2].key, AXES[which % 2].key
        self._instance(which).match_axes(keys[0], BASSINS[other % 3], keys[1], "Plénière.", on=self.on)

    def unmatch(self, which: int, other: int) -> None:
        keys = AXES[other % 2].key, AXES[which % 2].key
        self._instance(which).unmatch_axes(keys[0], BASSINS[other % 3], keys[1], on=self.on)

    def grant(self, which: int, other: int) -> None:
        self._instance(which).grant_access(
            some_id(f"account {other % 3}"), ROLES[other % 4], by=_actor(other), on=self.on
        )

    def revoke(self, which: int, other: int) -> None:
        self._instance(which).revoke_access(some_id(f"account {other % 3}"), ROLES[other % 4], on=self.on)

    def grant_pole(self, which: int, other: int) -> None:
        instance, role = self._instance(which), LOOKING[other % 2]
        pole = some_id(f"pole of {instance.id} {other % 2}")
        instance.grant_pole_access(pole, some_id("account 0"), role, by=_actor(other), on=self.on)

    def revoke_pole(self, which: int, other: int) -> None:
        instance, role = self._instance(which), LOOKING[other % 2]
        pole = some_id(f"pole of {instance.id} {other % 2}")
        instance.revoke_pole_access(pole, some_id("account 0"), role, on=self.on)

    def grant_all(self, which: int, other: int) -> None:
        self.register.grant_access(some_id(f"account {which % 3}"), ROLES[other % 4], by=_actor(other), on=self.on)

    def revoke_all(self, which: int, other: int) -> None:
        self.register.revoke_access(some_id(f"account {which % 3}"), ROLES[other % 4], on=self.on)

    def register_operator(self, which: int, _: int) -> None:
        name = f"Opérateur {len(self.operators)}"
        operator = Operator(operator_id(NumberScheme.REGISTER, name))
        operator.register(NumberScheme.REGISTER, name, name, KINDS[which % 4], on=self.on)
        self.operators.append(operator)

    def rename_operator(self, which: int, other: int) -> None:
        self._operator(which).rename(f"Opérateur {which} {other}", bassin=BASSINS[other % 3], on=self.on)

    def change_kind(self, which: int, other: int) -> None:
        self._operator(which).change_kind(KINDS[other % 4], bassin=BASSINS[other % 3], on=self.on)

    def renumber(self, which: int, other: int) -> None:
        operator = self._operator(which)
        number, bassin = f"{which % len(self.operators)}{other}7", BASSINS[other % 3]
        operator.renumber(NumberScheme.FASE, number, bassin=bassin, reason="Fusion.", on=self.on)
        reserved = Operator(operator_id(*operator.number))
        if reserved.id not in {each.id for each in self.reserved}:
            reserved.reserve_for(operator.id, on=self.on)
            self.reserved.append(reserved)

    def open_site(self, which: int, other: int) -> None:
        operator = self._operator(which)
        site = some_id(f"site {operator.id} {len(operator.site_bassins)}")
        operator.open_site(BASSINS[other % 3], site, commune_named(HOMES[other % 3]), on=self.on)

    def close_site(self, which: int, other: int) -> None:
        sites = [*self._operator(which).site_bassins, some_id("no site")]
        self._operator(which).close_site(BASSINS[other % 3], sites[other % len(sites)], on=self.on)

    def recognise(self, which: int, other: int) -> None:
        self._operator(which).recognise_competence(BASSINS[other // 2 % 3], AXES[other % 2], on=self.on)

    def withdraw(self, which: int, other: int) -> None:
        self._operator(which).withdraw_competence(BASSINS[other // 2 % 3], AXES[other % 2].key, on=self.on)

    def ressort(self, which: int, other: int) -> None:
        self._operator(which).record_ressort(BASSINS[other % 3], "Statuts.", on=self.on)

    def end_ressort(self, which: int, other: int) -> None:
        self._operator(which).end_ressort(BASSINS[other % 3], on=self.on)

    def create(self, which: int, other: int) -> None:
        bassin, axis, name = BASSINS[which % 3], AXES[other % 2], NAMES[other % 2]
        bearers = [pole for pole in self.poles if pole.bassin == bassin and pole.axis == axis]
        if any(pole.dissolved_on is None for pole in bearers):
            return
        pole = Pole(self._unused(bassin, axis, name))
        freed_on = max((pole.dissolved_on or date.min for pole in bearers), default=date.min)
        pole.create(bassin, self._instance(which).identified(axis, self.on), name, freed_on=freed_on, on=self.on)
        self.poles.append(pole)

    def _unused(self, bassin: Bassin, axis: Axis, name: str) -> UUID:
        """The next id of such a pôle; one whose axis was rectified keeps the id that it was created with."""
        used = {each.id for each in self.poles}
        return next(found for nth in count(1) if (found := pole_id(bassin, axis, name, nth)) not in used)

    def take_over(self, which: int, other: int) -> None:
        bassin, axis, name = BASSINS[which % 3], AXES[other % 2], f"Ancien {NAMES[other % 2]}"
        pole = Pole(pole_id(bassin, axis, name, 1))
        if any(each.id == pole.id for each in self.poles):
            return
        identified, starts = self._instance(which).identified(axis, self.on), self.on - timedelta(100 * which)
        opening = Opening(bassin, identified, name, starts, self._ends(other), SOURCE)
        local = [each.as_candidate() for each in self.operators if each.as_candidate().is_located_in(bassin, self.on)]
        members = [
            (each, speaker_of(each.operator)) for each in local if each.is_competent_for(axis.key, bassin, self.on)
        ]
        take_over(pole, opening, members, freed_on=date.min, on=self.on)
        self.poles.append(pole)

    def rename(self, which: int, other: int) -> None:
        pole = self._pole(which)
        pole.rename(f"{NAMES[which % 2]} {which} {other}", on=self.on)
        reserved = Pole(pole_id(pole.bassin, pole.axis, pole.name, 1))
        if reserved.id not in {each.id for each in self.reserved}:
            reserved.reserve_for(pole, on=self.on)
            self.reserved.append(reserved)

    def designate(self, which: int, other: int) -> None:
        person = some_id(f"person {which}") if which % 3 < 2 else None
        self._pole(which).designate(self._operator(other).as_candidate(), person, on=self.on)

    def represent(self, which: int, other: int) -> None:
        person = some_id(f"person {other}") if other % 3 else None
        self._pole(which).replace_representative(self._operator(other).id, person, on=self.on)

    def substitute(self, which: int, other: int) -> None:
        person = some_id(f"substitute {which}") if which % 4 < 3 else None
        self._pole(which).name_substitute(self._operator(other).id, person, on=self.on)

    def leave(self, which: int, other: int) -> None:
        pole, leaver = self._pole(which), self._operator(other)
        members = self._members(pole, pole.weighing_day(self.on))
        pole.end_membership(leaver.id, "Départ.", members=members, on=self.on)

    def agree(self, which: int, other: int) -> None:
        agree(self._pole(which), 1 + other, None, remote_allowed=bool(other % 2), on=self.on)

    def propose_modalities(self, which: int, other: int) -> None:
        modalities = Modalities(meeting_every_months=1 + other, agreement_per_college=bool(other % 2))
        self._pole(which).propose_modalities(modalities, on=self.on)

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
        yield Step("revoke_all", which, which + 1)
        yield Step("grant_all", which, which + 1)
        yield Step("grant_pole", which)
        for axis in range(2):
            yield Step("identify_axis", which, axis)
    for which in range(4):
        yield Step("register_operator", which)
        yield Step("open_site", which, 0)
        yield Step("open_site", which, 1)
        yield Step("recognise", which, 0)
    yield Step("match", 0, 1)
    yield Step("unmatch", 0, 1)
    yield Step("ressort", 0, 2)
    yield Step("end_ressort", 0, 2)
    yield Step("set_up_body", 0, 0)
    yield Step("fill_seat", 0, 0)
    yield Step("create", 0, 0)
    for which in range(3):
        yield Step("designate", 0, which)
    yield Step("substitute", 0, 0)
    yield Step("cite", 0)
    yield Step("take_over", 0, 0)


def _methods_with_texts(kind: type[Aggregate[Any]]) -> Iterator[str]:
    """Yields the methods with one text that no command of `World` calls: a new one is played without a line here."""
    source = getsource(World)
    for name, method in vars(kind).items():
        if not name.startswith("_") and isfunction(method) and f".{name}(" not in source:
            _, *parameters = signature(method).parameters.values()
            if [each.annotation for each in parameters] == [str, date]:
                yield name


def _play_text(name: str, entity: Callable[[World, int], Aggregate[Any]]) -> Callable[[World, int, int], None]:
    def command(world: World, which: int, other: int) -> None:
        getattr(entity(world, which), name)(f"Texte {other}", on=world.on)

    return command


for _kind, _entity in ((Pole, World._pole), (Operator, World._operator), (InstanceBassin, World._instance)):
    for _name in _methods_with_texts(_kind):
        setattr(World, _name, _play_text(_name, _entity))
COMMANDS = tuple(
    command
    for command in vars(World)
    if not command.startswith("_") and command not in {"aggregates", "cite", "do", "establish"}
)
POLE_COMMANDS = ("designate", "represent", "leave", "constitute", "evaluate", "renew")
"""Drawn more often: a term is a long story."""


def _actor(other: int) -> str:
    """The account that does a step."""
    return str(some_id(f"account {other % 3}"))


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


STEPS = st.builds(
    Step,
    command=st.sampled_from((*COMMANDS, *POLE_COMMANDS, *POLE_COMMANDS)),
    which=st.integers(0, 5),
    other=st.integers(0, 5),
    forward=st.sampled_from((0, 0, 1, 30, 200)),
    late=st.sampled_from((0, 0, 0, 1, 30, 400)),
)


def histories() -> st.SearchStrategy[History]:
    """Short ones, which shrink well, and long ones, which go through several terms."""
    return st.one_of(st.lists(STEPS, max_size=10), st.lists(STEPS, min_size=40, max_size=120)).map(History)
