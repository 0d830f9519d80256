"""The platform on a real ledger, and a stage on which every command may be done once."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from copy import copy
from datetime import date
from typing import Any
from uuid import UUID

from efe_domain.access.grants import Role
from efe_domain.commands.handler import CommandResult
from efe_domain.instance.events import Mandate
from efe_domain.law.rules import Rule
from efe_domain.meeting.events import Attendee, Venue
from efe_domain.operator.events import OperatorKind
from efe_domain.platform import Platform
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.codec import decode
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_domain.shared.event import Event
from efe_domain.shared.ids import NumberScheme, operator_id
from tests.domain.given import HEATING, TODAY, WOOD, YESTERDAY, commune_named, some_id, speaker_of
from tests.infra.commands.correction_stage import CorrectionStage
from tests.infra.commands.decision_stage import DecisionStage
from tests.infra.commands.opinion_stage import OpinionStage
from tests.infra.commands.project_stage import ProjectStage
from tests.infra.commands.withdrawal_stage import WithdrawalStage

COORDINATOR = some_id("coordinator of Liège")
COORDINATOR_OF_NAMUR = some_id("coordinator of Namur")
ADMINISTRATOR = some_id("administrator")
AUDITOR = some_id("auditor of Liège")
READER = some_id("reader of all")
READER_OF_A_POLE = some_id("reader of one pôle")
NOBODY = some_id("nobody")

SEAT, HALL = some_id("seat"), Venue(remote=False, place="Salle des fêtes")
PLENARY, SITE, PERSON = some_id("plenary"), some_id("site"), some_id("person")
COMPANY, TRAINING, SCHOOL, SPARE = (operator_id(NumberScheme.FASE, number) for number in ("1", "2", "3", "4"))
AGENCY, UNION = (operator_id(NumberScheme.REGISTER, name) for name in ("agence", "syndicat"))
KINDS = (OperatorKind.ENTREPRISE, OperatorKind.FORMATION, OperatorKind.CEFA, OperatorKind.PROMOTION_SOCIALE)

MANDATE = Mandate(category="Forem", voting=True, person=PERSON)

type Attempt = Callable[[], CommandResult]


def by(actor: UUID | str, today: date = TODAY, **known: Any) -> AbstractContextManager[CommandContext]:
    return in_context(CommandContext(actor=str(actor), today=today, **known))


def events_of(platform: Platform, after: int = 0) -> list[Event]:
    """All events after a position, in the order of the ledger."""
    notifications = platform.recorder.select_notifications(after + 1, 10_000)
    return [decode(notification.topic, notification.state) for notification in notifications]


def last_position(platform: Platform) -> int:
    return platform.recorder.max_notification_id() or 0


def an_open_house(platform: Platform) -> None:
    """Liège and Namur are established, each with its coordinator; the others have their roles."""
    with by(SYSTEM_CLI):
        for bassin, coordinator in ((Bassin.LIEGE, COORDINATOR), (Bassin.NAMUR, COORDINATOR_OF_NAMUR)):
            platform.establish_instance(bassin, on=YESTERDAY)
            platform.grant_access(bassin, coordinator, Role.COORDINATOR, on=YESTERDAY)
        platform.grant_platform_access(ADMINISTRATOR, Role.ADMINISTRATOR, on=YESTERDAY)
        platform.grant_platform_access(READER, Role.READER, on=YESTERDAY)
        platform.grant_access(Bassin.LIEGE, AUDITOR, Role.AUDITOR, on=YESTERDAY)


def an_operator_of_liege(platform: Platform, number: str, kind: OperatorKind) -> UUID:
    """Registered by a coordinator, with the site `some_id(number)`, competent for heating."""
    operator = platform.register_operator(
        "liege", NumberScheme.FASE, number, f"N° {number}", kind, on=YESTERDAY
    ).entity
    platform.open_site("liege", operator, some_id(number), commune_named("Liège").nis, on=YESTERDAY)
    platform.recognise_competence("liege", operator, HEATING, on=YESTERDAY)
    return operator


def a_pole_of_liege(platform: Platform, name: str) -> UUID:
    """Makes a pôle with the three colleges, not constituted."""
    pole = platform.create_pole("liege", HEATING, name, on=YESTERDAY).entity
    for operator in (COMPANY, TRAINING, SCHOOL):
        platform.designate_member(pole, operator, representative=speaker_of(operator), on=YESTERDAY)
    return pole


def a_meeting_of_the_plenary(platform: Platform, name: str) -> UUID:
    """Convened yesterday for today."""
    return platform.convene_body(some_id(name), "liege", PLENARY, TODAY, HALL, on=YESTERDAY).entity


class Stage:
    """Four operators of Liège, a pôle that may be constituted, one that may be renewed, and two meetings."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        an_open_house(platform)
        with by(COORDINATOR):
            platform.set_up_body("liege", PLENARY, "Plénière", Rule.M6, on=YESTERDAY)
            platform.fill_seat("liege", PLENARY, SEAT, MANDATE, on=YESTERDAY)
            platform.identify_axis("liege", HEATING, on=YESTERDAY)
            platform.match_axes("liege", HEATING.key, "huy-waremme", WOOD.key, "Plénière.", on=YESTERDAY)
            for number, kind in enumerate(KINDS, start=1):
                an_operator_of_liege(platform, str(number), kind)
            for name, kind in (("agence", OperatorKind.INTERCOMMUNALE), ("syndicat", OperatorKind.PARTENAIRE_SOCIAL)):
                platform.register_operator("liege", NumberScheme.REGISTER, name, name, kind, on=YESTERDAY)
            platform.record_ressort("liege", UNION, "Statuts.", on=YESTERDAY)
            self.convened = a_meeting_of_the_plenary(platform, "convened")
            self.held = a_meeting_of_the_plenary(platform, "held")
            platform.hold_meeting(self.held, HALL, (Attendee(person=PERSON),), on=YESTERDAY)
            self.formed = a_pole_of_liege(platform, "Chauffage")
            platform.grant_pole_access(self.formed, READER_OF_A_POLE, Role.READER, on=YESTERDAY)
            self.constituted = a_pole_of_liege(platform, "Chauffage durable")
            platform.constitute_pole(self.constituted, on=YESTERDAY)
            platform.evaluate_pole(self.constituted, (), "Le pôle fonctionne.", on=YESTERDAY)
            self.decisions = DecisionStage(platform, self.constituted)
            self.opinions = OpinionStage(platform)
            self.companion = a_pole_of_liege(platform, "Chauffage au bois")
            platform.constitute_pole(self.companion, on=YESTERDAY)
            self.projects = ProjectStage(platform, self.constituted, self.companion)
            self.corrections = CorrectionStage(platform)
            self.withdrawals = WithdrawalStage(platform, a_pole_of_liege(platform, "Chauffage retiré"))

    def copied_to(self, platform: Platform) -> "Stage":
        """This one, on a platform of which the database is a copy."""
        other = copy(self)
        other.platform = platform
        other.decisions, other.projects = copy(self.decisions), copy(self.projects)
        other.corrections, other.withdrawals = copy(self.corrections), copy(self.withdrawals)
        other.corrections.platform = other.withdrawals.platform = platform
        other.decisions.platform = other.projects.platform = platform
        return other
