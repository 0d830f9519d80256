"""`/avis/{key}`: one opinion, from its request to what became of it; its commands, and how one begins."""

from datetime import date
from typing import Final
from uuid import UUID

from starlette.responses import RedirectResponse, Response

from efe_infra.console.forms.command_form import CommandForm, Option, Options, by_slug
from efe_infra.console.forms.handling import opened, sent
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.instance.assemblies import ASSEMBLIES
from efe_infra.console.language.translatable import tr
from efe_infra.console.opinion.forms import (
    DRAFTING,
    OPINION_COMMANDS,
    REQUESTING,
    STAGES,
    UNDERTAKING,
    options_of,
)
from efe_infra.console.register.answers import Answers, Edges, Known, Linked, Named, Titled
from efe_infra.console.register.documents import Document
from efe_infra.console.register.history import History, Step, in_order
from efe_infra.console.register.ids import global_id
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.web.addresses import bassin_at, require
from efe_infra.console.web.forms import Form
from efe_infra.console.web.layout import Frame
from efe_infra.console.web.page_request import SignedInVisit, Visit, Visitor
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import Acting, acts, check_acts, followed
from efe_infra.console.web.rendering import HEADERS
from efe_infra.console.web.rules import FormFrame

pages = page_router(multilingual=True)
FORM: Final = "/avis/{key:uuid}/actes/{slug}"
BEGIN: Final = "/instances/{bassin}/avis/{slug}"
BEGINNINGS: Final = by_slug(REQUESTING, UNDERTAKING)


class Label(Answers, frozen=True):
    label: str


class Finding(Answers, frozen=True):
    topic: str
    finding: str


class Criterion(Finding, frozen=True):
    label: str | None


class FollowUp(Answers, frozen=True):
    kind: str
    on: date
    text: str | None
    operator: Named | None


class Dossier(Answers, frozen=True):
    follow_ups: tuple[FollowUp, ...]


class Opinion(Answers, frozen=True):
    id: str
    bassin: str
    kind: str
    state: str
    title: str | None
    impact: str | None
    conclusion: str | None
    criteria: tuple[Criterion, ...]
    subject_kind: str
    file: str | None
    project: Titled | None
    theme: Label | None
    requester: str | None
    begun_on: date
    due_on: date | None
    adopted_on: date | None
    transmitted_on: date | None
    answer_due_on: date | None
    answered_on: date | None
    effect_on: date | None
    overdue: bool
    operator_kinds: tuple[str, ...]
    operators: tuple[Named, ...]
    body: Named | None
    pole: Linked | None
    dossier: Dossier | None
    illustrative: bool
    history: History | None = None

    @property
    def heading(self) -> str:
        return self.title or tr("Avis à rédiger")

    @property
    def bears_on(self) -> str:
        """A project that is not for the viewer to see is told as one."""
        told = (self.project and self.project.title) or (self.theme and self.theme.label) or self.file
        return told or (tr("Un projet") if self.subject_kind == "PROJECT" else "—")

    @property
    def steps(self) -> list[Step]:
        return in_order(
            (
                self.begun_on,
                tr("Demandé par %(name)s", name=self.requester) if self.requester else tr("Entrepris d'initiative"),
            ),
            (self.due_on, tr("Échéance de sa transmission")),
            (self.adopted_on, tr("Adopté")),
            (self.transmitted_on, tr("Transmis")),
            (self.answer_due_on, tr("Réponse attendue")),
            (self.answered_on, tr("Première réponse")),
            (self.effect_on, tr("Premier effet observé")),
        )


class OpinionPage(Frame, frozen=True):
    opinion: Opinion | None
    viewer: Acting | None = None


class Asked(Answers, frozen=True):
    id: str
    version: int
    bassin: str
    state: str
    title: str | None
    impact: str | None
    conclusion: str | None
    operator_kinds: tuple[str, ...]
    criteria: tuple[Finding, ...]
    operators: tuple[Linked, ...]
    pole: Known | None

    @property
    def typed(self) -> dict[str, str]:
        """A form that amends begins with the text as it is."""
        return {
            "content.title": self.title or "",
            "content.impact": self.impact or "",
            "content.conclusion": self.conclusion or "",
            "content.operatorKinds": "\n".join(self.operator_kinds),
            **{f"content.criteria.{each.topic}": each.finding for each in self.criteria},
        }


class OpinionCommandPage(FormFrame, frozen=True):
    viewer: Acting | None
    opinion: Asked | None


