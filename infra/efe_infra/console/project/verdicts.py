"""`/projets/{key}/actes/{slug}/{bassin}`: what one Instance does with a project that is put to it."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.forms.command_form import CommandForm, Option, Options
from efe_infra.console.forms.content_fields import options_of
from efe_infra.console.forms.handling import opened, sent
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.translatable import tr
from efe_infra.console.project import choices
from efe_infra.console.project.answers import Hearing
from efe_infra.console.project.form_prefill import Judged, project_of
from efe_infra.console.project.verdict_forms import (
    CONDITION,
    ENDING,
    INSTANCE_COMMANDS,
    REVISION,
    SUPPORTING,
    VERDICT,
)
from efe_infra.console.register.labels import BASSINS, LABELS
from efe_infra.console.web.addresses import bassin_at, require
from efe_infra.console.web.forms import Form
from efe_infra.console.web.page_request import SignedInVisit, Visit, Visitor
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import check_coordinates

pages = page_router(multilingual=True)
FORM: Final = "/projets/{key:uuid}/actes/{slug}/{bassin}"
COMPARED: Final = tr("Ce que disent les autres Instances, et ce qui a changé d'un contenu à l'autre")


@pages.get(FORM)
async def verdict_form(visit: SignedInVisit, key: UUID, slug: str, bassin: str) -> Response:
    return await opened(visit, lambda: verdict_page(visit, key, slug, bassin))


@pages.post(FORM)
async def verdict_command(visit: Visit, key: UUID, slug: str, bassin: str, form: Form) -> Response:
    return await sent(visit, form, lambda: verdict_page(visit, key, slug, bassin))


async def verdict_page(visit: Visitor, key: UUID, slug: str, of: str) -> CommandPage:
    """Raises `PageRefused`."""
    command, bassin = require(INSTANCE_COMMANDS.get(slug)), bassin_at(of)
    found, project, dossier = await project_of(visit, key)
    check_coordinates(found.viewer, bassin)
    line = require(dossier.of(bassin))
    judges = command in (VERDICT, REVISION)
    board = f"/projets/{key}/conjoint"
    return CommandPage(
        visit=visit,
        command=command,
        frame=found,
        about=(tr("%(title)s : %(bassin)s", title=project.title, bassin=BASSINS[bassin]), board),
        fixed={"projectId": project.id, "bassin": bassin} | ({"contentHash": dossier.content_hash} if judges else {}),
        options=await options(visit, command, dossier, line),
        bassin=bassin,
        subject=project.id,
        version=project.version,
        begins=said(line) if command is REVISION else {},
        links=[(COMPARED, f"{board}#contenus")] if judges else (),
        quoted=dossier.content.words if dossier.content and judges else "",
    )


async def options(visit: Visitor, command: CommandForm, dossier: Judged, line: Hearing) -> Options:
    if command in (VERDICT, REVISION):
        return {"verdict": options_of("VerdictKind"), "meetingId": await choices.meetings(visit, line.bassin)}
    if command is CONDITION:
        return {
            "condition": [
                Option(str(each.number), each.text, each.number, offered=each.met_on is None)
                for each in line.conditions
            ]
        }
    if command is SUPPORTING:
        return {"kind": options_of("SupportKind"), "phase": options_of("SupportPhase")}
    if command is ENDING:
        kinds, phases = LABELS["SupportKind"], LABELS["SupportPhase"]
        return {
            "supportId": [
                Option(
                    each.id,
                    tr(
                        "%(kind)s (%(phase)s) : %(text)s",
                        kind=tr(kinds[each.kind].words),
                        phase=tr(phases[each.phase].words),
                        text=each.description,
                    ),
                    offered=each.until is None,
                )
                for each in dossier.supports
                if each.bassin == line.bassin
            ]
        }
    return {}


def said(line: Hearing) -> Mapping[str, str]:
    """What the Instance says, to be said otherwise."""
    if line.given is None:
        return {}
    return {
        "verdict": line.verdict or "",
        "conditionList": "\n".join(each.text for each in line.conditions),
        "reasons": line.given.reasons,
    }
