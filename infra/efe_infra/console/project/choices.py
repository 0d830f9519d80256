"""What may be chosen in the forms of projects and invitations, asked of the register."""

from asyncio import gather
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from efe_domain.shared.texts import slug
from efe_infra.console.forms.command_form import Option, Several
from efe_infra.console.forms.parsers import lines_of
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr
from efe_infra.console.project.answers import Pole
from efe_infra.console.project.content import Partner
from efe_infra.console.project.lines import Axis
from efe_infra.console.register.answers import Answers, Edges, Named
from efe_infra.console.register.documents import Document
from efe_infra.console.register.ids import key_of
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.web.page_request import Visitor

PARTNERS: Final = "content.partnerIds"
MOST_SOUGHT: Final = 30
"""Of operators that are sought at once; the others are told to be unknown."""
A_YEAR: Final = timedelta(days=366)


class DecisionDossier(Answers, frozen=True):
    subject_hash: str


class Decision(Answers, frozen=True):
    id: str
    title: str
    state: str
    adopted_on: date | None
    dossier: DecisionDossier | None


class CarryingDecisions(Answers, frozen=True):
    decisions: Edges[Decision]


class Meeting(Answers, frozen=True):
    id: str
    held_on: date | None
    body: Named | None


class MeetingsHeld(Answers, frozen=True):
    meetings: Edges[Meeting]


class FoundPole(Pole, frozen=True):
    axis: Axis

    @property
    def words(self) -> str:
        axis = "" if self.axis.label == self.name else f", {self.axis.label}"
        return f"{self.name} ({BASSINS[self.bassin]}{axis})"


class PolesFound(Answers, frozen=True):
    poles: Edges[FoundPole]


class OperatorsCalled(Answers, frozen=True):
    operators: Edges[Partner]


CARRYING_DECISIONS = Document("carrying_decisions", CarryingDecisions)
MEETINGS_HELD = Document("meetings_held", MeetingsHeld)
POLES_FOUND = Document("poles_found", PolesFound)
OPERATORS_CALLED = Document("operators_called", OperatorsCalled)


async def decisions(visit: Visitor, poles: Iterable[Pole], content_hash: str, **sends: str) -> list[Option]:
    """Adopted by one of the pôles to carry that very content; those on another are taken, not offered."""
    several = list(poles)
    answers = await gather(*(visit.ask(CARRYING_DECISIONS, pole=each.id) for each in several))
    return [
        Option(
            node.id,
            tr("%(title)s (%(pole)s, adoptée le %(day)s)", title=node.title, pole=pole.name, day=node.adopted_on),
            Several(decisionId=node.id, poleId=pole.id, **sends),
            offered=node.dossier is not None and node.dossier.subject_hash == content_hash,
        )
        for pole, answer in zip(several, answers, strict=True)
        for node in answer.decisions.nodes
        if node.adopted_on
    ]


async def meetings(visit: Visitor, bassin: str) -> list[Option]:
    """Held by a body of the Instance within a year, the last first."""
    found = await visit.ask(MEETINGS_HELD, bassin=bassin, since=(today() - A_YEAR).isoformat())
    held = [each for each in found.meetings.nodes if each.held_on and each.body]
    return [
        Option(each.id, tr("%(name)s, %(day)s", name=each.body.name, day=each.held_on))
        for each in reversed(held)
        if each.held_on and each.body
    ]


async def poles(visit: Visitor, search: str | None, carriers: Collection[str]) -> list[Option]:
    """Those that carry already are not offered."""
    found = await visit.ask(POLES_FOUND, search=search)
    return [Option(each.id, each.words, offered=each.id not in carriers) for each in found.poles.nodes]


def to_propose(poles: Iterable[Pole], project: str) -> list[tuple[str, str]]:
    """Where each of them decides to carry the project of that identifier."""
    form = "/decisions/actes/proposer?sujet=project-"
    return [
        (
            tr("Proposer d'abord au pôle %(name)s d'en décider", name=each.name),
            f"/poles/{key_of(each.id)}{form}{key_of(project)}",
        )
        for each in poles
    ]


async def partners(visit: Visitor, typed: Mapping[str, str], known: Sequence[Partner] = ()) -> list[Option]:
    """The operators named in a form, each by its whole name or number, and those that are partners already."""
    options = [Option(each.id, each.words) for each in known]
    called = {slug(each.words) for each in options}
    sought = [each for each in lines_of(typed.get(PARTNERS, "")) if slug(each) not in called][:MOST_SOUGHT]
    answers = await gather(*(visit.ask(OPERATORS_CALLED, search=each) for each in sought))
    for words, answer in zip(sought, answers, strict=True):
        nodes = answer.operators.nodes
        exact = [each for each in nodes if slug(words) in {slug(each.name), slug(each.number), slug(each.words)}]
        options += [Option(each.id, words) for each in exact if len(exact) == 1]
    return options