class Decision(Titled, frozen=True):
    state: str


class OpinionDecisions(Answers, frozen=True):
    decisions: Edges[Decision]


OPINION = Document("opinion", OpinionPage)
OPINION_COMMAND = Document("opinion_command", OpinionCommandPage)
DECISIONS = Document("opinion_decisions", OpinionDecisions)


@pages.get("/avis/{key:uuid}")
async def opinion(visit: Visit, key: UUID) -> Response:
    found = await visit.ask(OPINION, id=global_id("Opinion", str(key)))
    shown = require(found.opinion)
    may = acts(visit.acting(found.viewer), (shown.bassin,), shown.pole)
    return visit.page(
        "opinion/page.html",
        found,
        course=followed(found.viewer, [shown.bassin]),
        commands=[OPINION_COMMANDS[each] for each in STAGES[shown.state]] if may else [],
    )


@pages.get("/avis/{key:uuid}/actes/suite")
async def next_form(visit: SignedInVisit, key: UUID) -> Response:
    """Of what the opinion waits for: to be drafted, adopted, or transmitted."""
    found = await visit.ask(OPINION_COMMAND, id=global_id("Opinion", str(key)))
    return RedirectResponse(
        visit.link(f"/avis/{key}/actes/{STAGES[require(found.opinion).state][-1]}"), 303, headers=HEADERS
    )


@pages.get(FORM)
async def opinion_form(visit: SignedInVisit, key: UUID, slug: str) -> Response:
    return await opened(visit, lambda: opinion_page(visit, key, slug))


@pages.post(FORM)
async def opinion_command(visit: Visit, key: UUID, slug: str, form: Form) -> Response:
    return await sent(visit, form, lambda: opinion_page(visit, key, slug))


@pages.get(BEGIN)
async def beginning_form(visit: SignedInVisit, bassin: str, slug: str) -> Response:
    return await opened(visit, lambda: beginning_page(visit, bassin, slug))


@pages.post(BEGIN)
async def begun(visit: Visit, bassin: str, slug: str, form: Form) -> Response:
    return await sent(visit, form, lambda: beginning_page(visit, bassin, slug))


async def opinion_page(visit: Visitor, key: UUID, slug: str) -> CommandPage:
    """Raises `PageRefused`."""
    command = require(OPINION_COMMANDS.get(slug))
    found = await visit.ask(OPINION_COMMAND, id=global_id("Opinion", str(key)))
    asked = require(found.opinion)
    check_acts(found.viewer, (asked.bassin,), asked.pole)
    return CommandPage(
        visit=visit,
        command=command,
        frame=found,
        about=(asked.title or tr("Avis à rédiger"), f"/avis/{key}"),
        fixed={"origin": {"opinionId": asked.id}} if command is DRAFTING else {"opinionId": asked.id},
        options=await options(visit, command, asked),
        bassin=asked.bassin,
        subject=asked.id,
        version=asked.version,
        begins=asked.typed,
    )


async def options(visit: Visitor, command: CommandForm, asked: Asked) -> Options:
    found: Options = {
        "content.operatorKinds": options_of("OperatorKind"),
        "operatorId": [Option(each.id, each.name) for each in asked.operators],
        "decisionId": [],
    }
    if command.slug == "adopter" and asked.pole:
        answer = await visit.ask(DECISIONS, poleId=asked.pole.id)
        adopted = [each for each in answer.decisions.nodes if each.state not in {"OPEN", "CLOSED"}]
        return {**found, "decisionId": [Option(each.id, each.title) for each in adopted]}
    return found


async def beginning_page(visit: Visitor, slug: str, command_slug: str) -> CommandPage:
    """Raises `PageRefused`."""
    bassin, command = bassin_at(slug), require(BEGINNINGS.get(command_slug))
    found = await visit.ask(ASSEMBLIES, bassin=bassin)
    return CommandPage(
        visit=visit,
        command=command,
        frame=found,
        about=(BASSINS[bassin], f"/instances/{slug}"),
        fixed={},
        options={
            "author": found.authors(bassin),
            "brief.kind": options_of("OpinionKind"),
            "brief.subject.projectId": [Option(each.id, each.title) for each in found.projects.nodes],
            "brief.target.kind": options_of("OpinionTargetKind"),
            "content.operatorKinds": options_of("OperatorKind"),
        },
        bassin=bassin,
    )
