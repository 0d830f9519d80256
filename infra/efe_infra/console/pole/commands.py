"""`/poles/{key}/actes/{slug}`, `/instances/{bassin}/actes/creer-un-pole`: what coordinators do with pôles."""

from typing import Any, Final
from uuid import UUID

import msgspec
from starlette.responses import Response

from efe_infra.console.forms.command_form import CommandForm, Option, Options
from efe_infra.console.forms.handling import send_form, show_form
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr
from efe_infra.console.pole.forms import CREATION, DEPARTURE, DESIGNATION, POLE_COMMANDS
from efe_infra.console.pole.generated import (
    INSTANCE_COMMAND,
    OPERATORS,
    POLE_COMMAND,
    InstanceCommandAxis,
    OperatorsOperator,
    PoleCommandMembership,
    PoleCommandOperator,
    PoleCommandPole,
)
from efe_infra.console.register.ids import global_id
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.web.addresses import bassin_at, require
from efe_infra.console.web.forms import Form
from efe_infra.console.web.page_request import PageRequest, SignedInVisit, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import check_coordinates

pages = page_router(multilingual=True)
FORM: Final = "/poles/{key:uuid}/actes/{slug}"
CREATE: Final = "/instances/{bassin}/actes/creer-un-pole"


@pages.get(FORM)
async def pole_form(visit: SignedInVisit, key: UUID, slug: str) -> Response:
    """`q` is searched for among operators."""
    return await show_form(visit, lambda: pole_page(visit, key, slug))


@pages.post(FORM)
async def pole_command(visit: Visit, key: UUID, slug: str, form: Form) -> Response:
    return await send_form(visit, form, lambda: pole_page(visit, key, slug))


@pages.get(CREATE)
async def creation_form(visit: SignedInVisit, bassin: str) -> Response:
    return await show_form(visit, lambda: creation_page(visit, bassin))


@pages.post(CREATE)
async def creation(visit: Visit, bassin: str, form: Form) -> Response:
    return await send_form(visit, form, lambda: creation_page(visit, bassin))


async def pole_page(visit: PageRequest, key: UUID, slug: str) -> CommandPage:
    """Raises `PageRefused`."""
    command = require(POLE_COMMANDS.get(slug))
    found = await visit.ask(POLE_COMMAND, id=global_id("Pole", str(key)))
    pole = require(found.pole)
    check_coordinates(found.viewer, pole.bassin)
    return CommandPage(
        visit=visit,
        command=command,
        frame=found,
        subject_link=(pole.name, f"/poles/{key}"),
        fixed={"poleId": pole.id},
        options=await options(visit, command, pole),
        bassin=pole.bassin,
        subject=pole.id,
        version=pole.version,
        search=tr("Chercher un opérateur du bassin") if command is DESIGNATION else "",
    )


async def creation_page(visit: PageRequest, slug: str) -> CommandPage:
    """Raises `PageRefused`."""
    bassin = bassin_at(slug)
    found = await visit.ask(INSTANCE_COMMAND, bassin=bassin)
    check_coordinates(found.viewer, bassin)
    axes = [each.axis for each in found.instance.axes] if found.instance else []
    return CommandPage(
        visit=visit,
        command=CREATION,
        frame=found,
        subject_link=(BASSINS[bassin], f"/instances/{slug}"),
        fixed={"bassin": bassin},
        options={"axis": [Option(each.key, each.label, axis_input(each)) for each in axes]},
        bassin=bassin,
    )


async def options(visit: PageRequest, command: CommandForm, pole: PoleCommandPole) -> Options:
    if command is DEPARTURE:
        seats = pole.dossier.memberships if pole.dossier else ()
        return {"operatorId": [seat(each, each.operator) for each in seats if each.operator]}
    if command is DESIGNATION:
        found = await visit.ask(OPERATORS, bassin=pole.bassin, search=visit.query("q"))
        return {"operatorId": [Option(each.id, operator_words(each)) for each in found.operators.nodes]}
    return {}


def seat(member: PoleCommandMembership, operator: PoleCommandOperator) -> Option:
    """A seat that is over is not offered, but taken: a form may be sent again once it has ended it."""
    words = tr("%(name)s (collège %(college)s)", name=operator.name, college=member.college)
    return Option(operator.id, words, offered=member.until is None or member.until > today())


def axis_input(axis: InstanceCommandAxis) -> dict[str, Any]:
    """Returns an axis as the input of a command."""
    fields: dict[str, Any] = msgspec.to_builtins(axis)
    del fields["key"]
    return fields


def operator_words(operator: OperatorsOperator) -> str:
    if operator.number == operator.name:
        return tr("%(name)s (collège %(college)s)", name=operator.name, college=operator.college)
    return tr(
        "%(name)s (collège %(college)s, %(number)s)",
        name=operator.name,
        college=operator.college,
        number=operator.number,
    )
