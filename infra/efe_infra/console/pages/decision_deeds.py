"""`/decisions/{key}/actes/{slug}` and, of an objection, `/decisions/{key}/actes/{slug}/{number}`."""

from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.deeds.attempt import Attempt
from efe_infra.console.deeds.deed import Deed, Option, Options
from efe_infra.console.deeds.of_decisions import (
    AMENDMENT,
    DECISION_DEEDS,
    OBJECTION_DEEDS,
    POSITION,
    STANCES,
)
from efe_infra.console.deeds.page import DeedPage, at_present, keeping, recorded
from efe_infra.console.documents import Document
from efe_infra.console.forms import Form
from efe_infra.console.frame import Answers, Frame
from efe_infra.console.ids import global_id
from efe_infra.console.law import Rules
from efe_infra.console.moments import NOW
from efe_infra.console.page_route import page_router
from efe_infra.console.refusals import NotHere, PageRefused
from efe_infra.console.standing_in_decisions import Known, Object, RosterSeat, Viewer, is_theirs, speaking
from efe_infra.console.visit import SignedInVisit, Visit, Visitor

pages = page_router()
NOT_YOURS: Final = "Cet acte est ouvert aux membres consultés et aux coordinateurs de l'Instance."


class Objection(Answers, frozen=True):
    id: str
    number: int
    reason: str
    answer: str | None
    operator: Object | None

    @property
    def words(self) -> str:
        """What was said so far."""
        return f"Objection : {self.reason}" + (f"\n\nRéponse du pôle : {self.answer}" if self.answer else "")


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


class DecisionDeedPage(Frame, frozen=True):
    law: Rules
    viewer: Viewer | None
    decision: Asked | None


class About(NamedTuple):
    """What an address of a form names."""

    deed: Deed
    objection: int | None = None


DECISION_DEED = Document("decision_deed", DecisionDeedPage)


@pages.get("/decisions/{key:uuid}/actes/{slug}")
async def decision_form(visit: SignedInVisit, key: UUID, slug: str) -> Response:
    return await shown(visit, key, of_decision(slug))


@pages.get("/decisions/{key:uuid}/actes/{slug}/{number}")
async def objection_form(visit: SignedInVisit, key: UUID, slug: str, number: int) -> Response:
    return await shown(visit, key, of_objection(slug, number))


@pages.post("/decisions/{key:uuid}/actes/{slug}")
async def decision_deed(visit: Visit, key: UUID, slug: str, form: Form) -> Response:
    return await sent(visit, key, of_decision(slug), form)


@pages.post("/decisions/{key:uuid}/actes/{slug}/{number}")
async def objection_deed(visit: Visit, key: UUID, slug: str, number: int, form: Form) -> Response:
    return await sent(visit, key, of_objection(slug, number), form)


def of_decision(slug: str) -> About:
    """Raises `NotHere`."""
    if slug not in DECISION_DEEDS:
        raise NotHere
    return About(DECISION_DEEDS[slug])


def of_objection(slug: str, number: int) -> About:
    """Raises `NotHere`."""
    if slug not in OBJECTION_DEEDS:
        raise NotHere
    return About(OBJECTION_DEEDS[slug], number)


async def shown(visit: Visitor, key: UUID, about: About) -> Response:
    if visit.moment != NOW:
        return at_present(visit)
    page, asked = await deed_page(visit, key, about)
    return page.show(Attempt(version=asked.version, typed=asked.typed if page.deed is AMENDMENT else {}))


async def sent(visit: Visitor, key: UUID, about: About, form: Form) -> Response:
    async def act() -> Response:
        page, _ = await deed_page(visit, key, about)
        done = await page.send(Attempt.of(form, page.deed, versioned=True))
        return done if isinstance(done, Response) else recorded(page.about[1], done)

    return await keeping(visit, form, act)


async def deed_page(visit: Visitor, key: UUID, about: About) -> tuple[DeedPage, Asked]:
    """Raises `PageRefused`."""
    found = await visit.ask(DECISION_DEED, id=global_id("Decision", str(key)))
    if (asked := found.decision) is None:
        raise NotHere
    objection = objected(asked, about)
    speakers = list(speaking(found.viewer, asked.bassin, asked.dossier.roster if asked.dossier else ()))
    author = objection.operator.id if objection and objection.operator else ""
    pole = asked.pole.id if asked.pole else None
    if not is_theirs(about.deed, found.viewer, asked.bassin, pole, speakers, author):
        raise PageRefused(403, NOT_YOURS, code="FORBIDDEN")
    options: Options = {"operatorId": [option(each) for each in speakers], "stance": STANCES}
    page = DeedPage(
        visit=visit,
        deed=about.deed,
        frame=found,
        rule=found.law.of(about.deed.rule),
        about=(asked.title, f"/decisions/{key}"),
        fixed=fixed(asked, about.deed, objection),
        options=options,
        bassin=asked.bassin,
        subject=asked.id,
        quoted=objection.words if objection else asked.text,
    )
    return page, asked


def objected(asked: Asked, about: About) -> Objection | None:
    """Raises `NotHere` for one that there is not."""
    if about.objection is None:
        return None
    objections = asked.dossier.objections if asked.dossier else ()
    if found := next((each for each in objections if each.number == about.objection), None):
        return found
    raise NotHere


def fixed(asked: Asked, deed: Deed, objection: Objection | None) -> dict[str, Any]:
    if objection:
        return {"objectionId": objection.id}
    own = {POSITION.slug: {"contentHash": asked.content_hash}, AMENDMENT.slug: {"subjectHash": asked.subject_hash}}
    return {"decisionId": asked.id, **own.get(deed.slug, {})}


def option(seat: RosterSeat) -> Option:
    operator = seat.operator
    return Option(operator.id, f"{operator.name} (collège {seat.college})") if operator else Option("", "")
