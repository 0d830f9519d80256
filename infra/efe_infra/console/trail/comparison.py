"""`/instances/{bassin}/comparer` and `/poles/{key}/comparer`: two moments side by side.

`?de=` is the first of them; the second is that of the page (`?a=`), now unless it is said.
"""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.language.formats import ZONE
from efe_infra.console.register.answers import Answers, PageInfo
from efe_infra.console.register.documents import Document
from efe_infra.console.register.ids import global_id
from efe_infra.console.register.labels import KINDS
from efe_infra.console.register.links import Subject
from efe_infra.console.trail.object_names import Change, names_in
from efe_infra.console.web.addresses import bassin_at, require
from efe_infra.console.web.layout import Frame
from efe_infra.console.web.moment import Moment
from efe_infra.console.web.page_request import SignedInVisit, Visitor
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import PageRefused

pages = page_router(multilingual=True)

FROM: Final = "de"
A_MONTH: Final = timedelta(days=30)


class Compared(Subject, frozen=True):
    """What a line of a comparison is about; some have a name."""

    name: str | None = None
    title: str | None = None

    @property
    def words(self) -> str:
        return KINDS.get(self.kind, self.kind)

    @property
    def called(self) -> str | None:
        return self.name or self.title


class Difference(Answers, frozen=True):
    fate: str
    node: Compared | None
    changes: tuple[Change, ...]

    @property
    def told(self) -> list[Change]:
        """Not what a new object lacks, nor what one that ended had lacked."""
        return [each for each in self.changes if (each.before_text, each.after_text) != (None, None)]


class Differences(Answers, frozen=True):
    """Of an Instance it costs as much to count them as to read a hundred: they are not counted."""

    page_info: PageInfo
    edges: tuple[Difference, ...]

    @property
    def after(self) -> str | None:
        return self.page_info.end_cursor if self.page_info.has_next_page else None


class InstanceComparison(Frame, frozen=True):
    compare: Differences


class Pole(Answers, frozen=True):
    name: str
    bassin: str
    compare: Differences


class PoleComparison(Frame, frozen=True):
    pole: Pole | None


COMPARISON = Document("comparison", InstanceComparison)
POLE_COMPARISON = Document("pole_comparison", PoleComparison)


@pages.get("/instances/{bassin}/comparer")
async def of_instance(visit: SignedInVisit, bassin: str) -> Response:
    name, earlier = bassin_at(bassin), first_moment(visit)
    found = await visit.ask(COMPARISON, bassin=name, **asked(visit, earlier))
    return await shown(visit, earlier, found, found.compare, bassin=name, pole=None)


@pages.get("/poles/{key:uuid}/comparer")
async def of_pole(visit: SignedInVisit, key: UUID) -> Response:
    earlier = first_moment(visit)
    found = await visit.ask(POLE_COMPARISON, id=global_id("Pole", str(key)), **asked(visit, earlier))
    pole = require(found.pole)
    return await shown(visit, earlier, found, pole.compare, bassin=pole.bassin, pole=pole)


def first_moment(visit: Visitor) -> Moment:
    """Unless it is said, what stands just before a position, or a month before a day. Raises `PageRefused`."""
    if given := visit.given(FROM):
        return Moment.at(given)
    match visit.moment.known_at:
        case int(position):
            return Moment(known_at=max(position - 1, 0))
        case None:
            return Moment(known_at=datetime.now(ZONE).date() - A_MONTH)
        case day:
            return Moment(known_at=day - A_MONTH)


def asked(visit: Visitor, earlier: Moment) -> dict[str, Any]:
    known = (earlier.known_at, visit.moment.known_at)
    match known:
        case (int(first), int(second)) if first > second:
            raise PageRefused(400, "Le premier moment est plus récent que le second.")
    return {"from": earlier.variables["asOf"], "after": visit.given("apres")}


async def shown(visit: Visitor, earlier: Moment, found: Frame, differences: Differences, **values: Any) -> Response:
    here = visit.request.url.path
    more = visit.link(here, de=str(earlier.known_at), apres=differences.after) if differences.after else None
    names = await names_in(visit, (change for each in differences.edges for change in each.told))
    return visit.page(
        "trail/comparison.html",
        found,
        differences=differences,
        names=names,
        earlier=earlier,
        here=here,
        more=more,
        **values,
    )
