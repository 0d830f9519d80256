"""`/instances/{bassin}/piste`: the audit trail of an Instance, an entry of it, and the trail as a file."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any, Final, NamedTuple

from starlette.responses import Response

from efe_infra.console.correction.forms import Fact
from efe_infra.console.correction.recorders import refusal_of_corrections
from efe_infra.console.language.formats import ZONE
from efe_infra.console.register.ids import cursor_at, cursor_before
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.tables.responses import csv_response, workbook_response
from efe_infra.console.trail.act_groups import GROUPS, words_for
from efe_infra.console.trail.changed_objects import names_of
from efe_infra.console.trail.file import TRAIL_TABLE
from efe_infra.console.trail.filter_names import INPUTS, Problem, with_names
from efe_infra.console.trail.generated import ENTRY, TRAIL, EntryAuditEntry, TrailLine, TrailResponse
from efe_infra.console.trail.time_slider import last_day, last_known_day
from efe_infra.console.trail.trail_query import EVERYWHERE, HERE, TrailQuery
from efe_infra.console.web.live_updates import LiveUpdates
from efe_infra.console.web.page_request import PageRequest, SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import coordinates, may_prove
from efe_infra.console.web.refusals import NotHere, PageRefused, bassin_at

pages = page_router(multilingual=True)

PAGE_SIZE: Final = 40


@pages.get("/instances/{bassin}/piste")
async def trail(visit: SignedInVisit, bassin: str) -> Response:
    name, choice = bassin_at(bassin), TrailQuery.of(visit, default_operators=HERE)
    choice_by_ids, problems = await with_names(visit, choice)
    response = await _trail(visit, name, choice_by_ids, problems)
    here = f"/instances/{bassin}/piste"

    @cache  # the lines of a page repeat their kinds, authors and objects
    def to(**changed: str | None) -> str:
        return visit.link(here, **(choice.parameters | changed))

    object_names = await names_of(visit, [choice_by_ids.subject]) if choice_by_ids.subject else {}
    course = LiveUpdates.of([name], choice.followed)
    return visit.page(
        "trail/page.html",
        response,
        updates=course,
        bassin=name,
        choice=choice,
        here=here,
        to=to,
        problems=problems,
        groups=GROUPS,
        kind_words=words_for(choice.kind) if choice.kind else "",
        object_name=next(iter(object_names.values()), None),
        days_late=days_late,
        days_of=days_of,
        may_prove=may_prove(response.viewer, name),
        last_visit=visit.last_visit,
        last_day=last_day,
        last_known_day=last_known_day,
    )


async def _trail(visit: PageRequest, bassin: str, choice: TrailQuery, problems: dict[str, Problem]) -> TrailResponse:
    """Returns a page of the trail. A wrong value of a filter becomes a problem at its input."""
    backward = visit.query("avant")
    paging = {
        "first": PAGE_SIZE,
        "after": visit.query("apres"),
        "last": PAGE_SIZE if backward else None,
        "before": backward,
    }
    try:
        return await visit.ask(TRAIL, bassin=bassin, **paging, **choice.variables)
    except PageRefused as refusal:
        if refusal.field not in INPUTS:
            raise
        problems[INPUTS[refusal.field]] = Problem(refusal.detail)
    return await visit.ask(TRAIL, bassin=bassin, **paging, **choice.unfiltered.variables)


@pages.get("/instances/{bassin}/piste.csv")
async def trail_file(visit: SignedInVisit, bassin: str) -> Response:
    return await csv_response(visit, TRAIL_TABLE, await _file_variables(visit, bassin))


@pages.get("/instances/{bassin}/piste.xlsx")
async def trail_workbook(visit: SignedInVisit, bassin: str) -> Response:
    stated = {"Bassin": BASSINS[bassin_at(bassin)]}
    return await workbook_response(visit, TRAIL_TABLE, await _file_variables(visit, bassin), stated)


async def _file_variables(visit: PageRequest, bassin: str) -> dict[str, Any]:
    """Raises `PageRefused` for a wrong value of a filter."""
    name, choice = bassin_at(bassin), TrailQuery.of(visit, default_operators=EVERYWHERE)
    choice_by_ids, problems = await with_names(visit, choice)
    for problem in problems.values():
        raise PageRefused(400, problem.sentence)
    return {"bassin": name, **choice_by_ids.variables}


@pages.get("/instances/{bassin}/piste/{position:int}")
async def entry(visit: SignedInVisit, bassin: str, position: int) -> Response:
    """Shows an entry. Links to it stay valid: a position of the register is never reused."""
    name = bassin_at(bassin)
    response = await visit.ask(ENTRY, bassin=name, **{"from": cursor_before(position), "here": cursor_at(position)})
    here, later, *_ = [*response.here.nodes, None, None]
    if here is None or here.position != position:
        raise NotHere
    rights = Fact(here.kind, 0, {}).may
    earlier = response.earlier.nodes[0].position if response.earlier.edges else None
    may_correct = (rights.is_rectifiable or rights.withdrawn) and coordinates(response.viewer, name)
    subject = here.subject if may_correct else None
    return visit.page(
        "trail/entry.html",
        response,
        bassin=name,
        entry=here,
        earlier=earlier,
        later=later.position if later else None,
        days_late=days_late,
        may_prove=may_prove(response.viewer, name),
        trail=f"/instances/{bassin}/piste",
        rights=rights if subject else None,
        not_theirs=subject and await refusal_of_corrections(visit, subject.typename, subject.id, here.version),
    )


class TrailDay(NamedTuple):
    """Day in Brussels with the entries that were recorded on it."""

    day: date
    entries: list[TrailLine]


def days_of(entries: Iterable[TrailLine]) -> list[TrailDay]:
    """Returns the entries by the day of their recording, in their order."""
    days = groupby(entries, key=lambda each: each.recorded_at.astimezone(ZONE).date())
    return [TrailDay(day, list(of_day)) for day, of_day in days]


def days_late(entry: TrailLine | EntryAuditEntry) -> int:
    """Returns after how many days a fact was recorded; 0 for one of the same day, or of a later day."""
    if entry.effective_on is None:
        return 0
    return max((entry.recorded_at.astimezone(ZONE).date() - entry.effective_on).days, 0)
