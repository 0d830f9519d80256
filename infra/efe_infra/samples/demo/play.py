"""Steps of the demonstration, in order. Command ids derive from the commands: a second run changes nothing."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from uuid import uuid5

from efe_domain.access.grants import Role
from efe_domain.law.rules import Rule
from efe_domain.shared.bassins import NAMES, Bassin, communes
from efe_domain.shared.command_context import SYSTEM_CLI
from efe_domain.shared.ids import NumberScheme
from efe_infra.composition import Installation
from efe_infra.samples.demo.analysis_play import AnalysisPlay
from efe_infra.samples.demo.calls import play_calls
from efe_infra.samples.demo.ids import operator_named
from efe_infra.samples.demo.operators import OPERATORS, DemoOperator
from efe_infra.samples.demo.people import ADMINISTRATOR, AUDITOR, READER, coordinator_of
from efe_infra.samples.demo.pole_play import REGISTER_OPENED, play_correction, play_pole
from efe_infra.samples.demo.poles import CARRIERS, POLES
from efe_infra.samples.demo.project_play import ProjectPlay, play_zone
from efe_infra.samples.demo.projects import PROJECTS
from efe_infra.samples.demo.stage import Stage

ACCORD_IN_FORCE = date(2014, 11, 22)
BODIES = ("Plénière", "Chambre Enseignement", "Chambre Emploi-Formation")


class Demonstration:
    """Steps of the demonstration; `today` is the day of recording."""

    def __init__(self, installation: Installation, today: date) -> None:
        self._stage = Stage(installation, today)
        self._platform = installation.platform

    def steps(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """Yields the steps in order, each with its French title."""
        stage = self._stage
        yield "Personnes", stage.meet_people
        for bassin in Bassin:
            yield f"Instance bassin de {NAMES[bassin]}", partial(self._instance, bassin)
        yield "Accès", self._access
        for operator in OPERATORS:
            yield operator.name, partial(self._operator, operator)
        for pole in (*POLES, *CARRIERS):
            yield f"{pole.axis.label} ({NAMES[pole.bassin]})", partial(play_pole, stage, pole)
        yield "Rectification d'une désignation", partial(play_correction, stage)
        yield "Lecture d'un pôle", self._reader
        analyses = AnalysisPlay(stage)
        yield "Analyses et thématiques communes", analyses.play_analyses
        yield "Zone interbassin", partial(play_zone, stage)
        yield "Appels à financement", partial(play_calls, stage)
        for project in PROJECTS:
            yield project.title, ProjectPlay(stage, project).play
        yield "Avis d'opportunité", analyses.give_opinion

    def _instance(self, bassin: Bassin) -> None:
        stage, account = self._stage, self._stage.account(coordinator_of(bassin))
        with stage.command(SYSTEM_CLI, "establish", bassin, illustrative=False):
            self._platform.establish_instance(bassin, on=ACCORD_IN_FORCE)
        with stage.command(SYSTEM_CLI, "coordinator", bassin):
            self._platform.grant_access(bassin, account, Role.COORDINATOR, on=REGISTER_OPENED)
        for name in BODIES:
            with stage.command(str(account), "body", bassin, name) as command:
                self._platform.set_up_body(bassin, uuid5(command, "body"), name, Rule.M6, on=REGISTER_OPENED)

    def _access(self) -> None:
        stage = self._stage
        with stage.command(SYSTEM_CLI, "administrator"):
            self._platform.grant_platform_access(stage.account(ADMINISTRATOR), Role.ADMINISTRATOR, on=REGISTER_OPENED)
        with stage.command(SYSTEM_CLI, "auditor"):
            self._platform.grant_access(Bassin.LIEGE, stage.account(AUDITOR), Role.AUDITOR, on=REGISTER_OPENED)

    def _reader(self) -> None:
        """Grants an account access to the first pôle alone."""
        stage, pole = self._stage, POLES[0]
        with stage.command(stage.coordinator(pole.bassin), "reader", str(pole.id)):
            self._platform.grant_pole_access(pole.id, stage.account(READER), Role.READER, on=pole.created)

    def _operator(self, operator: DemoOperator) -> None:
        by_name = {commune.name: commune for commune in communes().values()}
        homes = [by_name[name] for name in operator.communes]
        bassin, stage = homes[0].bassin, self._stage
        actor = stage.coordinator(bassin)
        with stage.command(actor, "register", operator.name, illustrative=operator.illustrative):
            self._platform.register_operator(
                bassin, NumberScheme.REGISTER, operator.name, operator.name, operator.kind, on=REGISTER_OPENED
            )
        for home in homes:
            keeper = stage.coordinator(home.bassin)
            with stage.command(
                keeper, "site", operator.name, home.nis, illustrative=operator.illustrative
            ) as command:
                self._platform.open_site(
                    home.bassin, operator_named(operator.name), uuid5(command, "site"), home.nis, on=REGISTER_OPENED
                )
