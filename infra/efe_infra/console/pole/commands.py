"""`/poles/{key}/actes/{slug}`, `/instances/{bassin}/actes/creer-un-pole`: what coordinators do with pôles."""

from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
from starlette.responses import Response

from efe_infra.console.forms.command_form import CommandForm, Option, Options
from efe_infra.console.forms.handling import opened, sent
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr
from efe_infra.console.pole.forms import CREATION, DEPARTURE, DESIGNATION, POLE_COMMANDS
from efe_infra.console.project import answers as projects
from efe_infra.console.register.answers import Answers, Edges, Linked
from efe_infra.console.register.documents import Document
from efe_infra.console.register.ids import global_id
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.web.addresses import bassin_at, require
from efe_infra.console.web.forms import Form
from efe_infra.console.web.page_request import SignedInVisit, Visit, Visitor
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import Standing, check_coordinates
from efe_infra.console.web.rules import FormFrame

pages = page_router(multilingual=True)
FORM: Final = "/poles/{key:uuid}/actes/{slug}"
CREATE: Final = "/instances/{bassin}/actes/creer-un-pole"


class Member(Answers, frozen=True):
    college: str
    until: date | None
    operator: Linked | None


class Dossier(Answers, frozen=True):
    memberships: tuple[Member, ...]


class Pole(projects.Pole, frozen=True):
    version: int
    dossier: Dossier | None


class PoleCommandPage(FormFrame, frozen=True):
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


class InstanceCommandPage(FormFrame, frozen=True):
    viewer: Standing | None
    instance: Axes | None


class Operator(Answers, frozen=True):
    id: str
    name: str
    number: str
    college: str

    @property
    def words(self) -> str:
        if self.number == self.name:
            return tr("%(name)s (collège %(college)s)", name=self.name, college=self.college)
        return tr(
            "%(name)s (collège %(college)s, %(number)s)", name=self.name, college=self.college, number=self.number
        )


class OperatorsFound(Answers, frozen=True):
    operators: Edges[Operator]


POLE_COMMAND = Document("pole_command", PoleCommandPage)
INSTANCE_COMMAND = Document("instance_command", InstanceCommandPage)
OPERATORS = Document("operators", OperatorsFound)


@pages.get(FORM)
async def pole_form(visit: SignedInVisit, key: UUID, slug: str) -> Response:
    """`q` is searched for among operators."""
    return await opened(visit, lambda: pole_page(visit, key, slug))


@pages.post(FORM)
async def pole_command(visit: Visit, key: UUID, slug: str, form: Form) -> Response:
    return await sent(visit, form, lambda: pole_page(visit, key, slug))


@pages.get(CREATE)
async def creation_form(visit: SignedInVisit, bassin: str) -> Response:
    return await opened(visit, lambda: creation_page(visit, bassin))


@pages.post(CREATE)
async def creation(visit: Visit, bassin: str, form: Form) -> Response:
    return await sent(visit, form, lambda: creation_page(visit, bassin))


async def pole_page(visit: Visitor, key: UUID, slug: str) -> CommandPage:
    """Raises `PageRefused`."""
    command = require(POLE_COMMANDS.get(slug))
    found = await visit.ask(POLE_COMMAND, id=global_id("Pole", str(key)))
    pole = require(found.pole)
    check_coordinates(found.viewer, pole.bassin)
    return CommandPage(
        visit=visit,
        command=command,
        frame=found,
        about=(pole.name, f"/poles/{key}"),
        fixed={"poleId": pole.id},
        options=await options(visit, command, pole),
        bassin=pole.bassin,
        subject=pole.id,
        version=pole.version,
        search=tr("Chercher un opérateur du bassin") if command is DESIGNATION else "",
    )


async def creation_page(visit: Visitor, slug: str) -> CommandPage:
    """Raises `PageRefused`."""
    bassin = bassin_at(slug)
    found = await visit.ask(INSTANCE_COMMAND, bassin=bassin)
    check_coordinates(found.viewer, bassin)
    axes = [each.axis for each in found.instance.axes] if found.instance else []
    return CommandPage(
        visit=visit,
        command=CREATION,
        frame=found,
        about=(BASSINS[bassin], f"/instances/{slug}"),
        fixed={"bassin": bassin},
        options={"axis": [Option(each.key, each.label, asked(each)) for each in axes]},
        bassin=bassin,
    )


async def options(visit: Visitor, command: CommandForm, pole: Pole) -> Options:
    if command is DEPARTURE:
        seats = pole.dossier.memberships if pole.dossier else ()
        return {"operatorId": [seat(each, each.operator) for each in seats if each.operator]}
    if command is DESIGNATION:
        found = await visit.ask(OPERATORS, bassin=pole.bassin, search=visit.given("q"))
        return {"operatorId": [Option(each.id, each.words) for each in found.operators.nodes]}
    return {}


def seat(member: Member, operator: Linked) -> Option:
    """A seat that is over is not offered, but taken: a form may be sent again once it has ended it."""
    words = tr("%(name)s (collège %(college)s)", name=operator.name, college=member.college)
    return Option(operator.id, words, offered=member.until is None or member.until > today())


def asked(axis: Axis) -> dict[str, Any]:
    """As a command takes it."""
    taken: dict[str, Any] = msgspec.to_builtins(axis)
    del taken["key"]
    return taken
