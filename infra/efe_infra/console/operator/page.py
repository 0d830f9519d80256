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
from efe_infra.console.forms.offers import NO, Offers, links_to, party_of
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
from efe_infra.console.register.labels import BASSINS, BY_NAME
from efe_infra.console.web.page_request import PageRequest, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import readable_instances
from efe_infra.console.web.refusals import bassin_at, require

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
    readable = readable_instances(response.viewer) if response.viewer else ()
    return visit.page(
        "operator/page.html",
        response,
        here=f"/operateurs/{key}",
        menu=Offers.of(dossier.available_commands).menu(links_to(f"/operateurs/{key}", OPERATOR_COMMANDS)),
        placed=placed_in(dossier),
        readable=readable[0] if readable else None,
    )


@form_at(pages, "/operateurs/{key:uuid}/actes/{slug}")
async def operator_command_page(visit: PageRequest, key: UUID, slug: str) -> OperatorCommandPage:
    command = require(OPERATOR_COMMANDS.get(slug))
    response = await visit.ask(OPERATOR_COMMAND, id=global_id("Operator", str(key)))
    dossier = require(response.operator)
    offers, placed = Offers.of(dossier.available_commands), placed_in(dossier)
    rows = {party.bassin: each.possible != NO for each in offers.of_form(command).rows if (party := party_of(each))}
    acting = sorted((each for each in rows if each), key=lambda each: (not rows[each], each not in placed))
    bassin = next(iter((*acting, *placed)), BY_NAME[0])
    return OperatorCommandPage(
        visit=visit,
        command=command,
        frame=response,
        subject_link=(dossier.name, f"/operateurs/{key}"),
        offers=offers,
        fixed={"operatorId": dossier.id},
        options={
            "bassin": [Option(each, BASSINS[each], offered=rows[each]) for each in acting],
            "scheme": options_of("NumberScheme"),
        },
        bassin=bassin,
        subject=dossier.id,
        version=dossier.version,
        initial={"name": dossier.name, "number": dossier.number, "scheme": dossier.scheme, "bassin": bassin},
        placed=placed,
    )


def placed_in(operator: OperatorIdentity) -> list[str]:
    """Returns the bassins where a site or the ressort places the operator today."""
    places: list[tuple[str, date | None]] = [(each.bassin, each.until) for each in operator.sites]
    places += [(each.bassin, each.until) for each in operator.ressorts]
    return sorted({bassin for bassin, until in places if until is None or until > today()})
