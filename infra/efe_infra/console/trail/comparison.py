"""`/instances/{bassin}/comparer` and `/poles/{key}/comparer`: what changed, in sentences by object.

`?de=` is the first moment: by default the last visit of the person. The second is that of the page (`?a=`), by
default now.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.language.formats import ZONE, today
from efe_infra.console.project.text_diff import Piece, merged
from efe_infra.console.register.ids import global_id, is_identifier
from efe_infra.console.sign_in.flow import to
from efe_infra.console.trail.changed_objects import groups_of
from efe_infra.console.trail.generated import (
    COMPARISON,
    POLE_COMPARISON,
    POLES_TO_COMPARE,
    Comparison,
    ComparisonComparedValue,
)
from efe_infra.console.web.generated import Frame
from efe_infra.console.web.moment import Moment
from efe_infra.console.web.page_request import PageRequest, SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import PageRefused, bassin_at, require

pages = page_router(multilingual=True)

FROM: Final = "de"
ABOUT: Final = "sur"
"""Parameter with the key of the pôle that the form chose."""
DEFAULT_INTERVAL: Final = timedelta(days=30)
MIN_TEXT_CHARACTERS: Final = 60
"""Length from which a text is compared word by word."""


class FirstMoment(NamedTuple):
    """First of the two moments. `address` is its parameter, None for the last visit of the person."""

    as_of: Any
    address: str | None
    last_visit: datetime | None = None
    day: date | None = None


@pages.get("/instances/{bassin}/comparer")
async def of_instance(visit: SignedInVisit, bassin: str) -> Response:
    if is_identifier(pole := visit.query(ABOUT) or ""):
        return to(visit.link(f"/poles/{pole}/comparer", de=visit.query(FROM)))
    name, earlier = bassin_at(bassin), first_moment(visit)
    response = await visit.ask(COMPARISON, bassin=name, **comparison_variables(visit, earlier))
    poles = await visit.ask_all(POLES_TO_COMPARE, lambda answer: answer.poles, bassin=name)
    moments = response.before.known_at, response.after.known_at
    return await shown(visit, earlier, response, response.compare, moments, bassin=name, pole=None, poles=poles)


@pages.get("/poles/{key:uuid}/comparer")
async def of_pole(visit: SignedInVisit, key: UUID) -> Response:
    earlier = first_moment(visit)
    response = await visit.ask(
        POLE_COMPARISON, id=global_id("Pole", str(key)), **comparison_variables(visit, earlier)
    )
    pole = require(response.pole)
    moments = response.before.known_at, response.after.known_at
    return await shown(visit, earlier, response, pole.compare, moments, bassin=pole.bassin, pole=pole, poles=())


def first_moment(visit: PageRequest) -> FirstMoment:
    """Returns the first moment: by default the act before, the last visit, or a month ago. Raises `PageRefused`."""
    if text := visit.query(FROM):
        return at(Moment.at(text))
    match visit.moment.known_at:
        case int(position):
            return at(Moment(known_at=max(position - 1, 0)))
        case None if visit.last_visit:
            return FirstMoment({"recordedAt": visit.last_visit.isoformat()}, None, last_visit=visit.last_visit)
        case None:
            return at(Moment(known_at=today() - DEFAULT_INTERVAL))
        case day:
            return at(Moment(known_at=day - DEFAULT_INTERVAL))


def at(moment: Moment) -> FirstMoment:
    return FirstMoment(moment.variables["asOf"], str(moment.known_at), day=moment.known_day)


def comparison_variables(visit: PageRequest, earlier: FirstMoment) -> dict[str, Any]:
    """Raises `PageRefused` for moments in the wrong order."""
    second = visit.moment.known_at
    match earlier.as_of:
        case {"position": first} if isinstance(second, int) and int(first) > second:
            raise PageRefused(400, "Le premier moment est plus récent que le second.")
    return {"from": earlier.as_of, "after": visit.query("apres")}


async def shown(
    visit: PageRequest,
    earlier: FirstMoment,
    response: Frame,
    differences: Comparison,
    moments: tuple[datetime | None, datetime | None],
    **values: Any,
) -> Response:
    """Shows the page; `moments` are the instants of the last acts known at the first and the second moment."""
    here = visit.request.url.path
    page = differences.page_info
    more = visit.link(here, de=earlier.address, apres=page.end_cursor) if page.has_next_page else None
    known_at, until = moments
    return visit.page(
        "trail/comparison.html",
        response,
        differences=differences,
        groups=await groups_of(visit, differences.edges),
        earlier=earlier,
        since=earlier.last_visit or known_at,
        first_day=earlier.day or day_of(earlier.last_visit or known_at),
        until=until,
        last_day=visit.moment.known_day or (day_of(until) if visit.moment.is_past else today()),
        here=here,
        more=more,
        pieces_of=pieces_of,
        **values,
    )


def day_of(moment: datetime | None) -> date | None:
    return moment.astimezone(ZONE).date() if moment else None


def pieces_of(value: ComparisonComparedValue) -> Sequence[Piece] | None:
    """Returns a long text with what was removed and added, word by word; None for a short one."""
    if value.before is None or value.after is None:
        return None
    if max(len(value.before), len(value.after)) < MIN_TEXT_CHARACTERS:
        return None
    return merged(value.before, value.after)
