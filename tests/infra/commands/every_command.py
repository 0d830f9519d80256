"""Every command of the platform, as it may be done once on the stage, and who may do it."""

from collections.abc import Callable, Mapping
from datetime import time
from inspect import Parameter, signature
from uuid import UUID

from efe_domain.access.grants import Role
from efe_domain.access.person import ForgettingReason, PersonField
from efe_domain.commands.handler import CommandResult
from efe_domain.instance.events import BodyRules
from efe_domain.law.rules import Rule
from efe_domain.meeting.events import Attendee, Hours, Venue
from efe_domain.operator.events import OperatorKind
from efe_domain.platform import Platform
from efe_domain.pole.taking_over import Opening
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI
from efe_domain.shared.documents import Document
from efe_domain.shared.ids import NumberScheme
from tests.domain.given import HEATING, NOTE, TODAY, TOMORROW, WOOD, YESTERDAY, some_id
from tests.infra.commands import decision_commands, opinion_commands, project_commands
from tests.infra.commands.stage import (
    ADMINISTRATOR,
    AGENCY,
    AUDITOR,
    COMPANY,
    COORDINATOR,
    COORDINATOR_OF_NAMUR,
    HALL,
    MANDATE,
    NOBODY,
    PERSON,
    PLENARY,
    READER,
    READER_OF_A_POLE,
    SCHOOL,
    SEAT,
    SITE,
    SPARE,
    TRAINING,
    UNION,
    Stage,
)

SPARE_PERSON, SUBSTITUTE = some_id("spare person"), some_id("substitute")
LIEGE_CENTRE = "62063"
MINUTES = Document(sha256="a" * 64, size=1, media_type="text/plain")

TABLE = Document(sha256="e" * 64, size=1, media_type="text/csv")
ELSEWHERE = Venue(remote=True, place="")
AFTERNOON = Hours(starts=time(14))

COMMANDS: dict[str, Callable[[Stage], CommandResult]] = {
    "establish_instance": lambda it: it.platform.establish_instance("verviers"),
    "grant_platform_access": lambda it: it.platform.grant_platform_access(NOBODY, Role.AUDITOR),
    "revoke_platform_access": lambda it: it.platform.revoke_platform_access(READER, Role.READER),
    "grant_access": lambda it: it.platform.grant_access("liege", NOBODY, Role.READER),
    "revoke_access": lambda it: it.platform.revoke_access("liege", AUDITOR, Role.AUDITOR),
    "grant_pole_access": lambda it: it.platform.grant_pole_access(it.formed, NOBODY, Role.READER),
    "revoke_pole_access": lambda it: it.platform.revoke_pole_access(it.formed, READER_OF_A_POLE, Role.READER),
    "adopt_rules_of_order": lambda it: it.platform.adopt_rules_of_order("liege", (BodyRules(body=PLENARY),)),
    "postpone_meeting": lambda it: it.platform.postpone_meeting(it.convened, TODAY, "Grève.", venue=ELSEWHERE),
    "set_up_body": lambda it: it.platform.set_up_body("liege", some_id("chamber"), "Chambre", Rule.M6),
    "dissolve_body": lambda it: it.platform.dissolve_body("liege", PLENARY),
    "fill_seat": lambda it: it.platform.fill_seat("liege", PLENARY, some_id("new seat"), MANDATE),
    "vacate_seat": lambda it: it.platform.vacate_seat("liege", PLENARY, SEAT, "Départ."),
    "convene_body": lambda it: it.platform.convene_body(some_id("m"), "liege", PLENARY, TOMORROW, HALL),
    "convene_pole": lambda it: it.platform.convene_pole(some_id("m"), it.constituted, TOMORROW, HALL),
    "convene_zone": lambda it: it.platform.convene_zone(some_id("m"), TOMORROW, HALL, hours=AFTERNOON),
    "set_agenda": lambda it: it.platform.set_agenda(it.convened, ("Divers",)),
    "hold_meeting": lambda it: it.platform.hold_meeting(it.convened, HALL, (Attendee(person=PERSON),)),
    "adopt_minutes": lambda it: it.platform.adopt_minutes(it.held, MINUTES),
    "attach_to_meeting": lambda it: it.platform.attach_to_meeting(it.held, TABLE, "Tableau"),
    "purge_document": lambda it: it.platform.purge_document("liege", TABLE.sha256, "Mauvais dossier."),
    "cancel_meeting": lambda it: it.platform.cancel_meeting(it.convened, "Grève."),
    "set_letterhead": lambda it: it.platform.set_letterhead("liege", "Quai Orban 34", "La présidence"),
    "identify_axis": lambda it: it.platform.identify_axis("liege", WOOD),
    "withdraw_axis": lambda it: it.platform.withdraw_axis("liege", HEATING.key),
    "match_axes": lambda it: it.platform.match_axes("liege", HEATING.key, "namur", WOOD.key, "Plénière."),
    "unmatch_axes": lambda it: it.platform.unmatch_axes("liege", HEATING.key, "huy-waremme", WOOD.key),
    "register_operator": lambda it: it.platform.register_operator(
        "liege", NumberScheme.FASE, "5", "N° 5", OperatorKind.EMPLOI
    ),
    "rename_operator": lambda it: it.platform.rename_operator("liege", TRAINING, "Centre de Herstal"),
    "change_operator_kind": lambda it: it.platform.change_operator_kind("liege", TRAINING, OperatorKind.INSERTION),
    "renumber_operator": lambda it: it.platform.renumber_operator("liege", TRAINING, NumberScheme.FASE, "6"),
    "open_site": lambda it: it.platform.open_site("liege", TRAINING, SITE, LIEGE_CENTRE),
    "close_site": lambda it: it.platform.close_site("liege", TRAINING, some_id("2")),
    "recognise_competence": lambda it: it.platform.recognise_competence("liege", TRAINING, WOOD),
    "withdraw_competence": lambda it: it.platform.withdraw_competence("liege", TRAINING, HEATING.key),
    "record_ressort": lambda it: it.platform.record_ressort("liege", AGENCY, "Statuts."),
    "end_ressort": lambda it: it.platform.end_ressort("liege", UNION),
    "create_pole": lambda it: it.platform.create_pole("liege", HEATING, "Autre"),
    "take_over_pole": lambda it: it.platform.take_over_pole(
        Opening(Bassin.LIEGE, HEATING, "Ancien", YESTERDAY, None, MINUTES),
        tuple((operator, PERSON) for operator in (COMPANY, TRAINING, SCHOOL)),
    ),
    "rename_pole": lambda it: it.platform.rename_pole(it.formed, "Chaleur"),
    "designate_member": lambda it: it.platform.designate_member(it.formed, SPARE),
    "replace_representative": lambda it: it.platform.replace_representative(
        it.formed, TRAINING, representative=PERSON, document=NOTE
    ),
    "name_substitute": lambda it: it.platform.name_substitute(it.formed, TRAINING, substitute=SUBSTITUTE),
    "end_membership": lambda it: it.platform.end_membership(it.formed, TRAINING, "Départ."),
    "agree_modalities": lambda it: it.platform.agree_modalities(it.formed, 3),
    "constitute_pole": lambda it: it.platform.constitute_pole(it.formed),
    "evaluate_pole": lambda it: it.platform.evaluate_pole(it.constituted, (), "Toujours bien."),
    "renew_pole": lambda it: it.platform.renew_pole(it.constituted),
    "dissolve_pole": lambda it: it.platform.dissolve_pole(it.formed, "Fin."),
    "amend_person": lambda it: it.platform.amend_person("liege", SPARE_PERSON, frozenset({PersonField.EMAIL})),
    "forget_person": lambda it: it.platform.forget_person(
        SPARE_PERSON, reason=ForgettingReason.REGISTERED_BY_MISTAKE, instead=PERSON
    ),
    "rectify": lambda it: it.corrections.rectify(),
    "confirm_rectification": lambda it: it.corrections.confirm(),
    "drop_rectification": lambda it: it.corrections.drop(),
    "confirm_fact": lambda it: it.corrections.confirm_fact(),
    "withdraw_act": lambda it: it.withdrawals.withdraw(it.companion),
    "confirm_withdrawal": lambda it: it.withdrawals.confirm(),
    "drop_withdrawal": lambda it: it.withdrawals.drop(),
    **decision_commands.COMMANDS,
    **opinion_commands.COMMANDS,
    **project_commands.COMMANDS,
}

