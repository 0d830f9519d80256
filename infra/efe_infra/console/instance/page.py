"""`/instances/{bassin}`: one Instance, its pôles, its projects, its communes."""

from asyncio import gather
from collections.abc import Sequence
from typing import Any, Final
from uuid import uuid4

from starlette.responses import Response

from efe_infra.console.axis.forms import IDENTIFICATION
from efe_infra.console.draft.keeping import draft_at
from efe_infra.console.forms.content_fields import options_of
from efe_infra.console.forms.offers import CommandLink, Offers
from efe_infra.console.instance.forms import INSTANCE_FORMS
from efe_infra.console.instance.generated import (
    INSTANCE,
    INSTANCE_LISTS,
    OPERATOR_NEWS,
    Instance,
    OperatorNewsAuditEntry,
)
from efe_infra.console.instance.overview import may_emerge, overview_of
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr
from efe_infra.console.person_invitation.acceptance import JOINED
from efe_infra.console.project.forms import EMERGENCE
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.web.due_days import due_days
from efe_infra.console.web.generated import Standing
from efe_infra.console.web.next_step import step_line
from efe_infra.console.web.page_request import PageRequest, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import coordinates, live_updates, readable_instances
from efe_infra.console.web.refusals import bassin_at

pages = page_router(multilingual=True)

NEWS_KINDS: Final = ("operator.renamed.v1", "operator.renumbered.v1", "operator.kind-changed.v1")
"""Acts on an operator that the Instances where it sits or is located see on their page."""


@pages.get("/instances/{bassin}")
async def instance(visit: Visit, bassin: str) -> Response:
    """Shows the overview to its coordinators, and the public page to others and on a page of the past."""
    name = bassin_at(bassin)
    response = await visit.ask(INSTANCE, bassin=name)
    viewer = visit.viewer_now(response.viewer)
    offers = Offers.of(response.instance.available_commands if response.instance else None)
    menu = offers.menu(CommandLink(form, f"/instances/{bassin}/{path}") for path, form in INSTANCE_FORMS.items())
    shared: dict[str, Any] = {
        "structured": structured(response.instance),
        "updates": live_updates(response.viewer, [name]),
        "bassin": name,
        "here": f"/instances/{bassin}",
        "menu": menu,
        "identification": menu.link_to(IDENTIFICATION),
        "is_reader": response.viewer is not None and name in readable_instances(response.viewer),
        "is_coordinator": coordinates(viewer, name),
    }
    news = operator_news(visit, response.viewer, name)
    if viewer and response.instance and coordinates(viewer, name):
        overview, shared["news"] = await gather(overview_of(visit, viewer, name), news)
        link = menu.link_to(IDENTIFICATION)
        draft = await draft_at(visit, link.path) if link and not overview.poles else None
        return visit.page(
            "instance/overview.html",
            response,
            overview=overview,
            emerging=may_emerge(overview.poles),
            emergence=EMERGENCE,
            on=today(),
            due_days=due_days,
            kinds=[(each.value, tr(each.words)) for each in options_of("AxisKind")],
            command_id=str(draft.id) if draft else str(uuid4()),
            typed=dict(draft.content.fields) if draft else {},
            joined=JOINED,
            **shared,
        )
    cursors = {"polesAfter": visit.query("poles"), "projectsAfter": visit.query("projets")}
    lists, shared["news"] = await gather(visit.ask(INSTANCE_LISTS, bassin=name, **cursors), news)
    return visit.page(
        "instance/page.html",
        response,
        lists=lists,
        step=step_line(lists.instance.next_step, viewer, "") if lists.instance else None,
        **shared,
    )


def structured(instance: Instance | None) -> dict[str, Any] | None:
    """Returns the data for search engines; None if the Instance is not established."""
    if instance is None:
        return None
    return {
        "@type": "Organization",
        "name": f"Instance bassin EFE – {BASSINS[instance.bassin]}",
        "areaServed": {"@type": "AdministrativeArea", "name": BASSINS[instance.bassin]},
        "foundingDate": instance.established_on,
    }


async def operator_news(visit: PageRequest, viewer: Standing | None, bassin: str) -> Sequence[OperatorNewsAuditEntry]:
    """Returns the last changes of operators that sit or are located in a bassin, for readers of its trail."""
    if viewer is None or bassin not in readable_instances(viewer):
        return ()
    response = await visit.ask(OPERATOR_NEWS, bassin=bassin, filter={"kinds": list(NEWS_KINDS)})
    return response.audit_trail.nodes
