"""`/projets/{key}/actes/{slug}`: commands of the pôles that carry a project."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.document.annex_forms import PROJECT_DOCUMENT
from efe_infra.console.document.recent import recent_documents
from efe_infra.console.forms.command_form import CommandForm, Option, Options
from efe_infra.console.forms.content_fields import ACTIONS, SPARE_ACTIONS, content_fields, content_options, options_of
from efe_infra.console.forms.field_search import FieldSearch
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.offers import Offers, party_of
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.forms.parsers import row_count
from efe_infra.console.language.translatable import Euros, tr
from efe_infra.console.project import choices
from efe_infra.console.project import forms as commands
from efe_infra.console.project.content import content_words, form_values, partners_of
from efe_infra.console.project.generated import (
    PROJECT_COMMAND,
    Carried,
    ProjectCommandProject,
    ProjectCommandProjectDossier,
    ProjectCommandResponse,
)
from efe_infra.console.register.generated import PoleName
from efe_infra.console.register.ids import global_id
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.sign_in.flow import to
from efe_infra.console.web.form_body import Fields
from efe_infra.console.web.page_request import PageRequest, SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import require

pages = page_router(multilingual=True)


@pages.get("/projets/{key:uuid}/actes/proposer")
async def proposal(visit: SignedInVisit, key: UUID) -> Response:
    """Redirects to the form by which a pôle proposes to its members to carry the current content."""
    _, project, dossier = await read_project(visit, key)
    offers = Offers.of(project.available_commands).of_form(commands.CARRYING)
    pole = require(next(iter(acting_poles(offers, dossier, any_pole=False)), None))
    return to(choices.proposal_link(visit, pole.id, project.id))


@form_at(pages, "/projets/{key:uuid}/actes/{slug}")
async def project_page(visit: PageRequest, key: UUID, slug: str, form: Fields) -> CommandPage:
    """Builds the page of a command; `q` is a search for pôles to invite."""
    command = require(commands.PROJECT_COMMANDS.get(slug))
    found, project, dossier = await read_project(visit, key)
    offers = Offers.of(project.available_commands)
    poles = acting_poles(offers.of_form(command), dossier, any_pole=bool(form))
    content = dossier.content
    bassin = (poles or poles_of(dossier))[0].bassin
    if command is PROJECT_DOCUMENT:
        bassin = next(instances_of(offers.of_form(command)), bassin)
    all_options = {
        **await options(visit, command, dossier, poles, offers, form),
        **await resolution_options(visit, command, project, poles),
        "sha256": await recent_documents(visit, bassin) if command is PROJECT_DOCUMENT else [],
    }
    return CommandPage(
        visit=visit,
        command=sized(command, dossier, form),
        frame=found,
        subject_link=(project.title, f"/projets/{key}"),
        fixed={"projectId": project.id} | ({"released": True} if command is commands.RELEASING else {}),
        options=all_options,
        offers=offers,
        bassin=bassin,
        subject=project.id,
        version=None if command in UNVERSIONED else project.version,
        initial=form_values(content) if content and command is commands.AMENDMENT else {},
        searches=await searches(visit, command, dossier, form),
        links=choices.to_propose(poles, project.id, DECIDED[command.slug]) if command.slug in DECIDED else (),
        quote=await quoted(visit, command, project, dossier),
    )


def instances_of(offers: Offers) -> Iterator[str]:
    """Yields the bassins of the Instances in whose name a command is listed."""
    for row in offers.rows:
        if (party := party_of(row)) and party.bassin:
            yield party.bassin


def acting_poles(offers: Offers, dossier: Carried, *, any_pole: bool) -> list[PoleName]:
    """Returns the pôles in whose name a command is possible, or any pôle: a sent form may be sent again."""
    return [each for each in poles_of(dossier) if any_pole or each.id in offers.possible.parties]


def poles_of(dossier: Carried) -> list[PoleName]:
    """Returns the pôles with a part in the project, now or before: the lead is first."""
    carriers = [each.pole for each in dossier.carriers]
    return list({each.id: each for each in (dossier.lead, dossier.lead_offered, *carriers) if each}.values())


async def quoted(
    visit: PageRequest,
    command: CommandForm,
    project: ProjectCommandProject,
    dossier: ProjectCommandProjectDossier,
) -> str:
    """Returns what is shown above the form: the current content, a warning, or what a completion leaves undone."""
    if command is commands.COMPLETION:
        return await choices.undone_words(visit, project.id)
    if command is commands.STARTING and dossier.bassins_outside:
        names = ", ".join(BASSINS[each] for each in dossier.bassins_outside)
        return tr(
            "Attention : le contenu cite des communes d'un bassin sans Instance concernée : %(names)s", names=names
        )
    return content_words(dossier.content) if dossier.content and command in ON_CURRENT_CONTENT else ""


DECIDED: Final = {
    commands.CARRYING.slug: "PROJECT",
    commands.TAKING.slug: "PROJECT",
    commands.AMENDMENT.slug: "AMENDMENT",
    commands.LEAVING.slug: "DEPARTURE",
    commands.ABANDONMENT.slug: "ABANDONMENT",
    commands.COMPLETION.slug: "COMPLETION",
    commands.APPLICATION.slug: "FUNDING",
}
"""Kind of the decision of the pôle on which each command rests, or may rest."""
ON_ANY_CONTENT: Final = frozenset({"DEPARTURE", "FUNDING"})
"""Kinds of decisions that an amendment leaves in force."""
ON_DECISIONS: Final = (commands.CARRYING, commands.TAKING)
"""Commands whose decision names the content: what else is recorded on the project refuses none of them."""
UNVERSIONED: Final = (*ON_DECISIONS, PROJECT_DOCUMENT)
ON_CURRENT_CONTENT: Final = (commands.CARRYING, commands.SUBMISSION, commands.INVITATION, commands.TAKING)
"""Commands on the current content, which is shown above their form."""


def sized(command: CommandForm, dossier: ProjectCommandProjectDossier, form: Mapping[str, str]) -> CommandForm:
    """Returns the form with fields for the current actions or those of a sent form, and some more."""
    if command is not commands.AMENDMENT:
        return command
    return replace(command, own=(*content_fields(action_count(dossier, form)), *command.own[-2:]))


def action_count(dossier: ProjectCommandProjectDossier, form: Mapping[str, str]) -> int:
    current = len(dossier.content.actions) if dossier.content else 0
    return row_count(form, ACTIONS, initial=0, minimum=current + SPARE_ACTIONS)


async def options(
    visit: PageRequest,
    command: CommandForm,
    dossier: ProjectCommandProjectDossier,
    poles: list[PoleName],
    offers: Offers,
    form: Mapping[str, str],
) -> Options:
    current = {each.pole.id: each.pole for each in dossier.carriers if each.pole and each.until is None}
    possible = offers.of_form(command).possible.parties
    found: dict[str, Any] = {"poleId": [Option(each.id, each.name, offered=each.id in possible) for each in poles]}
    if command is commands.AMENDMENT:
        bassins = {each.bassin for each in poles_of(dossier)} | {*dossier.bassins_outside}
        found = content_options(action_count(dossier, form), bassins=bassins)
    elif command in (commands.CARRYING, commands.TAKING):
        found["decisionId"] = await choices.decisions(visit, poles, dossier.content_hash)
    elif command is commands.OFFER:
        found["poleId"] = [Option(each.id, each.name) for each in current.values() if each != dossier.lead]
    elif command is commands.RELEASING:
        carriers = [(each.id, each.pole) for each in dossier.carriers if each.pole]
        found["poleId"] = [Option(pole.id, pole.name, offered=part in possible) for part, pole in carriers]
    elif command is commands.APPLICATION:
        found["authority"] = options_of("FundingAuthority")
        found["fundingCallId"] = await choices.funding_calls(visit)
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
                offered=each.id in possible,
            )
            for each in dossier.fundings
        ]
    return found


async def searches(
    visit: PageRequest, command: CommandForm, dossier: ProjectCommandProjectDossier, form: Fields
) -> Mapping[str, FieldSearch]:
    if command is commands.AMENDMENT:
        partners = partners_of(dossier.content) if dossier.content else []
        return {choices.PARTNERS: await choices.partner_search(visit, form, partners)}
    if command is commands.INVITATION:
        carriers = [each.pole.id for each in dossier.carriers if each.pole and each.until is None]
        return {choices.INVITED: await choices.pole_search(visit, form, carriers)}
    return {}


async def resolution_options(
    visit: PageRequest, command: CommandForm, project: ProjectCommandProject, poles: list[PoleName]
) -> Options:
    """Returns the decisions of the pôles that the act may cite."""
    kind = DECIDED.get(command.slug, "PROJECT")
    if kind == "PROJECT" or project.dossier is None:
        return {}
    content_hash = None if kind in ON_ANY_CONTENT else project.dossier.content_hash
    return {"decisionId": await choices.resolutions(visit, poles, project.id, kind, content_hash)}


async def read_project(
    visit: PageRequest, key: UUID
) -> tuple[ProjectCommandResponse, ProjectCommandProject, ProjectCommandProjectDossier]:
    """Reads a project for a form. Raises `PageRefused` if the viewer may not read its dossier."""
    found = await visit.ask(PROJECT_COMMAND, id=global_id("Project", str(key)))
    project = require(found.project)
    return found, project, require(project.dossier)
