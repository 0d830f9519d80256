"""What befalls a pôle, an operator, an Instance: deed after deed, decided by the aggregates themselves."""

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import count, product
from random import Random
from typing import Any
from uuid import UUID

from efe_domain.access import Role
from efe_domain.aggregate import Aggregate
from efe_domain.axis import Axis, AxisKind, axis
from efe_domain.bassins import Bassin, communes
from efe_domain.composition import Candidate
from efe_domain.ids import instance_id, operator_id, pole_id
from efe_domain.instance import InstanceBassin
from efe_domain.law import Rule
from efe_domain.operator import Operator
from efe_domain.operator_events import College, NumberScheme, OperatorKind
from efe_domain.pole import Pole
from tests.domain.given import some_id

OPENED = date(2015, 1, 1)
AXES = tuple(axis(AxisKind.METIER, label) for label in ("Chauffagiste", "Menuisier", "Soudeur", "Infographiste"))
KINDS = (OperatorKind.ENTREPRISE, OperatorKind.FORMATION, OperatorKind.ENSEIGNEMENT_SECONDAIRE)
CALLED = 12
"""Operators of a bassin and a college that are called upon for an axis: the last ones registered."""
SEATS = 3
"""Members of each college in a new pôle."""
TURNOVER = 3
"""In each term so many members are represented by somebody else, and so many leave and are followed by others."""
RENEWALS = 2

type Deeds = Iterator[Aggregate[Any]]
"""The aggregate after each deed."""


def coordinator(bassin: Bassin) -> UUID:
    """The account of the Instance's coordinator."""
    return some_id(f"coordinator of {bassin}")


class Lives:
    """Chance decides, the same for the same `draw`."""

    def __init__(self, draw: Random) -> None:
        self._draw = draw
        self._numbers = count(1)
        self._instances = {bassin: InstanceBassin(instance_id(bassin)) for bassin in Bassin}
        self._called = {place: deque[Candidate](maxlen=CALLED) for place in product(Bassin, AXES, College)}

    def an_id(self) -> UUID:
        return UUID(int=self._draw.getrandbits(128), version=4)

    def a_bassin(self) -> Bassin:
        return self._draw.choice(tuple(Bassin))

    def beginning(self) -> Deeds:
        """The ten Instances with their coordinators and axes, and enough operators for a pôle around any axis."""
        for bassin, instance in self._instances.items():
            instance.establish(bassin, on=OPENED)
            instance.grant_access(coordinator(bassin), Role.COORDINATOR, on=OPENED)
            for each in AXES:
                instance.identify_axis(each, on=OPENED)
            yield instance
        for bassin, kind, axes in product(Bassin, KINDS, SEATS * (AXES[:2], AXES[2:])):
            yield from self._operator(bassin, kind, axes)

    def instance(self) -> Deeds:
        """A working group and a reader come and go."""
        instance, body, account = self._instances[self.a_bassin()], self.an_id(), self.an_id()
        on = self._day(OPENED, 500)
        instance.set_up_body(body, f"Groupe de travail {next(self._numbers)}", Rule.M6, on=on)
        yield instance
        instance.grant_access(account, Role.READER, on=on)
        yield instance
        instance.revoke_access(account, Role.READER, on=self._day(on, 200))
        yield instance
        instance.dissolve_body(body, on=self._day(on, 200))
        yield instance

    def operator(self) -> Deeds:
        return self._operator(self.a_bassin(), self._draw.choice(KINDS), self._draw.sample(AXES, 2))

    def pole(self) -> Deeds:
        """Composed, constituted, renewed after each evaluation, dissolved."""
        bassin, of, name = self.a_bassin(), self._draw.choice(AXES), f"Pôle {next(self._numbers)}"
        pole, on = Pole(pole_id(bassin, of, name, 1)), self._day(OPENED, 500)
        pole.create(bassin, of, name, on=on)
        yield pole
        members = [
            each for college in College for each in self._draw.sample(self._called[bassin, of, college], SEATS)
        ]
        for member in members:
            pole.designate(member, self.an_id(), on=on)
            yield pole
        pole.agree_modalities(3, 50, remote_allowed=True, on=on)
        yield pole
        pole.constitute(members, ends=None, on=on)
        yield pole
        for _ in range(RENEWALS):
            yield from self._term(pole, members)
            on = pole.terms.last.ends
            pole.evaluate((), "Le pôle se réunit et ses projets avancent.", on=on)
            yield pole
            pole.renew(members, ends=None, on=on)
            yield pole
        yield from self._term(pole, members)
        pole.dissolve("Le métier a changé.", on=pole.terms.last.ends)
        yield pole

    def _term(self, pole: Pole, members: list[Candidate]) -> Deeds:
        for month in range(0, 12 * TURNOVER, 12):
            on = self._day(pole.terms.last.starts + timedelta(30 * month), 90)
            pole.replace_representative(self._draw.choice(members).operator, self.an_id(), on=on)
            yield pole
            leaver = self._draw.choice(members)
            called = self._called[pole.bassin, pole.axis, leaver.college]
            if strangers := [each for each in called if each.operator not in pole.memberships]:
                pole.end_membership(leaver.operator, "Changement d'activité.", members=members, on=on)
                yield pole
                newcomer = self._draw.choice(strangers)
                pole.designate(newcomer, self.an_id(), on=on)
                yield pole
                members[members.index(leaver)] = newcomer

    def _operator(self, bassin: Bassin, kind: OperatorKind, axes: Sequence[Axis]) -> Deeds:
        """Located, recognised and called upon; a second site opens and closes."""
        name = f"Opérateur {next(self._numbers)}"
        operator = Operator(operator_id(NumberScheme.REGISTER, name))
        operator.register(NumberScheme.REGISTER, name, name, kind, on=OPENED)
        yield operator
        self._open_site(operator, self.an_id(), bassin)
        yield operator
        for competence in axes:
            operator.recognise_competence(competence, on=OPENED)
            yield operator
        for competence in axes:
            self._called[bassin, competence, kind.college].append(operator.as_candidate())
        second = self.an_id()
        self._open_site(operator, second, self.a_bassin())
        yield operator
        operator.close_site(second, on=self._day(OPENED, 500))
        yield operator

    def _open_site(self, operator: Operator, site: UUID, bassin: Bassin) -> None:
        homes = [commune for commune in communes().values() if commune.bassin is bassin]
        operator.open_site(site, self._draw.choice(homes), on=OPENED)

    def _day(self, after: date, within: int) -> date:
        return after + timedelta(self._draw.randrange(within))
