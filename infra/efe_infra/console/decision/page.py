"""`/decisions/{key}`: one decision, who said what of it, and what is missing for its adoption."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.decision.permissions import (
    OF_OBJECTION,
    OPEN_TO,
    RosterSeat,
    Viewer,
    is_theirs,
    speaking,
)
from efe_infra.console.forms.command_form import CommandForm
from efe_infra.console.language.translatable import tr, tr_plural
from efe_infra.console.register.answers import Answers, Linked, Named, Numbered
from efe_infra.console.register.documents import Document
from efe_infra.console.register.history import Step, in_order
from efe_infra.console.register.ids import global_id
from efe_infra.console.register.links import Subject
from efe_infra.console.web.addresses import require
from efe_infra.console.web.layout import Frame
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import followed

pages = page_router(multilingual=True)


class Position(Answers, frozen=True):
    taken_on: date
    stance: str
    words: str
    recorded_for: bool
    content_hash: str
    operator: Named | None


class Objection(Numbered, frozen=True):
    state: str
    raised_on: date
    reason: str
    answer: str | None
    answered_on: date | None
    settled_on: date | None
    last_word: str | None
    operator: Linked | None


class Consultation(Answers, frozen=True):
    is_consensus: bool
    somebody_agrees: bool
    colleges_not_heard: tuple[str, ...]
    colleges_not_agreeing: tuple[str, ...]
    awaited: tuple[Named, ...]
    standing_objections: tuple[Numbered, ...]

    @property
    def missing(self) -> Iterator[str]:
        """What stands in the way of adoption, in words."""
        if self.awaited:
            names = ", ".join(each.name for each in self.awaited)
            yield tr_plural(
                "%(count)s position : %(names)s.", "%(count)s positions : %(names)s.", len(self.awaited), names=names
            )
        for college in self.colleges_not_heard:
            yield tr("Aucun membre du collège %(college)s n'a pris position.", college=college)
        if not self.somebody_agrees:
            yield tr("Aucun membre n'est d'accord.")
        for college in self.colleges_not_agreeing:
            yield tr("Aucun membre du collège %(college)s n'est d'accord.", college=college)
        for each in self.standing_objections:
            yield tr("L'objection n° %(number)s n'est pas retirée.", number=each.number)


class Roster(Answers, frozen=True):
    roster: tuple[RosterSeat, ...]


class Dossier(Roster, frozen=True):
    positions: tuple[Position, ...]
    objections: tuple[Objection, ...]
    consultation: Consultation


class Text(Answers, frozen=True):
    id: str
    title: str
    text: str
    bassin: str
    state: str
    content_hash: str


class Decision(Text, frozen=True):
    number: int
    kind: str
    proposed_on: date
    deadline: date | None
    adopted_on: date | None
    communicated_on: date | None
    received_on: date | None
    closed_on: date | None
    illustrative: bool
    pole: Linked | None
    subject: Subject | None
    dossier: Dossier | None

    @property
    def steps(self) -> list[Step]:
        return in_order(
            (self.proposed_on, tr("Proposée")),
            (self.deadline, tr("Dernier jour annoncé pour prendre position")),
            (self.adopted_on, tr("Adoptée par consensus")),
            (self.communicated_on, tr("Communiquée à l'Instance")),
            (self.received_on, tr("Reçue par l'Instance")),
            (self.closed_on, tr("Laissée sans consensus")),
        )


class DecisionPage(Frame, frozen=True):
    decision: Decision | None
    viewer: Viewer | None = None


DECISION = Document("decision", DecisionPage)


@pages.get("/decisions/{key:uuid}")
async def decision(visit: Visit, key: UUID) -> Response:
    found = await visit.ask(DECISION, id=global_id("Decision", str(key)))
    shown = require(found.decision)
    viewer = visit.acting(found.viewer)
    commands = [each for each in OPEN_TO.get(shown.state, ()) if theirs(viewer, shown, each)]
    answers = dict(of_objections(viewer, shown)) if shown.state == "OPEN" else {}
    course = followed(found.viewer, [shown.bassin])
    return visit.page("decision/page.html", found, course=course, commands=commands, answers=answers)


def theirs(viewer: Viewer | None, shown: Decision, command: CommandForm, author: str = "") -> bool:
    seats = shown.dossier.roster if shown.dossier else ()
    pole = shown.pole.id if shown.pole else None
    return is_theirs(command, viewer, shown.bassin, pole, list(speaking(viewer, shown.bassin, seats)), author)


def of_objections(viewer: Viewer | None, shown: Decision) -> Iterator[tuple[int, list[CommandForm]]]:
    """By the number of the objection, what the person can do about it."""
    for each in shown.dossier.objections if shown.dossier else ():
        author = each.operator.id if each.operator else ""
        yield (
            each.number,
            [command for command in OF_OBJECTION.get(each.state, ()) if theirs(viewer, shown, command, author)],
        )
