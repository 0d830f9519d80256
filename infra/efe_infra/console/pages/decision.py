"""`/decisions/{key}`: one decision, who said what of it, and what is missing for its adoption; its deeds."""

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.deeds.attempt import Attempt
from efe_infra.console.deeds.deed import Option, Options
from efe_infra.console.deeds.of_decisions import DECISION_DEEDS, POSITION, STANCES
from efe_infra.console.deeds.page import DeedPage, at_present, keeping, recorded
from efe_infra.console.documents import Document
from efe_infra.console.forms import Form
from efe_infra.console.frame import Answers, Frame
from efe_infra.console.french import counted
from efe_infra.console.history import Step, in_order
from efe_infra.console.ids import global_id
from efe_infra.console.law import Rules
from efe_infra.console.moments import NOW
from efe_infra.console.page_route import page_router
from efe_infra.console.refusals import NotHere, PageRefused
from efe_infra.console.standing import Standing
from efe_infra.console.visit import SignedInVisit, Visit, Visitor

pages = page_router()
NOT_YOURS = "Cet acte est ouvert aux membres consultés et aux coordinateurs de l'Instance."


class Known(Answers, frozen=True):
    id: str


class Account(Answers, frozen=True):
    person: Known | None


class Viewer(Standing, frozen=True):
    account: Account


class Named(Answers, frozen=True):
    name: str


class Object(Named, frozen=True):
    id: str


class RosterSeat(Answers, frozen=True):
    college: str
    operator: Object | None
    representative: Known | None


class Position(Answers, frozen=True):
    taken_on: date
    stance: str
    words: str
    recorded_for: bool
    content_hash: str
    operator: Named | None


class Number(Answers, frozen=True):
    number: int


class Objection(Number, frozen=True):
    state: str
    raised_on: date
    reason: str
    answer: str | None
    answered_on: date | None
    settled_on: date | None
    last_word: str | None
    operator: Named | None


class Consultation(Answers, frozen=True):
    is_consensus: bool
    somebody_agrees: bool
    colleges_not_heard: tuple[str, ...]
    colleges_not_agreeing: tuple[str, ...]
    awaited: tuple[Named, ...]
    standing_objections: tuple[Number, ...]

    @property
    def missing(self) -> Iterator[str]:
        """What stands in the way of adoption, in words."""
        if self.awaited:
            yield f"{counted(len(self.awaited), 'position')} : {', '.join(each.name for each in self.awaited)}."
        for college in self.colleges_not_heard:
            yield f"Aucun membre du collège {college} n'a pris position."
        if not self.somebody_agrees:
            yield "Aucun membre n'est d'accord."
        for college in self.colleges_not_agreeing:
            yield f"Aucun membre du collège {college} n'est d'accord."
        for each in self.standing_objections:
            yield f"L'objection n° {each.number} n'est pas retirée."


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


class Asked(Text, frozen=True):
    version: int
    dossier: Roster | None


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
    pole: Object | None
    dossier: Dossier | None

    @property
    def steps(self) -> list[Step]:
        return in_order(
            (self.proposed_on, "Proposée"),
            (self.deadline, "Dernier jour annoncé pour prendre position"),
            (self.adopted_on, "Adoptée par consensus"),
            (self.communicated_on, "Communiquée à l'Instance"),
            (self.received_on, "Reçue par l'Instance"),
            (self.closed_on, "Laissée sans consensus"),
        )


class DecisionPage(Frame, frozen=True):
    decision: Decision | None
    viewer: Viewer | None = None


class DecisionDeedPage(Frame, frozen=True):
    law: Rules
    viewer: Viewer | None
    decision: Asked | None


DECISION = Document("decision", DecisionPage)
DECISION_DEED = Document("decision_deed", DecisionDeedPage)


@pages.get("/decisions/{key:uuid}")
async def decision(visit: Visit, key: UUID) -> Response:
    found = await visit.ask(DECISION, id=global_id("Decision", str(key)))
    if (shown := found.decision) is None:
        raise NotHere
    seats = shown.dossier.roster if shown.dossier else ()
    offered = shown.state == "OPEN" and any(speaking(found.viewer, shown.bassin, seats))
    return visit.page("decision.html", found, deeds=DECISION_DEEDS.values() if offered else ())


@pages.get("/decisions/{key:uuid}/actes/{slug}")
async def decision_form(visit: SignedInVisit, key: UUID, slug: str) -> Response:
    if visit.moment != NOW:
        return at_present(visit)
    page, version = await deed_page(visit, key, slug)
    return page.show(Attempt(version=version))


@pages.post("/decisions/{key:uuid}/actes/{slug}")
async def decision_deed(visit: Visit, key: UUID, slug: str, form: Form) -> Response:
    async def act() -> Response:
        page, _ = await deed_page(visit, key, slug)
        done = await page.send(Attempt.of(form, page.deed, versioned=True))
        return done if isinstance(done, Response) else recorded(page.about[1], done)

    return await keeping(visit, form, act)


async def deed_page(visit: Visitor, key: UUID, slug: str) -> tuple[DeedPage, int]:
    """With the version of the decision. Raises `PageRefused`."""
    if (deed := DECISION_DEEDS.get(slug)) is None:
        raise NotHere
    found = await visit.ask(DECISION_DEED, id=global_id("Decision", str(key)))
    if (asked := found.decision) is None:
        raise NotHere
    speakers = list(speaking(found.viewer, asked.bassin, asked.dossier.roster if asked.dossier else ()))
    if not speakers:
        raise PageRefused(403, NOT_YOURS, code="FORBIDDEN")
    options: Options = {"operatorId": [option(each) for each in speakers], "stance": STANCES}
    page = DeedPage(
        visit=visit,
        deed=deed,
        frame=found,
        rule=found.law.of(deed.rule),
        about=(asked.title, f"/decisions/{key}"),
        fixed={"decisionId": asked.id} | ({"contentHash": asked.content_hash} if deed is POSITION else {}),
        options=options,
        bassin=asked.bassin,
        subject=asked.id,
        quoted=asked.text,
    )
    return page, asked.version


def speaking(viewer: Viewer | None, bassin: str, seats: Iterable[RosterSeat]) -> Iterator[RosterSeat]:
    """The members for whom a person may speak: coordinators record what any of them said."""
    if viewer is None:
        return
    all_of_them, person = viewer.coordinates(bassin), viewer.account.person
    for each in seats:
        if each.operator and (all_of_them or (person and each.representative == person)):
            yield each


def option(seat: RosterSeat) -> Option:
    operator = seat.operator
    return Option(operator.id, f"{operator.name} (collège {seat.college})") if operator else Option("", "")
