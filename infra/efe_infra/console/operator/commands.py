"""`/operateurs/{key}/actes/{slug}`: forms of an operator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from efe_infra.console.forms.command_form import CommandForm, Option, Options
from efe_infra.console.forms.content_fields import options_of
from efe_infra.console.forms.field_search import FieldSearch
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.offers import NO, Offers, party_of
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.formats import is_current
from efe_infra.console.operator.choices import commune_search, competence_search, competences, ressorts, sites
from efe_infra.console.operator.forms import (
    CLOSURE,
    END_OF_RESSORT,
    OPENING,
    OPERATOR_COMMANDS,
    RECOGNITION,
    WITHDRAWAL,
)
from efe_infra.console.operator.generated import OPERATOR_COMMAND, OperatorCommandOperator, OperatorIdentity
from efe_infra.console.register.ids import global_id
from efe_infra.console.register.labels import BASSINS, BY_NAME
from efe_infra.console.web.form_body import Fields
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import require

pages = page_router(multilingual=True)


@dataclass(frozen=True, kw_only=True)
class OperatorCommandPage(CommandPage):
    """Form of a change of an operator, which names the Instances that will read it."""

    template: ClassVar[str] = "operator/form.html"

    placed: Sequence[str]

    @property
    def extra(self) -> dict[str, Any]:
        return {"placed": self.placed}


@form_at(pages, "/operateurs/{key:uuid}/actes/{slug}")
async def operator_command_page(visit: PageRequest, key: UUID, slug: str, form: Fields) -> OperatorCommandPage:
    command = require(OPERATOR_COMMANDS.get(slug))
    response = await visit.ask(OPERATOR_COMMAND, id=global_id("Operator", str(key)))
    operator = require(response.operator)
    offers, placed = Offers.of(operator.available_commands), placed_in(operator)
    rows = {party.bassin: each.possible != NO for each in offers.of_form(command).rows if (party := party_of(each))}
    acting = sorted((each for each in rows if each), key=lambda each: (not rows[each], each not in placed))
    bassin = next(iter((*acting, *placed)), BY_NAME[0])
    instances = [Option(each, BASSINS[each], offered=rows[each]) for each in acting]
    options = options_for(command, operator, acting) or {
        "bassin": instances,
        "kind": options_of("OperatorKind"),
        "scheme": options_of("NumberScheme"),
    }
    return OperatorCommandPage(
        visit=visit,
        command=command,
        frame=response,
        subject_link=(operator.name, f"/operateurs/{key}"),
        offers=offers,
        fixed={"operatorId": operator.id},
        options=options,
        searches=await searches_for(visit, command, operator, acting, form),
        bassin=bassin,
        subject=operator.id,
        version=operator.version,
        initial=initial(operator, bassin) | only_choices(options),
        placed=placed,
    )


def initial(operator: OperatorCommandOperator, bassin: str) -> dict[str, str]:
    return {
        "name": operator.name,
        "number": operator.number,
        "scheme": operator.scheme,
        "kind": operator.kind,
        "bassin": bassin,
    }


def only_choices(options: Options) -> dict[str, str]:
    """Returns the value of each field that has one choice."""
    candidates = {name: [each for each in choices if each.offered] for name, choices in options.items()}
    return {name: choices[0].value for name, choices in candidates.items() if len(choices) == 1}


def options_for(command: CommandForm, operator: OperatorIdentity, acting: Sequence[str]) -> Options:
    """Returns the options of a form that chooses among what the operator has."""
    match command.slug:
        case CLOSURE.slug:
            return {"siteId": sites(operator, acting)}
        case WITHDRAWAL.slug:
            return {"axisKey": competences(operator, acting)}
        case END_OF_RESSORT.slug:
            return {"bassin": ressorts(operator, acting)}
    return {}


async def searches_for(
    visit: PageRequest, command: CommandForm, operator: OperatorIdentity, acting: Sequence[str], form: Fields
) -> Mapping[str, FieldSearch]:
    if command is OPENING:
        return {"commune": commune_search(form, "commune", acting)}
    if command is RECOGNITION:
        return {"axis": await competence_search(visit, form, operator, acting)}
    return {}


def placed_in(operator: OperatorIdentity) -> list[str]:
    """Returns the bassins where a site or the ressort places the operator today."""
    sites = {each.bassin for each in operator.sites if is_current(each.until)}
    return sorted(sites | {each.bassin for each in operator.ressorts if is_current(each.until)})
