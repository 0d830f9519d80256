"""Which commands on a project are whose, and when a page offers them; each command checks it itself."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from efe_infra.console.forms.command_form import CommandForm
from efe_infra.console.project import forms as commands
from efe_infra.console.project.answers import Carried, Dossier, Hearing, Pole
from efe_infra.console.project.verdict_forms import (
    CONDITION,
    ENDING,
    EXPECTATION,
    REVISION,
    SUPPORTING,
    VERDICT,
)
from efe_infra.console.web.permissions import Acting

BY_LEAD: Final = (
    commands.SUBMISSION,
    commands.AMENDMENT,
    commands.INVITATION,
    commands.OFFER,
    commands.STARTING,
    commands.COMPLETION,
    commands.ABANDONMENT,
)


def acting(viewer: Acting | None, dossier: Carried, command: CommandForm) -> list[Pole]:
    """The pôles for which the person may do it."""
    if viewer is None:
        return []
    found = {each.id: each for each in concerned(dossier, command) if each and viewer.acts_in(each.id, each.bassin)}
    return list(found.values())


def concerned(dossier: Carried, command: CommandForm) -> Iterable[Pole | None]:
    """The pôles whose command it is, also after it is done: a form may be sent again."""
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


def offered(viewer: Acting | None, dossier: Carried) -> Iterator[CommandForm]:
    for command in commands.PROJECT_COMMANDS.values():
        if acting(viewer, dossier, command) and TIMELY.get(command.slug, going)(viewer, dossier):
            yield command


type _When = Callable[[Acting | None, Carried], bool]


def going(_: Acting | None, dossier: Carried) -> bool:
    return dossier.is_going


def to_carry(viewer: Acting | None, dossier: Carried) -> bool:
    """A pôle of theirs that leads or carries has not adopted the content of now."""
    carried = {each.pole.id: each.content_hash for each in dossier.carrying if each.pole}
    theirs = acting(viewer, dossier, commands.CARRYING)
    asked = [each.id for each in theirs if each.id in carried or each == dossier.lead]
    return dossier.is_going and any(carried.get(each) != dossier.content_hash for each in asked)


def to_submit(_: Acting | None, dossier: Carried) -> bool:
    return dossier.is_going and any(each.submitted_on is None and each.until is None for each in dossier.board)


def to_offer(_: Acting | None, dossier: Carried) -> bool:
    return dossier.is_going and len(dossier.carrying) > 1


def to_take(viewer: Acting | None, dossier: Carried) -> bool:
    return dossier.is_going and dossier.lead_offered in acting(viewer, dossier, commands.TAKING)


def carrying(viewer: Acting | None, dossier: Carried) -> bool:
    theirs = acting(viewer, dossier, commands.REPORTING)
    return dossier.is_going and any(each.pole in theirs for each in dossier.carrying)


TIMELY: Final[Mapping[str, _When]] = {
    commands.CARRYING.slug: to_carry,
    commands.SUBMISSION.slug: to_submit,
    commands.OFFER.slug: to_offer,
    commands.TAKING.slug: to_take,
    commands.STARTING.slug: lambda _, dossier: dossier.state == "EMERGED",
    commands.REPORTING.slug: lambda viewer, dossier: dossier.state == "STARTED" and carrying(viewer, dossier),
    commands.COMPLETION.slug: lambda _, dossier: dossier.state == "STARTED",
    commands.APPLICATION.slug: carrying,
    commands.LEAVING.slug: carrying,
    commands.FUNDING_OUTCOME.slug: lambda _, dossier: any(each.decided_on is None for each in dossier.fundings),
}


def of_instance(dossier: Dossier, line: Hearing) -> Iterator[CommandForm]:
    """What the Instance of that line can do with the project as it is."""
    if line.until:
        return
    if dossier.is_going and line.submitted_on:
        yield from (REVISION,) if line.verdict else (VERDICT, EXPECTATION)
    if line.unmet:
        yield CONDITION
    if dossier.is_going and line.verdict in {"AGREED", "CONDITIONS"}:
        yield SUPPORTING
    if any(each.until is None and each.bassin == line.bassin for each in dossier.supports):
        yield ENDING
