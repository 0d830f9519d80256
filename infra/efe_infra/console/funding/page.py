"""`/appels`: the funding calls that the ten Instances share; `/appels/{key}`: one of them, and its forms."""

from typing import Any
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.document.recent import recent_documents
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.funding.forms import CALL_COMMANDS, CHANGE, OPENING
from efe_infra.console.funding.generated import (
    FUNDING_CALL_COMMAND,
    FUNDING_CALL_DOSSIER,
    FUNDING_CALL_OPENING,
    FUNDING_CALLS,
    CallTerms,
)
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.ids import global_id
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.web.page_request import PageRequest, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import check_coordinates, coordinates, readable_instances
from efe_infra.console.web.refusals import bassin_at, require

pages = page_router(multilingual=True)
CALLS = "/appels"
TITLE = tr("Appels à financement")


@pages.get(CALLS)
async def calls(visit: Visit) -> Response:
    """Shows the calls whose last day is to come; with `tous`, the others too."""
    day, with_closed = visit.moment.law_day or today(), visit.query("tous") is not None
    response = await visit.ask(
        FUNDING_CALLS,
        since=None if with_closed else day.isoformat(),
        search=visit.query("q") or None,
        after=visit.query("apres"),
    )
    viewer = visit.viewer_now(response.viewer)
    return visit.page(
        "funding/list.html",
        response,
        here=CALLS,
        day=day,
        with_closed=with_closed,
        entering=[each for each in BASSINS if coordinates(viewer, each)],
    )


@pages.get("/appels/{key:uuid}")
async def call(visit: Visit, key: UUID) -> Response:
    response = await visit.ask(FUNDING_CALL_DOSSIER, id=global_id("FundingCall", str(key)))
    entry = require(response.funding_call)
    acts = coordinates(visit.viewer_now(response.viewer), entry.bassin) and entry.withdrawn_on is None
    readable = readable_instances(response.viewer) if response.viewer else ()
    return visit.page(
        "funding/page.html",
        response,
        here=f"{CALLS}/{key}",
        day=visit.moment.law_day or today(),
        commands=list(CALL_COMMANDS.values()) if acts else [],
        readable=readable[0] if readable else None,
    )


@form_at(pages, "/appels/{key:uuid}/actes/{slug}")
async def call_command_page(visit: PageRequest, key: UUID, slug: str) -> CommandPage:
    command = require(CALL_COMMANDS.get(slug))
    response = await visit.ask(FUNDING_CALL_COMMAND, id=global_id("FundingCall", str(key)))
    entry = require(response.funding_call)
    check_coordinates(response.viewer, entry.bassin)
    return CommandPage(
        visit=visit,
        command=command,
        frame=response,
        subject_link=(entry.name, f"{CALLS}/{key}"),
        fixed={"fundingCallId": entry.id},
        bassin=entry.bassin,
        subject=entry.id,
        version=entry.version,
        options={"sha256": await recent_documents(visit, entry.bassin) if command is CHANGE else ()},
        initial=terms_of(entry) if command is CHANGE else {},
    )


@form_at(pages, "/instances/{bassin}/actes/inscrire-un-appel")
async def opening_page(visit: PageRequest, bassin: str) -> CommandPage:
    name = bassin_at(bassin)
    response = await visit.ask(FUNDING_CALL_OPENING)
    check_coordinates(response.viewer, name)
    return CommandPage(
        visit=visit,
        command=OPENING,
        frame=response,
        subject_link=(TITLE, CALLS),
        fixed={"bassin": name},
        options={"sha256": await recent_documents(visit, name)},
        bassin=name,
    )


def terms_of(entry: CallTerms) -> dict[str, Any]:
    return {
        "name": entry.name,
        "executive": entry.executive,
        "opens": entry.opens.isoformat(),
        "closes": entry.closes.isoformat(),
        "reference": entry.reference,
        "sha256": entry.document.sha256 if entry.document else "",
    }
