"""`/instances/{bassin}/comparer` and `/poles/{key}/comparer`: two moments side by side.

`?de=` is the first moment. The second is that of the page (`?a=`), by default now.
"""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.language.formats import ZONE
from efe_infra.console.register.ids import global_id
from efe_infra.console.trail.generated import (
    COMPARISON,
    POLE_COMPARISON,
    Comparison,
    ComparisonChange,
    ComparisonEdge,
)
from efe_infra.console.trail.object_names import names_in
from efe_infra.console.web.generated import Frame
from efe_infra.console.web.moment import Moment
from efe_infra.console.web.page_request import PageRequest, SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import PageRefused, bassin_at, require

pages = page_router(multilingual=True)

FROM: Final = "de"
DEFAULT_INTERVAL: Final = timedelta(days=30)


@pages.get("/instances/{bassin}/comparer")
async def of_instance(visit: SignedInVisit, bassin: str) -> Response:
    name, earlier = bassin_at(bassin), first_moment(visit)
    response = await visit.ask(COMPARISON, bassin=name, **comparison_variables(visit, earlier))
    return await shown(visit, earlier, response, response.compare, bassin=name, pole=None)


@pages.get("/poles/{key:uuid}/comparer")
async def of_pole(visit: SignedInVisit, key: UUID) -> Response:
    earlier = first_moment(visit)
    response = await visit.ask(
        POLE_COMPARISON, id=global_id("Pole", str(key)), **comparison_variables(visit, earlier)
    )
    pole = require(response.pole)
    return await shown(visit, earlier, response, pole.compare, bassin=pole.bassin, pole=pole)


def first_moment(visit: PageRequest) -> Moment:
    """Returns the first moment: by default the position before, or a month earlier. Raises `PageRefused`."""
    if text := visit.query(FROM):
        return Moment.at(text)
    match visit.moment.known_at:
        case int(position):
            return Moment(known_at=max(position - 1, 0))
        case None:
            return Moment(known_at=datetime.now(ZONE).date() - DEFAULT_INTERVAL)
        case day:
            return Moment(known_at=day - DEFAULT_INTERVAL)


def comparison_variables(visit: PageRequest, earlier: Moment) -> dict[str, Any]:
    """Raises `PageRefused` for moments in the wrong order."""
    match earlier.known_at, visit.moment.known_at:
        case (int(first), int(second)) if first > second:
            raise PageRefused(400, "Le premier moment est plus récent que le second.")
    return {"from": earlier.variables["asOf"], "after": visit.query("apres")}


def meaningful_changes(difference: ComparisonEdge) -> list[ComparisonChange]:
    """Leaves out the fields that a new object, or one that ended, does not have."""
    return [each for each in difference.changes if (each.before_text, each.after_text) != (None, None)]


async def shown(
    visit: PageRequest, earlier: Moment, response: Frame, differences: Comparison, **values: Any
) -> Response:
    here = visit.request.url.path
    page = differences.page_info
    more = visit.link(here, de=str(earlier.known_at), apres=page.end_cursor) if page.has_next_page else None
    names = await names_in(visit, (change for each in differences.edges for change in meaningful_changes(each)))
    return visit.page(
        "trail/comparison.html",
        response,
        differences=differences,
        names=names,
        earlier=earlier,
        here=here,
        more=more,
        changes_of=meaningful_changes,
        **values,
    )
