"""`/avis/{key}`: one opinion, from its request to its effects, its commands, and the forms that begin one."""

from typing import Final
from uuid import UUID

from starlette.responses import RedirectResponse, Response

from efe_infra.console.assembly.choices import author_options
from efe_infra.console.assembly.generated import ASSEMBLIES, ASSEMBLY_PROJECTS
from efe_infra.console.document.annex_forms import OPINION_DOCUMENT
from efe_infra.console.document.recent import recent_documents
from efe_infra.console.forms.command_form import CommandForm, Option, Options, by_slug
from efe_infra.console.forms.content_fields import options_of
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.offers import Offers, links_to
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.translatable import tr, tr_value
from efe_infra.console.opinion.forms import DRAFTING, OPINION_COMMANDS, OPINION_STEPS, REQUESTING, UNDERTAKING
from efe_infra.console.opinion.generated import (
    OPINION,
    OPINION_COMMAND,
    OPINION_DECISIONS,
    Opinion,
    OpinionCommandOpinion,
)
from efe_infra.console.register.ids import global_id
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.register.links import Step, in_order
from efe_infra.console.web.course import CourseStep, in_course
from efe_infra.console.web.next_step import step_line
from efe_infra.console.web.page_request import PageRequest, SignedInVisit, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import live_updates
from efe_infra.console.web.refusals import bassin_at, require
from efe_infra.console.web.rendering import HEADERS

pages = page_router(multilingual=True)
BEGINNINGS: Final = by_slug(REQUESTING, UNDERTAKING)


@pages.get("/avis/{key:uuid}")
async def opinion(visit: Visit, key: UUID) -> Response:
    response = await visit.ask(OPINION, id=global_id("Opinion", str(key)))
    opinion = require(response.opinion)
    offers = Offers.of(opinion.available_commands)
    return visit.page(
        "opinion/page.html",
        response,
        step=step_line(opinion.next_step, visit.viewer_now(response.viewer), opinion.id, offers.refused),
        updates=live_updates(response.viewer, [opinion.bassin]),
        heading=heading(opinion.title),
        subject=subject_words(opinion),
        steps=steps(opinion),
        course=course_of(opinion),
        menu=offers.menu(links_to(f"/avis/{key}", OPINION_COMMANDS)),
    )


@pages.get("/avis/{key:uuid}/actes/suite")
async def next_form(visit: SignedInVisit, key: UUID) -> Response:
    """Redirects to the form of the next step: drafting, adoption or transmission; to the opinion if there is none."""
    response = await visit.ask(OPINION_COMMAND, id=global_id("Opinion", str(key)))
    forms = Offers.of(require(response.opinion).available_commands).open_forms(OPINION_STEPS.values())
    path = f"/avis/{key}/actes/{forms[-1].slug}" if forms else f"/avis/{key}"
    return RedirectResponse(visit.link(path), 303, headers=HEADERS)


@form_at(pages, "/avis/{key:uuid}/actes/{slug}")
async def opinion_page(visit: PageRequest, key: UUID, slug: str) -> CommandPage:
    command = require(OPINION_COMMANDS.get(slug))
    response = await visit.ask(OPINION_COMMAND, id=global_id("Opinion", str(key)))
    opinion = require(response.opinion)
    return CommandPage(
        visit=visit,
        command=command,
        frame=response,
        subject_link=(heading(opinion.title), f"/avis/{key}"),
        offers=Offers.of(opinion.available_commands),
        fixed={"origin": {"opinionId": opinion.id}} if command is DRAFTING else {"opinionId": opinion.id},
        options=await options(visit, command, opinion),
        bassin=opinion.bassin,
        subject=opinion.id,
        version=None if command is OPINION_DOCUMENT else opinion.version,
        initial=current_text(opinion),
    )


async def options(visit: PageRequest, command: CommandForm, opinion: OpinionCommandOpinion) -> Options:
    choices: Options = {
        "content.operatorKinds": options_of("OperatorKind"),
        "operatorId": [Option(each.id, each.name) for each in opinion.operators],
        "decisionId": [],
        "sha256": await recent_documents(visit, opinion.bassin) if command is OPINION_DOCUMENT else [],
    }
    if command.slug == "adopter" and opinion.pole:
        pole = opinion.pole.id
        decisions = await visit.ask_all(OPINION_DECISIONS, lambda answer: answer.decisions, poleId=pole)
        adopted = [each for each in decisions if each.state not in {"OPEN", "CLOSED"}]
        return {**choices, "decisionId": [Option(each.id, each.title) for each in adopted]}
    return choices


@form_at(pages, "/instances/{bassin}/avis/{slug}")
async def beginning_page(visit: PageRequest, bassin: str, slug: str) -> CommandPage:
    name, command = bassin_at(bassin), require(BEGINNINGS.get(slug))
    response = await visit.ask(ASSEMBLIES, bassin=name)
    projects = await visit.ask_all(ASSEMBLY_PROJECTS, lambda answer: answer.projects, bassin=name)
    return CommandPage(
        visit=visit,
        command=command,
        frame=response,
        subject_link=(BASSINS[name], f"/instances/{bassin}"),
        options={
            "author": await author_options(visit, response, name),
            "brief.kind": options_of("OpinionKind"),
            "brief.subject.projectId": [Option(each.id, each.title) for each in projects],
            "brief.target.kind": options_of("OpinionTargetKind"),
            "content.operatorKinds": options_of("OperatorKind"),
        },
        bassin=name,
    )


def heading(title: str | None) -> str:
    return title or tr("Avis à rédiger")


def subject_words(opinion: Opinion) -> str:
    """Returns the subject of an opinion. A project that the viewer may not read is called a project."""
    titled = (opinion.project and opinion.project.title) or (opinion.theme and opinion.theme.label) or opinion.file
    return titled or (tr("Un projet") if opinion.subject_kind == "PROJECT" else "—")


def course_of(opinion: Opinion) -> list[CourseStep]:
    begun = tr("Demandé") if opinion.requester else tr("Entrepris")
    days = {
        tr("Rédigé"): opinion.begun_on if opinion.conclusion else None,
        tr("Adopté"): opinion.adopted_on,
        tr("Transmis"): opinion.transmitted_on,
        tr("Répondu"): opinion.answered_on,
    }
    notes = (tr_value(day) if day and words != tr("Rédigé") else "" for words, day in days.items())
    later = ((day is not None, words, note) for (words, day), note in zip(days.items(), notes, strict=True))
    return in_course(iter(((True, begun, tr_value(opinion.begun_on)), *later)))


def steps(opinion: Opinion) -> list[Step]:
    requester = opinion.requester
    return in_order(
        (
            opinion.begun_on,
            tr("Demandé par %(name)s", name=requester) if requester else tr("Entrepris d'initiative"),
        ),
        (opinion.due_on, tr("Échéance de sa transmission")),
        (opinion.adopted_on, tr("Adopté")),
        (opinion.transmitted_on, tr("Transmis")),
        (opinion.answer_due_on, tr("Réponse attendue")),
        (opinion.answered_on, tr("Première réponse")),
        (opinion.effect_on, tr("Premier effet observé")),
    )


def current_text(opinion: OpinionCommandOpinion) -> dict[str, str]:
    """Returns the current text as the initial values of a form."""
    return {
        "content.title": opinion.title or "",
        "content.impact": opinion.impact or "",
        "content.conclusion": opinion.conclusion or "",
        "content.operatorKinds": "\n".join(opinion.operator_kinds),
        **{f"content.criteria.{each.topic}": each.finding for each in opinion.criteria},
    }
