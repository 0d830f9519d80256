"""`/poles`, `/projets`, `/decisions`, `/instances` and `/mes-poles`: lists with filters by bassin and state."""

from typing import Any, Final

from starlette.responses import RedirectResponse, Response

from efe_infra.console.catalogue.generated import DECISIONS, INSTANCES, OPINIONS, OWN_POLES, POLES, PROJECTS
from efe_infra.console.register.ids import key_of
from efe_infra.console.register.labels import LABELS, bassin_of, value_of
from efe_infra.console.web.navigation import OWN_POLES as OWN_POLES_PATH
from efe_infra.console.web.page_request import PageRequest, SignedInVisit, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.rendering import HEADERS

pages = page_router(multilingual=True)

OPINION_TAB: Final = "avis"
"""Value of `sorte` that shows the opinions."""


@pages.get("/poles")
async def poles(visit: Visit) -> Response:
    in_force = (visit.moment.law_day and visit.moment.law_day.isoformat()) or None
    response = await visit.ask(POLES, **list_variables(visit, "PoleState", "state", inForceOn=in_force))
    return visit.page("catalogue/poles.html", response, **chosen(visit), states=LABELS["PoleState"])


@pages.get("/projets")
async def projects(visit: Visit) -> Response:
    response = await visit.ask(PROJECTS, **list_variables(visit, "JointOutcome", "outcome"))
    return visit.page("catalogue/projects.html", response, **chosen(visit), states=LABELS["JointOutcome"])


@pages.get("/decisions")
async def decisions(visit: Visit) -> Response:
    """Shows decisions, or opinions for `sorte=avis`."""
    if visit.query("sorte") == OPINION_TAB:
        opinions = await visit.ask(OPINIONS, **list_variables(visit, "OpinionState", "state"))
        return visit.page("catalogue/opinions.html", opinions, **chosen(visit), states=LABELS["OpinionState"])
    response = await visit.ask(DECISIONS, **list_variables(visit, "DecisionState", "state"))
    return visit.page("catalogue/decisions.html", response, **chosen(visit), states=LABELS["DecisionState"])


@pages.get("/instances")
async def instances(visit: Visit) -> Response:
    response = await visit.ask(INSTANCES)
    established = {each.bassin: each.established_on for each in response.instances}
    return visit.page("catalogue/instances.html", response, established=established)


@pages.get(OWN_POLES_PATH)
async def own_poles(visit: SignedInVisit) -> Response:
    """Shows the pôles in which the person represents members; leads to the only one."""
    response = await visit.ask(OWN_POLES)
    own = response.viewer.poles if response.viewer else ()
    if len(own) == 1:
        return RedirectResponse(visit.link(f"/poles/{key_of(own[0].id)}"), 303, headers=HEADERS)
    return visit.page("catalogue/own_poles.html", response, poles=own)


def list_variables(visit: PageRequest, states: str, state_field: str, **fields: str | None) -> dict[str, Any]:
    """Returns the variables of a list; a bassin or a state that does not exist filters nothing."""
    conditions = {
        "bassin": bassin_of(visit.query("bassin")),
        "search": visit.query("q"),
        state_field: value_of(visit.query("etat"), states),
        **fields,
    }
    stated = {name: each for name, each in conditions.items() if each is not None}
    return {"after": visit.query("apres"), "filter": stated}


def chosen(visit: PageRequest) -> dict[str, Any]:
    """Returns the filters of the page, which the links to its other pages keep."""
    return {"choice": {name: visit.query(name) for name in ("q", "bassin", "etat")}}
