"""Commands on a project that pages offer to the viewer; the platform checks each command itself."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from efe_infra.console.forms.command_form import CommandForm
from efe_infra.console.project import forms as commands
from efe_infra.console.project.generated import (
    Carried,
    CarriedProjectCarrier,
    Hearing,
    HearingVerdictCondition,
    JointProjectDossier,
    ProjectDossier,
)
from efe_infra.console.project.verdict_forms import CONDITION, ENDING, EXPECTATION, REVISION, SUPPORTING, VERDICT
from efe_infra.console.register.generated import PoleName
from efe_infra.console.web.generated import Acting
from efe_infra.console.web.permissions import acts_in

GOING: Final = frozenset({"EMERGED", "STARTED"})
BY_LEAD: Final = (
    commands.SUBMISSION,
    commands.AMENDMENT,
    commands.INVITATION,
    commands.OFFER,
    commands.RELEASING,
    commands.STARTING,
    commands.COMPLETION,
    commands.ABANDONMENT,
)


def acting_poles(viewer: Acting | None, dossier: Carried, command: CommandForm) -> list[PoleName]:
    """Returns the pôles for which the viewer may send a command."""
    poles = {each.id: each for each in concerned_poles(dossier, command) if each}
    return [each for each in poles.values() if acts_in(viewer, each.id, each.bassin)]


def concerned_poles(dossier: Carried, command: CommandForm) -> Iterable[PoleName | None]:
    """Returns the pôles that may send a command, even after it was recorded: a form may be sent again."""
    carriers = [each.pole for each in dossier.carriers]
    if command in BY_LEAD:
        return [dossier.lead]
    if command is commands.TAKING:
        return [dossier.lead_offered, dossier.lead]
    if command is commands.CARRYING:
        return [dossier.lead, *carriers]
    if command is commands.FUNDING_OUTCOME:
        return [*(each.pole for each in dossier.fundings), dossier.lead]
    return carriers


def is_going(dossier: Carried) -> bool:
    return dossier.state in GOING


def current_carriers(dossier: Carried) -> list[CarriedProjectCarrier]:
    return [each for each in dossier.carriers if each.until is None]


def offered(viewer: Acting | None, dossier: ProjectDossier) -> Iterator[CommandForm]:
    for command in commands.PROJECT_COMMANDS.values():
        if acting_poles(viewer, dossier, command) and CONDITIONS.get(command.slug, going)(viewer, dossier):
            yield command


type _Condition = Callable[[Acting | None, ProjectDossier], bool]


def going(_: Acting | None, dossier: ProjectDossier) -> bool:
    return is_going(dossier)


def to_carry(viewer: Acting | None, dossier: ProjectDossier) -> bool:
    """Tells whether a pôle of the viewer leads or carries the project and has not adopted its current content."""
    adopted_hashes = {each.pole.id: each.content_hash for each in current_carriers(dossier) if each.pole}
    own_poles = acting_poles(viewer, dossier, commands.CARRYING)
    awaited_poles = [each.id for each in own_poles if each.id in adopted_hashes or each == dossier.lead]
    return is_going(dossier) and any(adopted_hashes.get(each) != dossier.content_hash for each in awaited_poles)


def to_submit(_: Acting | None, dossier: ProjectDossier) -> bool:
    return is_going(dossier) and any(each.submitted_on is None and each.until is None for each in dossier.board)


def to_offer(_: Acting | None, dossier: ProjectDossier) -> bool:
    return is_going(dossier) and len(current_carriers(dossier)) > 1


def to_release(_: Acting | None, dossier: ProjectDossier) -> bool:
    return is_going(dossier) and any(unanswered(dossier))


def unanswered(dossier: Carried) -> Iterator[PoleName]:
    """Yields the carriers that have not answered the amended content."""
    for each in current_carriers(dossier):
        if each.pole and each.pole != dossier.lead and each.content_hash != dossier.content_hash:
            yield each.pole


def to_take(viewer: Acting | None, dossier: ProjectDossier) -> bool:
    return is_going(dossier) and dossier.lead_offered in acting_poles(viewer, dossier, commands.TAKING)


def to_leave(viewer: Acting | None, dossier: ProjectDossier) -> bool:
    """Tells whether a pôle of the viewer carries the project beside another: the last carrier abandons it."""
    return carrying(viewer, dossier) and len(current_carriers(dossier)) > 1


def carrying(viewer: Acting | None, dossier: ProjectDossier) -> bool:
    own_poles = acting_poles(viewer, dossier, commands.REPORTING)
    return is_going(dossier) and any(each.pole in own_poles for each in current_carriers(dossier))


CONDITIONS: Final[Mapping[str, _Condition]] = {
    commands.CARRYING.slug: to_carry,
    commands.SUBMISSION.slug: to_submit,
    commands.OFFER.slug: to_offer,
    commands.TAKING.slug: to_take,
    commands.RELEASING.slug: to_release,
    commands.STARTING.slug: lambda _, dossier: dossier.state == "EMERGED",
    commands.REPORTING.slug: lambda viewer, dossier: dossier.state == "STARTED" and carrying(viewer, dossier),
    commands.COMPLETION.slug: lambda _, dossier: dossier.state == "STARTED",
    commands.APPLICATION.slug: carrying,
    commands.LEAVING.slug: to_leave,
    commands.FUNDING_OUTCOME.slug: lambda _, dossier: any(each.decided_on is None for each in dossier.fundings),
}


def conditions(hearing: Hearing) -> tuple[HearingVerdictCondition, ...]:
    return hearing.given.conditions if hearing.given else ()


def instance_commands(dossier: JointProjectDossier, line: Hearing) -> Iterator[CommandForm]:
    """Yields the commands of the Instance of a line that the state of the project allows."""
    if line.until:
        return
    if is_going(dossier) and line.submitted_on:
        yield from (REVISION,) if line.verdict else (VERDICT, EXPECTATION)
    if any(each.met_on is None for each in conditions(line)):
        yield CONDITION
    if is_going(dossier) and line.verdict in {"AGREED", "CONDITIONS"}:
        yield SUPPORTING
    if any(each.until is None and each.bassin == line.bassin for each in dossier.supports):
        yield ENDING
