"""Plays the demonstration. Command ids follow from what is done: played twice, it changes nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from uuid import UUID, uuid5

from efe_domain.access import Role
from efe_domain.act import SYSTEM_CLI, Act, acting
from efe_domain.bassins import NAMES, Bassin, communes
from efe_domain.deeds.use_case import Outcome
from efe_domain.ids import operator_id
from efe_domain.law import Rule
from efe_domain.operator_events import NumberScheme
from efe_domain.platform import Platform
from efe_domain.pole_events import Criterion
from efe_infra.demo.operators import OPERATORS, DemoOperator
from efe_infra.demo.poles import (
    POLES,
    Chapter,
    Constituted,
    DemoPole,
    Dissolved,
    Evaluated,
    Joined,
    Left,
    Renewed,
)

ACCORD_IN_FORCE = date(2014, 11, 22)
REGISTER_OPENED = date(2023, 1, 2)
_NAMESPACE = UUID("0b6c2b0e-7c39-5e0c-8a55-0f6f3c1f3d42")

type AccountFor = Callable[[str], UUID]


def coordinator_of(bassin: Bassin) -> str:
    """The subject of the demonstration's coordinator of an Instance."""
    return f"coordination-{bassin}"


ADMINISTRATOR = "administration"
AUDITOR = "audit-liege"


class Demonstration:
    """`account_for` gives the account of a subject of the local issuer; `today` is the day of recording."""

    def __init__(self, platform: Platform, account_for: AccountFor, today: date) -> None:
        self._platform = platform
        self._account_for = account_for
        self._today = today

    def steps(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """What is played, in order, each step with its French title."""
        for bassin in Bassin:
            yield f"Instance bassin de {NAMES[bassin]}", partial(self._instance, bassin)
        yield "Accès", self._access
        for operator in OPERATORS:
            yield operator.name, partial(self._operator, operator)
        for pole in POLES:
            yield pole.axis.label, partial(self._pole, pole)

    def _instance(self, bassin: Bassin) -> None:
        account = self._account_for(coordinator_of(bassin))
        with self._deed(SYSTEM_CLI, "establish", bassin):
            self._platform.establish_instance(bassin, on=ACCORD_IN_FORCE)
        with self._deed(SYSTEM_CLI, "coordinator", bassin, illustrative=True):
            self._platform.grant_access(bassin, account, Role.COORDINATOR, on=REGISTER_OPENED)
        for name in ("Plénière", "Chambre Enseignement", "Chambre Emploi-Formation"):
            with self._deed(str(account), "body", bassin, name, illustrative=True) as command:
                self._platform.set_up_body(bassin, uuid5(command, "body"), name, Rule.M6, on=REGISTER_OPENED)

    def _access(self) -> None:
        with self._deed(SYSTEM_CLI, "administrator", illustrative=True):
            self._platform.grant_platform_access(
                self._account_for(ADMINISTRATOR), Role.ADMINISTRATOR, on=REGISTER_OPENED
            )
        with self._deed(SYSTEM_CLI, "auditor", illustrative=True):
            self._platform.grant_access(Bassin.LIEGE, self._account_for(AUDITOR), Role.AUDITOR, on=REGISTER_OPENED)

    def _operator(self, operator: DemoOperator) -> None:
        by_name = {commune.name: commune for commune in communes().values()}
        homes = [by_name[name] for name in operator.communes]
        bassin = homes[0].bassin
        actor = str(self._account_for(coordinator_of(bassin)))
        with self._deed(actor, "register", operator.name, illustrative=operator.illustrative):
            self._platform.register_operator(
                bassin, NumberScheme.REGISTER, operator.name, operator.name, operator.kind, on=REGISTER_OPENED
            )
        for home in homes:
            with self._deed(actor, "site", operator.name, home.nis, illustrative=operator.illustrative) as command:
                self._platform.open_site(
                    bassin, _operator_id(operator.name), uuid5(command, "site"), home.nis, on=REGISTER_OPENED
                )

    def _pole(self, pole: DemoPole) -> None:
        actor = str(self._account_for(coordinator_of(pole.bassin)))
        joining = [chapter.operator for chapter in pole.life if isinstance(chapter, Joined)]
        with self._deed(actor, "axis", pole.bassin, pole.axis.key, illustrative=not pole.documented):
            self._platform.identify_axis(pole.bassin, pole.axis, on=REGISTER_OPENED)
        for name in (*pole.members, *joining):
            with self._deed(actor, "competence", name, pole.axis.key, illustrative=True):
                self._platform.recognise_competence(pole.bassin, _operator_id(name), pole.axis, on=REGISTER_OPENED)
        with self._deed(actor, "pole", pole.bassin, pole.axis.key, illustrative=not pole.documented):
            created = self._platform.create_pole(pole.bassin, pole.axis, pole.axis.label, on=pole.created)
        for name in pole.members:
            self._play(actor, created.entity, Joined(pole.created, name))
        with self._deed(actor, "modalities", str(created.entity), illustrative=True):
            self._platform.agree_modalities(
                created.entity, 3, quorum_percent=50, remote_allowed=True, on=pole.created
            )
        for chapter in pole.life:
            self._play(actor, created.entity, chapter)

    def _play(self, actor: str, pole: UUID, chapter: Chapter) -> Outcome:
        with self._deed(actor, str(pole), repr(chapter), illustrative=True):
            match chapter:
                case Joined(on=on, operator=operator):
                    return self._platform.designate_member(pole, _operator_id(operator), on=on)
                case Left(on=on, operator=operator, reason=reason):
                    return self._platform.end_membership(pole, _operator_id(operator), reason, on=on)
                case Constituted(on=on, ends=ends):
                    return self._platform.constitute_pole(pole, ends=ends, on=on)
                case Evaluated(on=on, conclusion=conclusion):
                    criteria = (Criterion("Régularité des réunions", "Une réunion par trimestre."),)
                    return self._platform.evaluate_pole(pole, criteria, conclusion, on=on)
                case Renewed(on=on):
                    return self._platform.renew_pole(pole, on=on)
                case Dissolved(on=on, reason=reason):
                    return self._platform.dissolve_pole(pole, reason, on=on)

    @contextmanager
    def _deed(self, actor: str, *what: str, illustrative: bool = False) -> Iterator[UUID]:
        command = uuid5(_NAMESPACE, "/".join(what))
        with acting(Act(actor=actor, today=self._today, command_id=command, illustrative=illustrative)):
            yield command


def _operator_id(name: str) -> UUID:
    return operator_id(NumberScheme.REGISTER, name)
