"""Extracts of the decisions of a period: which ones, in which order, and the names of their files."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from efe_infra.console.register.ids import key_of
from efe_infra.papers.declaration.reader import PaperReader, ReadMoment
from efe_infra.papers.file_name import plain
from efe_infra.papers.kinds.generated import REPORT_DECISIONS, ReportDecision
from efe_infra.papers.kinds.report_lists import pages
from efe_infra.papers.kinds.report_period import ReportPeriod

FOLDER: Final = "decisions"


class Extract(NamedTuple):
    """Decision of a period: its key in an address, and the name of its file."""

    key: str
    name: str


async def extracts_of(
    reader: PaperReader, moment: ReadMoment, bassin: str, period: ReportPeriod
) -> Sequence[Extract]:
    """Returns the decisions that were adopted, or left without consensus, in a period; the newest first."""
    listed: Sequence[ReportDecision] = await pages(
        reader, moment, REPORT_DECISIONS, lambda page: page.decisions, bassin=bassin
    )
    ended = [(day, each) for each in listed if (day := end_of(each)) and period.has(day)]
    ended.sort(key=lambda pair: (pair[0], pair[1].id), reverse=True)
    return [Extract(key_of(each.id), file_of(each, day)) for day, each in ended]


def end_of(decision: ReportDecision) -> date | None:
    return decision.adopted_on or decision.closed_on


def file_of(decision: ReportDecision, day: date) -> str:
    title = plain(decision.title) or "decision"
    return f"{FOLDER}/{day.isoformat()}-{title}-{key_of(decision.id)}.pdf"
