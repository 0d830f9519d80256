"""`/projets/{key}/actes/{slug}/{bassin}`: commands of an Instance on a submitted project."""

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from efe_infra.console.forms.command_form import CommandForm, Option, Options
from efe_infra.console.forms.content_fields import options_of
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.offers import Offers, party_of
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.translatable import tr
from efe_infra.console.meeting.held_meetings import body_meetings
from efe_infra.console.project.commands import read_project
from efe_infra.console.project.content import content_words
from efe_infra.console.project.generated import (
    Hearing,
    HearingVerdictCondition,
    ProjectCommandProjectDossier,
    Support,
)
from efe_infra.console.project.verdict_forms import (
    CONDITION,
    ENDING,
    INSTANCE_COMMANDS,
    REVISION,
    SUPPORTING,
    VERDICT,
)
from efe_infra.console.register.labels import BASSINS, LABELS
from efe_infra.console.web.generated import CommandOffer
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import bassin_at, require

pages = page_router(multilingual=True)
COMPARISON_LABEL: Final = tr("Ce qui a changé d'un contenu à l'autre")


@form_at(pages, "/projets/{key:uuid}/actes/{slug}/{bassin}")
async def verdict_page(visit: PageRequest, key: UUID, slug: str, bassin: str) -> CommandPage:
    command, name = require(INSTANCE_COMMANDS.get(slug)), bassin_at(bassin)
    response, project, dossier = await read_project(visit, key)
    line = require(hearing_of(dossier, name))
    judges = command in (VERDICT, REVISION)
    page = f"/projets/{key}"
    return CommandPage(
        visit=visit,
        command=command,
        frame=response,
        subject_link=(tr("%(title)s : %(bassin)s", title=project.title, bassin=BASSINS[name]), page),
        offers=instance_offers(Offers.of(project.available_commands), name, dossier.supports),
        fixed={"projectId": project.id, "bassin": name},
        options=await options(visit, command, dossier, line),
        bassin=name,
        subject=project.id,
        version=None if judges else project.version,
        content_hash=dossier.content_hash if judges else None,
        initial=verdict_values(line) if command is REVISION else {},
        links=[(COMPARISON_LABEL, f"{page}/contenus")] if judges else (),
        quote=content_words(dossier.content) if dossier.content and judges else "",
    )


async def options(
    visit: PageRequest, command: CommandForm, dossier: ProjectCommandProjectDossier, line: Hearing
) -> Options:
    if command in (VERDICT, REVISION):
        return {"verdict": options_of("VerdictKind"), "meetingId": await body_meetings(visit, line.bassin)}
    if command is CONDITION:
        return {
            "condition": [
                Option(str(each.number), each.text, each.number, offered=each.met_on is None)
                for each in conditions(line)
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


def instance_offers(offers: Offers, bassin: str, supports: Iterable[Support]) -> Offers:
    """Returns the commands of an Instance on the project; `supports` are its own."""
    own = {each.id for each in supports if each.bassin == bassin}

    def is_of_instance(row: CommandOffer) -> bool:
        party = party_of(row)
        return party is not None and (party.bassin == bassin or party.id in own)

    return offers.where(is_of_instance)


def conditions(hearing: Hearing) -> tuple[HearingVerdictCondition, ...]:
    return hearing.given.conditions if hearing.given else ()


def hearing_of(dossier: ProjectCommandProjectDossier, bassin: str) -> Hearing | None:
    """Returns the line of an Instance: the current one or, if it is no longer concerned, its last one."""
    lines = [each for each in dossier.board if each.bassin == bassin]
    return next((each for each in lines if each.until is None), lines[-1] if lines else None)


def verdict_values(line: Hearing) -> Mapping[str, str]:
    """Returns the current verdict as the initial values of a form."""
    if line.given is None:
        return {}
    return {
        "verdict": line.verdict or "",
        "conditionDueOn": next((each.due_on.isoformat() for each in conditions(line) if each.due_on), ""),
        "conditionList": "\n".join(each.text for each in conditions(line)),
        "reasons": line.given.reasons,
    }
