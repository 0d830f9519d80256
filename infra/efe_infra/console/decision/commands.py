"""`/decisions/{key}/actes/{slug}` and, of an objection, `/decisions/{key}/actes/{slug}/{number}`."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.decision.forms import (
    AMENDMENT,
    DECISION_COMMANDS,
    OBJECTION_COMMANDS,
    POSITION,
    STANCES,
)
from efe_infra.console.decision.permissions import RosterSeat, Viewer, is_theirs, speaking
from efe_infra.console.forms.command_form import CommandForm, Option
from efe_infra.console.forms.handling import opened, sent
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.translatable import tr, tr_join
from efe_infra.console.register.answers import Answers, Known, Linked
from efe_infra.console.register.documents import Document
from efe_infra.console.register.ids import global_id
from efe_infra.console.web.addresses import require
from efe_infra.console.web.forms import Form
from efe_infra.console.web.page_request import SignedInVisit, Visit, Visitor
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import NotTheirs
from efe_infra.console.web.rules import FormFrame

pages = page_router(multilingual=True)
FORM: Final = "/decisions/{key:uuid}/actes/{slug}"
OBJECTION_FORM: Final = f"{FORM}/{{number}}"
NOT_YOURS: Final = tr("Cet acte est ouvert aux membres consultés et aux coordinateurs de l'Instance.")


class Objection(Known, frozen=True):
    number: int
    reason: str
    answer: str | None
    operator: Linked | None

    @property
    def words(self) -> str:
        """What was said so far."""
        said = [tr("Objection : %(reason)s", reason=self.reason)]
        if self.answer:
            said.append(tr("Réponse du pôle : %(answer)s", answer=self.answer))
        return tr_join("\n\n", said)


class Hashed(Answers, frozen=True):
    content_hash: str


class Subject(Answers, frozen=True):
    """What is decided, if it may be read: a project, or an opinion."""

    dossier: Hashed | None = None
    content_hash: str | None = None


class Dossier(Answers, frozen=True):
    subject_hash: str
    objections: tuple[Objection, ...]
    roster: tuple[RosterSeat, ...]


class Asked(Answers, frozen=True):
    id: str
    title: str
    text: str
    bassin: str
    version: int
    content_hash: str
    deadline: date | None
    pole: Known | None
    subject: Subject | None
    dossier: Dossier | None

    @property
    def subject_hash(self) -> str:
        """Of what is decided as it is now: an amended text may be on an amended content."""
        subject = self.subject
        now = subject and (subject.content_hash or (subject.dossier and subject.dossier.content_hash))
        return now or (self.dossier.subject_hash if self.dossier else "")

    @property
    def typed(self) -> dict[str, str]:
        return {"title": self.title, "text": self.text, "deadline": str(self.deadline or "")}


class DecisionCommandPage(FormFrame, frozen=True):
    viewer: Viewer | None
    decision: Asked | None


DECISION_COMMAND = Document("decision_command", DecisionCommandPage)


@pages.get(FORM)
async def decision_form(visit: SignedInVisit, key: UUID, slug: str) -> Response:
    return await opened(visit, lambda: decision_page(visit, key, require(DECISION_COMMANDS.get(slug))))


@pages.post(FORM)
async def decision_command(visit: Visit, key: UUID, slug: str, form: Form) -> Response:
    return await sent(visit, form, lambda: decision_page(visit, key, require(DECISION_COMMANDS.get(slug))))


@pages.get(OBJECTION_FORM)
async def objection_form(visit: SignedInVisit, key: UUID, slug: str, number: int) -> Response:
    return await opened(visit, lambda: decision_page(visit, key, require(OBJECTION_COMMANDS.get(slug)), number))


@pages.post(OBJECTION_FORM)
async def objection_command(visit: Visit, key: UUID, slug: str, number: int, form: Form) -> Response:
    return await sent(visit, form, lambda: decision_page(visit, key, require(OBJECTION_COMMANDS.get(slug)), number))


async def decision_page(visit: Visitor, key: UUID, command: CommandForm, number: int | None = None) -> CommandPage:
    """`number` is that of an objection. Raises `PageRefused`."""
    found = await visit.ask(DECISION_COMMAND, id=global_id("Decision", str(key)))
    asked = require(found.decision)
    objection = None if number is None else objected(asked, number)
    speakers = list(speaking(found.viewer, asked.bassin, asked.dossier.roster if asked.dossier else ()))
    author = objection.operator.id if objection and objection.operator else ""
    pole = asked.pole.id if asked.pole else None
    if not is_theirs(command, found.viewer, asked.bassin, pole, speakers, author):
        raise NotTheirs(NOT_YOURS)
    return CommandPage(
        visit=visit,
        command=command,
        frame=found,
        about=(asked.title, f"/decisions/{key}"),
        fixed=fixed(asked, command, objection),
        options={"operatorId": [option(each) for each in speakers], "stance": STANCES},
        bassin=asked.bassin,
        subject=asked.id,
        version=asked.version,
        begins=asked.typed if command is AMENDMENT else {},
        quoted=objection.words if objection else asked.text,
    )


def objected(asked: Asked, number: int) -> Objection:
    """Raises `NotHere`."""
    objections = asked.dossier.objections if asked.dossier else ()
    return require(next((each for each in objections if each.number == number), None))


def fixed(asked: Asked, command: CommandForm, objection: Objection | None) -> dict[str, Any]:
    if objection:
        return {"objectionId": objection.id}
    own = {POSITION.slug: {"contentHash": asked.content_hash}, AMENDMENT.slug: {"subjectHash": asked.subject_hash}}
    return {"decisionId": asked.id, **own.get(command.slug, {})}


def option(seat: RosterSeat) -> Option:
    operator = seat.operator
    return (
        Option(operator.id, tr("%(name)s (collège %(college)s)", name=operator.name, college=seat.college))
        if operator
        else Option("", "")
    )
