"""`/operateurs/{key}`: an operator and the changes of its name and number; `/instances/{bassin}/operateurs`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.forms.command_form import Option
from efe_infra.console.forms.content_fields import options_of
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.formats import today
from efe_infra.console.operator.forms import OPERATOR_COMMANDS
from efe_infra.console.operator.generated import (
    OPERATOR_COMMAND,
    OPERATOR_DOSSIER,
    OPERATORS_OF_INSTANCE,
    OperatorIdentity,
)
from efe_infra.console.register.ids import global_id
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.web.generated import Standing
from efe_infra.console.web.page_request import PageRequest, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import NOT_YOURS, coordinates, readable_instances
from efe_infra.console.web.refusals import NotTheirs, bassin_at, require

pages = page_router(multilingual=True)


@dataclass(frozen=True, kw_only=True)
class OperatorCommandPage(CommandPage):
    """Form of a change of an operator, which names the Instances that will read it."""

    template: ClassVar[str] = "operator/form.html"

    placed: Sequence[str]

    @property
    def extra(self) -> dict[str, Any]:
        return {"placed": self.placed}


@pages.get("/instances/{bassin}/operateurs")
async def operators(visit: Visit, bassin: str) -> Response:
    name = bassin_at(bassin)
    response = await visit.ask(
        OPERATORS_OF_INSTANCE, bassin=name, search=visit.query("q") or None, after=visit.query("apres")
    )
    return visit.page("operator/list.html", response, bassin=name, here=f"/instances/{bassin}/operateurs")


@pages.get("/operateurs/{key:uuid}")
async def operator(visit: Visit, key: UUID) -> Response:
    response = await visit.ask(OPERATOR_DOSSIER, id=global_id("Operator", str(key)))
    dossier = require(response.operator)
    acting = acting_instances(visit.viewer_now(response.viewer), placed_in(dossier))
    readable = readable_instances(response.viewer) if response.viewer else ()
    return visit.page(
        "operator/page.html",
        response,
        here=f"/operateurs/{key}",
        commands=list(OPERATOR_COMMANDS.values()) if acting else [],
        placed=placed_in(dossier),
        readable=readable[0] if readable else None,
    )


@form_at(pages, "/operateurs/{key:uuid}/actes/{slug}")
async def operator_command_page(visit: PageRequest, key: UUID, slug: str) -> OperatorCommandPage:
    command = require(OPERATOR_COMMANDS.get(slug))
    response = await visit.ask(OPERATOR_COMMAND, id=global_id("Operator", str(key)))
    dossier = require(response.operator)
    acting = acting_instances(response.viewer, placed_in(dossier))
    if not acting:
        raise NotTheirs(NOT_YOURS)
    return OperatorCommandPage(
        visit=visit,
        command=command,
        frame=response,
        subject_link=(dossier.name, f"/operateurs/{key}"),
        fixed={"operatorId": dossier.id},
        options={
            "bassin": [Option(each, BASSINS[each]) for each in acting],
            "scheme": options_of("NumberScheme"),
        },
        bassin=acting[0],
        subject=dossier.id,
        version=dossier.version,
        initial={"name": dossier.name, "number": dossier.number, "scheme": dossier.scheme, "bassin": acting[0]},
        placed=placed_in(dossier),
    )


def placed_in(operator: OperatorIdentity) -> list[str]:
    """Returns the bassins where a site or the ressort places the operator today."""
    places: list[tuple[str, date | None]] = [(each.bassin, each.until) for each in operator.sites]
    places += [(each.bassin, each.until) for each in operator.ressorts]
    return sorted({bassin for bassin, until in places if until is None or until > today()})


def acting_instances(viewer: Standing | None, placed: Sequence[str]) -> list[str]:
    """Returns the Instances that the viewer coordinates: those where the operator is located first."""
    coordinated = [each for each in BASSINS if coordinates(viewer, each)]
    return [each for each in placed if each in coordinated] + [each for each in coordinated if each not in placed]