ENTITIES: Mapping[str, Callable[[Stage], object]] = {
    "bassin": lambda _: "liege",
    "pole_id": lambda it: it.constituted,
    "meeting_id": lambda it: it.held,
    "operator_id": lambda _: TRAINING,
    "decision_id": lambda it: it.decisions.objected,
    "project_id": lambda it: it.projects.emerged,
}
"""Entities of the stage, by the name of the parameter."""


def use_cases() -> set[str]:
    return {name for name in dir(Platform) if hasattr(getattr(Platform, name), "__wrapped__")}


def with_texts(name: str) -> Callable[[Stage], CommandResult] | None:
    """Calls a use case with entities of the stage and a text; None if it has a parameter of another type."""
    _, *parameters = signature(getattr(Platform, name)).parameters.values()
    needed = [each for each in parameters if each.default is Parameter.empty]
    if any(each.name not in ENTITIES and each.annotation is not str for each in needed):
        return None

    def command(it: Stage) -> CommandResult:
        values = [ENTITIES[each.name](it) if each.name in ENTITIES else "Nouveau texte" for each in needed]
        result: CommandResult = getattr(it.platform, name)(*values)
        return result

    return command


COMMANDS |= {name: command for name in sorted(use_cases() - COMMANDS.keys()) if (command := with_texts(name))}
"""A command that takes only texts needs no line of its own."""

EVERYBODY = (COORDINATOR, COORDINATOR_OF_NAMUR, ADMINISTRATOR, AUDITOR, READER, NOBODY, SYSTEM_CLI, "")

ADMINISTERING = {"establish_instance", "forget_person", "grant_platform_access", "revoke_platform_access"}
GRANTING = {"grant_access", "revoke_access", "grant_pole_access", "revoke_pole_access"}


def who_may(command: str) -> tuple[UUID | str, ...]:
    if command in ADMINISTERING:
        return ADMINISTRATOR, SYSTEM_CLI
    if command == "convene_zone" or command in project_commands.OF_NAMUR:
        return (COORDINATOR_OF_NAMUR,)
    if command in GRANTING:
        return COORDINATOR, ADMINISTRATOR, SYSTEM_CLI
    return (COORDINATOR,)
