"""`/projets/{key}/actes/{slug}`: what the pôles that carry a project do with it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.forms.command_form import CommandForm, Option, Options
from efe_infra.console.forms.content_fields import (
    SPARE_ACTIONS,
    content_fields,
    content_options,
    options_of,
    typed_actions,
)
from efe_infra.console.forms.handling import opened, sent
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.translatable import Euros, tr
from efe_infra.console.project import choices
from efe_infra.console.project import forms as commands
from efe_infra.console.project.answers import Pole
from efe_infra.console.project.form_prefill import Judged, project_of
from efe_infra.console.project.permissions import acting
from efe_infra.console.web.addresses import require
from efe_infra.console.web.forms import Form
from efe_infra.console.web.page_request import SignedInVisit, Visit, Visitor
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import NOR_OF_THE_POLE
from efe_infra.console.web.refusals import NotTheirs

pages = page_router(multilingual=True)
FORM: Final = "/projets/{key:uuid}/actes/{slug}"


@pages.get(FORM)
async def project_form(visit: SignedInVisit, key: UUID, slug: str) -> Response:
    """`q` is searched for among pôles to invite."""
    return await opened(visit, lambda: project_page(visit, key, slug, {}))


@pages.post(FORM)
async def project_command(visit: Visit, key: UUID, slug: str, form: Form) -> Response:
    return await sent(visit, form, lambda: project_page(visit, key, slug, form))


async def project_page(visit: Visitor, key: UUID, slug: str, form: Mapping[str, str]) -> CommandPage:
    """Raises `PageRefused`."""
    command = require(commands.PROJECT_COMMANDS.get(slug))
    found, project, dossier = await project_of(visit, key)
    if not (poles := acting(found.viewer, dossier, command)):
        raise NotTheirs(NOR_OF_THE_POLE)
    content = dossier.content
    return CommandPage(
        visit=visit,
        command=sized(command, dossier, form),
        frame=found,
        about=(project.title, f"/projets/{key}"),
        fixed={"projectId": project.id},
        options=await options(visit, command, dossier, poles, form),
        bassin=poles[0].bassin,
        subject=project.id,
        version=project.version,
        begins=content.typed if content and command is commands.AMENDMENT else {},
        search=tr("Chercher un pôle") if command is commands.INVITATION else "",
        links=choices.to_propose(poles, project.id) if command in (commands.CARRYING, commands.TAKING) else (),
        quoted=content.words if content and command in SHOWING else "",
    )


SHOWING: Final = (commands.CARRYING, commands.SUBMISSION, commands.INVITATION, commands.TAKING)
"""Commands on the content as it stands, which is shown above their form."""


def sized(command: CommandForm, dossier: Judged, form: Mapping[str, str]) -> CommandForm:
    """With room for the actions that there are, those that were typed, and some more."""
    if command is not commands.AMENDMENT:
        return command
    *_, why = command.own
    return replace(command, own=(*content_fields(rooms(dossier, form)), why))


def rooms(dossier: Judged, form: Mapping[str, str]) -> int:
    there = len(dossier.content.actions) if dossier.content else 0
    return max(there + SPARE_ACTIONS, typed_actions(form))


async def options(
    visit: Visitor, command: CommandForm, dossier: Judged, poles: list[Pole], form: Mapping[str, str]
) -> Options:
    found: dict[str, Any] = {"poleId": [Option(each.id, each.name) for each in poles]}
    if command is commands.AMENDMENT:
        known = dossier.content.partnering if dossier.content else []
        found = content_options(rooms(dossier, form))
        found[choices.PARTNERS] = await choices.partners(visit, form, known)
    elif command in (commands.CARRYING, commands.TAKING):
        found["decisionId"] = await choices.decisions(visit, poles, dossier.content_hash)
    elif command is commands.INVITATION:
        carriers = {each.pole.id for each in dossier.carrying if each.pole}
        found["poleId"] = await choices.poles(visit, visit.given("q"), carriers)
    elif command is commands.OFFER:
        others = [each.pole for each in dossier.carrying if each.pole and each.pole != dossier.lead]
        found["poleId"] = [Option(each.id, each.name) for each in others]
    elif command is commands.APPLICATION:
        found["authority"] = options_of("FundingAuthority")
    elif command is commands.FUNDING_OUTCOME:
        found["fundingId"] = [
            Option(
                each.id,
                tr(
                    "%(procedure)s, %(amount)s, demandé le %(day)s",
                    procedure=each.procedure,
                    amount=Euros(each.amount),
                    day=each.applied_on,
                ),
                offered=each.decided_on is None,
            )
            for each in dossier.fundings
        ]
    return found
