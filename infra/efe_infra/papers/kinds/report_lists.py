"""Lists of the evaluation report, read page by page at one position, and the period that it is about."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec

from efe_infra.console.register.documents import Document
from efe_infra.console.register.responses import Connection
from efe_infra.papers.compiling.compile import PaperTooLong
from efe_infra.papers.declaration.reader import PaperReader, ReadMoment
from efe_infra.papers.kinds.generated import (
    REPORT_DECISIONS,
    REPORT_MEETINGS,
    REPORT_OPINIONS,
    REPORT_POLES,
    REPORT_PROJECTS,
    ReportDecision,
    ReportFigure,
    ReportMeeting,
    ReportOpinion,
    ReportPaperInstance,
    ReportPaperResponse,
    ReportPole,
    ReportProject,
)
from efe_infra.papers.kinds.report_figures import figures_of
from efe_infra.papers.kinds.report_period import ReportPeriod, last_day, since_of

MAX_OBJECTS: Final = 5_000
"""Objects of one list of a report."""


class ReportLists(msgspec.Struct, frozen=True):
    """Instance, its period, and all that the report counts."""

    instance: ReportPaperInstance
    period: ReportPeriod
    poles: tuple[ReportPole, ...]
    meetings: tuple[ReportMeeting, ...]
    decisions: tuple[ReportDecision, ...]
    projects: tuple[ReportProject, ...]
    opinions: tuple[ReportOpinion, ...]
    figures: tuple[ReportFigure, ...]


async def read_lists(reader: PaperReader, moment: ReadMoment, answer: ReportPaperResponse, key: str) -> ReportLists:
    """Reads all lists of the Instance. Raises `PaperTooLong` for one that is longer than the bound."""
    if answer.instance is None:
        raise LookupError(key)
    period = ReportPeriod(since_of(key), last_day(reader, moment))
    days = {"since": period.since.isoformat() if period.since else None, "until": period.until.isoformat()}
    on = {"inForceOn": period.until.isoformat()}

    async def whole(document: Document[Any], connection: Callable[[Any], Connection[Any]], **more: Any) -> Any:
        return tuple(await pages(reader, moment, document, connection, bassin=bassin, **more))

    bassin = answer.instance.bassin
    return ReportLists(
        instance=answer.instance,
        period=period,
        poles=await whole(REPORT_POLES, lambda page: page.poles, **on),
        meetings=await whole(REPORT_MEETINGS, lambda page: page.meetings, **days),
        decisions=await whole(REPORT_DECISIONS, lambda page: page.decisions),
        projects=await whole(REPORT_PROJECTS, lambda page: page.projects, **on),
        opinions=await whole(REPORT_OPINIONS, lambda page: page.opinions),
        figures=tuple(await figures_of(reader, moment, bassin, period)),
    )


async def pages(
    reader: PaperReader,
    moment: ReadMoment,
    document: Document[Any],
    connection: Callable[[Any], Connection[Any]],
    **variables: Any,
) -> Sequence[Any]:
    """Returns the objects of all pages of a list. Raises `PaperTooLong`."""
    objects, after = list[Any](), None
    while True:
        page = connection(await reader.ask(document, asOf=moment.as_of, after=after, **variables))
        objects += page.nodes
        if (after := page.after) is None:
            return objects
        if page.total_count > MAX_OBJECTS:
            raise PaperTooLong
