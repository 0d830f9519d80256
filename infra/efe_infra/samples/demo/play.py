"""Demonstration: its lives, played day by day on an empty ledger."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final, cast
from uuid import uuid5

from efe_domain.access.grants import Role
from efe_domain.law.rules import Rule
from efe_domain.shared.bassins import Bassin, communes
from efe_domain.shared.command_context import SYSTEM_CLI
from efe_domain.shared.ids import NumberScheme
from efe_domain.shared.ledger import CommandLookup
from efe_infra.composition import Installation
from efe_infra.samples.demo.analysis_play import AnalysisPlay
from efe_infra.samples.demo.calls import CALLS, call_life
from efe_infra.samples.demo.clock import WRITTEN_FOR, Clock, Life, shift_to, shifted
from efe_infra.samples.demo.ids import id_of, operator_named
from efe_infra.samples.demo.logo import LOGO
from efe_infra.samples.demo.operators import OPERATORS, DemoOperator
from efe_infra.samples.demo.people import ADMINISTRATOR, AUDITOR, READER, coordinator_of
from efe_infra.samples.demo.pole_play import REGISTER_OPENED, correction, pole_life
from efe_infra.samples.demo.poles import CARRIERS, POLES, DemoPole
from efe_infra.samples.demo.project_play import ProjectPlay, zone_life
from efe_infra.samples.demo.projects import PROJECTS
from efe_infra.samples.demo.recording import dated_platform
from efe_infra.samples.demo.stage import Stage

ACCORD_IN_FORCE = date(2014, 11, 22)
BODIES = ("Plénière", "Chambre Enseignement", "Chambre Emploi-Formation")


ADDRESS: Final = "Rue de l'Exemple 1\n4000 Liège\n(exemple illustratif)"
OFFICE: Final = "La présidence de l'Instance"

FIRST_COMMAND: Final = ("establish", Bassin.LIEGE)
_DATE_DEPOSIT: Final = """
    update vault.deposit set deposited_at = %(at)s where sha256 = %(sha256)s and bassin = %(bassin)s
"""


class Demonstration:
    """Demonstration of almost four years of the register, up to some days before `today`."""

    def __init__(self, installation: Installation, today: date) -> None:
        self._installation = installation
        self._shift = shift_to(today)

    @property
    def is_played(self) -> bool:
        """Tells whether the ledger has a demonstration, perhaps of an earlier release."""
        recorder = cast("CommandLookup", self._installation.platform.recorder)
        return recorder.actor_of(id_of(*FIRST_COMMAND)) is not None

    def play(self, progress: Callable[[int, int], object] = lambda *_: None) -> None:
        """Records the demonstration at its instants, whole or not at all, unless it is there. Reports days.

        Raises `LedgerNotEmpty`.
        """
        if self.is_played:
            return
        clock, begins, ends = Clock(), shifted(REGISTER_OPENED, self._shift), shifted(WRITTEN_FOR, self._shift)
        with dated_platform(self._installation.database, clock) as (platform, connection):
            stage = Stage(self._installation, platform, clock, self._shift)
            for life in _Cast(stage).lives():
                clock.begin(life)
            clock.run(lambda day: progress((day - begins).days, (ends - begins).days))
            for (sha256, bassin), at in stage.deposits.items():
                connection.execute(_DATE_DEPOSIT, {"sha256": bytes.fromhex(sha256), "bassin": bassin, "at": at})


class _Cast:
    """Lives of the demonstration."""

    def __init__(self, stage: Stage) -> None:
        self._stage, self._platform = stage, stage.platform

    def lives(self) -> Iterator[Life]:
        stage = self._stage
        yield self._opening()
        yield correction(stage)
        for pole in stage.dated((*POLES, *CARRIERS)):
            yield pole_life(stage, pole)
        yield self._reader(stage.dated(POLES[0]))
        yield zone_life(stage)
        for call in stage.dated(CALLS):
            yield call_life(stage, call)
        for project in stage.dated(PROJECTS):
            yield from ProjectPlay(stage, project).lives()
        yield from AnalysisPlay(stage).lives()

    def _opening(self) -> Life:
        """Opens the register: persons, Instances, accesses and operators."""
        self._stage.meet_people()
        yield self._stage.dated(REGISTER_OPENED)
        for bassin in Bassin:
            self._instance(bassin)
        self._access()
        for operator in OPERATORS:
            self._operator(operator)

    def _instance(self, bassin: Bassin) -> None:
        stage, account = self._stage, self._stage.account(coordinator_of(bassin))
        with stage.command(SYSTEM_CLI, "establish", bassin, illustrative=False):
            self._platform.establish_instance(bassin, on=ACCORD_IN_FORCE)
        with stage.command(SYSTEM_CLI, "coordinator", bassin):
            self._platform.grant_access(bassin, account, Role.COORDINATOR)
        for name in BODIES:
            with stage.command(str(account), "body", bassin, name) as command:
                self._platform.set_up_body(bassin, uuid5(command, "body"), name, Rule.M6)
        if bassin is Bassin.LIEGE:
            logo = stage.keep_picture(LOGO, bassin, "logo.png")
            with stage.command(str(account), "letterhead", bassin):
                self._platform.set_letterhead(bassin, ADDRESS, OFFICE, logo=logo)

    def _access(self) -> None:
        stage = self._stage
        with stage.command(SYSTEM_CLI, "administrator"):
            self._platform.grant_platform_access(stage.account(ADMINISTRATOR), Role.ADMINISTRATOR)
        with stage.command(SYSTEM_CLI, "auditor"):
            self._platform.grant_access(Bassin.LIEGE, stage.account(AUDITOR), Role.AUDITOR)

    def _reader(self, pole: DemoPole) -> Life:
        """Grants an account access to one pôle alone."""
        stage = self._stage
        yield pole.created
        with stage.command(stage.coordinator(pole.bassin), "reader", str(pole.id)):
            self._platform.grant_pole_access(pole.id, stage.account(READER), Role.READER)

    def _operator(self, operator: DemoOperator) -> None:
        by_name = {commune.name: commune for commune in communes().values()}
        homes = [by_name[name] for name in operator.communes]
        bassin, stage = homes[0].bassin, self._stage
        actor = stage.coordinator(bassin)
        with stage.command(actor, "register", operator.name, illustrative=operator.illustrative):
            self._platform.register_operator(
                bassin, NumberScheme.REGISTER, operator.name, operator.name, operator.kind
            )
        for home in homes:
            keeper = stage.coordinator(home.bassin)
            with stage.command(
                keeper, "site", operator.name, home.nis, illustrative=operator.illustrative
            ) as command:
                self._platform.open_site(home.bassin, operator_named(operator.name), uuid5(command, "site"), home.nis)
