"""`/poles/{key}/actes/{slug}`, `/instances/{bassin}/actes/creer-un-pole`: what coordinators do with pôles."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from starlette.responses import Response

from efe_infra.console.catalogue import Edge
from efe_infra.console.deeds.attempt import Attempt
from efe_infra.console.deeds.deed import Deed, Option, Options
from efe_infra.console.deeds.of_poles import CREATION, DEEDS, DEPARTURE, DESIGNATION
from efe_infra.console.deeds.page import DeedPage, at_present, keeping, recorded
from efe_infra.console.documents import Document
from efe_infra.console.forms import Form
from efe_infra.console.frame import Answers, Frame
from efe_infra.console.french import today
from efe_infra.console.ids import global_id
from efe_infra.console.labels import BASSINS, bassin_of
from efe_infra.console.law import Rules
from efe_infra.console.moments import NOW
from efe_infra.console.page_route import page_router
from efe_infra.console.refusals import NotHere, PageRefused
from efe_infra.console.standing import Standing, coordinates
from efe_infra.console.visit import SignedInVisit, Visit, Visitor

pages = page_router()
NOT_YOURS = "Cet acte est ouvert aux coordinateurs de l'Instance."


class OperatorName(Answers, frozen=True):
    id: str
    name: str


class Member(Answers, frozen=True):
    college: str
    until: date | None
    operator: OperatorName | None


class Dossier(Answers, frozen=True):
    memberships: tuple[Member, ...]


class Pole(Answers, frozen=True):
    id: str
    name: str
    bassin: str
    version: int
    dossier: Dossier | None


class PoleDeedPage(Frame, frozen=True):
    law: Rules
    viewer: Standing | None
    pole: Pole | None


class AxisCode(Answers, frozen=True):
    system: str
    code: str


class Axis(Answers, frozen=True):
    key: str
    kind: str
    label: str
    codes: tuple[AxisCode, ...]


class Identified(Answers, frozen=True):
    axis: Axis


class Axes(Answers, frozen=True):
    axes: tuple[Identified, ...]


class InstanceDeedPage(Frame, frozen=True):
    law: Rules
    viewer: Standing | None
    instance: Axes | None


class Operator(Answers, frozen=True):
    id: str
    name: str
    number: str
    college: str

    @property
    def words(self) -> str:
        number = "" if self.number == self.name else f", {self.number}"
        return f"{self.name} (collège {self.college}{number})"


class Operators(Answers, frozen=True):
    edges: tuple[Edge[Operator], ...]


class OperatorsFound(Answers, frozen=True):
    operators: Operators


POLE_DEED = Document("pole_deed", PoleDeedPage)
INSTANCE_DEED = Document("instance_deed", InstanceDeedPage)
OPERATORS = Document("operators", OperatorsFound)


@pages.get("/poles/{key:uuid}/actes/{slug}")
async def pole_form(visit: SignedInVisit, key: UUID, slug: str) -> Response:
    """`q` is searched for among operators."""
    if visit.moment != NOW:
        return at_present(visit)
    page, version = await pole_page(visit, key, slug)
    return page.show(Attempt(version=version))


@pages.post("/poles/{key:uuid}/actes/{slug}")
async def pole_deed(visit: Visit, key: UUID, slug: str, form: Form) -> Response:
    async def act() -> Response:
        page, _ = await pole_page(visit, key, slug)
        done = await page.send(Attempt.of(form, page.deed, versioned=True))
        return done if isinstance(done, Response) else recorded(page.about[1], done)

    return await keeping(visit, form, act)


@pages.get("/instances/{bassin}/actes/creer-un-pole")
async def creation_form(visit: SignedInVisit, bassin: str) -> Response:
    if visit.moment != NOW:
        return at_present(visit)
    page = await creation_page(visit, bassin)
    return page.show(Attempt())


@pages.post("/instances/{bassin}/actes/creer-un-pole")
async def creation(visit: Visit, bassin: str, form: Form) -> Response:
    async def act() -> Response:
        page = await creation_page(visit, bassin)
        done = await page.send(Attempt.of(form, page.deed, versioned=False))
        return done if isinstance(done, Response) else recorded(page.about[1], done)

    return await keeping(visit, form, act)


async def pole_page(visit: Visitor, key: UUID, slug: str) -> tuple[DeedPage, int]:
    """With the version of the pôle. Raises `PageRefused`."""
    if (deed := DEEDS.get(slug)) is None:
        raise NotHere
    found = await visit.ask(POLE_DEED, id=global_id("Pole", str(key)))
    if (pole := found.pole) is None:
        raise NotHere
    check(found.viewer, pole.bassin)
    page = DeedPage(
        visit=visit,
        deed=deed,
        frame=found,
        rule=found.law.of(deed.rule),
        about=(pole.name, f"/poles/{key}"),
        fixed={"poleId": pole.id},
        options=await options(visit, deed, pole),
        bassin=pole.bassin,
        subject=pole.id,
        search="Chercher un opérateur du bassin" if deed is DESIGNATION else "",
    )
    return page, pole.version


async def creation_page(visit: Visitor, slug: str) -> DeedPage:
    """Raises `PageRefused`."""
    if (bassin := bassin_of(slug)) is None:
        raise NotHere
    found = await visit.ask(INSTANCE_DEED, bassin=bassin)
    check(found.viewer, bassin)
    axes = [each.axis for each in found.instance.axes] if found.instance else []
    return DeedPage(
        visit=visit,
        deed=CREATION,
        frame=found,
        rule=found.law.of(CREATION.rule),
        about=(BASSINS[bassin], f"/instances/{slug}"),
        fixed={"bassin": bassin},
        options={"axis": [Option(each.key, each.label, asked(each)) for each in axes]},
        bassin=bassin,
    )


def check(viewer: Standing | None, bassin: str) -> None:
    """Raises `PageRefused`: whoever may not do it is shown no form."""
    if not coordinates(viewer, bassin):
        raise PageRefused(403, NOT_YOURS, code="FORBIDDEN")


async def options(visit: Visitor, deed: Deed, pole: Pole) -> Options:
    if deed is DEPARTURE:
        seats = pole.dossier.memberships if pole.dossier else ()
        return {"operatorId": [seat(each, each.operator) for each in seats if each.operator]}
    if deed is DESIGNATION:
        found = await visit.ask(OPERATORS, bassin=pole.bassin, search=visit.given("q"))
        operators = [each.node for each in found.operators.edges]
        return {"operatorId": [Option(each.id, each.words) for each in operators]}
    return {}


def seat(member: Member, operator: OperatorName) -> Option:
    """A seat that is over is not offered, but taken: a form may be sent again once it has ended it."""
    words = f"{operator.name} (collège {member.college})"
    return Option(operator.id, words, offered=member.until is None or member.until > today())


def asked(axis: Axis) -> dict[str, Any]:
    """As a command takes it."""
    taken: dict[str, Any] = msgspec.to_builtins(axis)
    del taken["key"]
    return taken
