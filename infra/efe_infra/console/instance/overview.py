"""Overview of an Instance for its coordinators: tasks, pôles, projects, two weeks ahead, recorded acts."""

from asyncio import gather
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from efe_infra.console.decision.seats import SeatShapes, seats_of
from efe_infra.console.instance.generated import (
    INSTANCE_NEWS,
    OWN_INSTANCE,
    OWN_INSTANCE_DECISIONS,
    OWN_INSTANCE_MEETINGS,
    OWN_INSTANCE_POLES,
    OWN_INSTANCE_PROJECTS,
    InstanceNewsAuditEntry,
    OwnInstanceAuditMonth,
    OwnInstanceDecisionsDecision,
    OwnInstanceMeetingsMeeting,
    OwnInstancePolesPole,
    OwnInstanceProjectsProject,
    OwnInstanceProjectsProjectHearing,
)
from efe_infra.console.instance.member_counts import MemberCounts, member_counts
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import Translatable, tr, tr_join, tr_plural
from efe_infra.console.register.ids import key_of
from efe_infra.console.register.labels import BASSINS, label
from efe_infra.console.register.responses import Connection
from efe_infra.console.web.generated import Standing
from efe_infra.console.web.next_step import StepLine, step_line
from efe_infra.console.web.page_request import PageRequest

EVALUATION_NOTICE_DAYS: Final = 90
"""Last days of a term, in which the pôle is to be evaluated."""
FORTNIGHT: Final = timedelta(days=14)
MAX_AGENDA_LINES: Final = 8
MIN_ROWS: Final = 10
"""Rows of a table, if the list has so many."""
MONTHS: Final = 12
BAR_HEIGHT: Final = 32
ENDED_STATES: Final = frozenset({"ABANDONED", "COMPLETED"})
VERDICT_SHAPES: Final = {"AGREED": "agree", "CONDITIONS": "reserve", "REFUSED": "object"}


class MiniTerm(NamedTuple):
    """Term of a pôle in days; the last `window` ones are for its evaluation."""

    total: int
    past: int
    window: int


class OwnPoleRow(NamedTuple):
    pole: OwnInstancePolesPole
    members: MemberCounts | None
    term: MiniTerm | None
    meeting: OwnInstanceMeetingsMeeting | None
    decision: OwnInstanceDecisionsDecision | None
    seats: SeatShapes | None


class OwnProjectRow(NamedTuple):
    """Project with the other Instances that judge it, their verdicts, and what is awaited."""

    project: OwnInstanceProjectsProject
    others: str
    shapes: list[str]
    words: Translatable
    agreement: Translatable
    awaited: Translatable


class AgendaLine(NamedTuple):
    day: date
    words: str
    name: str
    path: str | None


class MonthBar(NamedTuple):
    month: date
    acts: int
    height: float


class Overview(NamedTuple):
    """`late` counts the overdue tasks among those that were read. A cursor leads to what the page leaves out."""

    tasks: int
    late: int
    steps: list[StepLine]
    poles: list[OwnPoleRow]
    poles_after: str | None
    projects: list[OwnProjectRow]
    projects_after: str | None
    agenda: list[AgendaLine]
    news: Sequence[InstanceNewsAuditEntry]
    months: list[MonthBar]


async def overview_of(visit: PageRequest, viewer: Standing, bassin: str) -> Overview:
    """Reads the overview of an Instance; the tasks are those of the viewer in it."""
    since = {"recordedFrom": visit.last_visit.isoformat()} if visit.last_visit else {}
    own, poles, convened, decisions, projects, news = await gather(
        visit.ask(OWN_INSTANCE, bassin=bassin),
        living_poles(visit, bassin),
        visit.ask_all(OWN_INSTANCE_MEETINGS, lambda answer: answer.meetings, bassin=bassin),
        visit.ask_all(OWN_INSTANCE_DECISIONS, lambda answer: answer.decisions, bassin=bassin),
        current_projects(visit, bassin),
        visit.ask(INSTANCE_NEWS, bassin=bassin, filter=since),
    )
    tasks = [each for each in (own.viewer.tasks.nodes if own.viewer else ()) if each.bassin == bassin]
    steps = [line for each in tasks if (line := step_line(each, viewer, ""))]
    meetings = [each for each in convened if each.cancelled_on is None]
    lines = [*_meeting_lines(meetings), *_task_lines(steps), *_verdict_lines(projects.objects, bassin)]
    return Overview(
        tasks=own.viewer.tasks.total_count if own.viewer else 0,
        late=sum(bool(each.overdue_days) for each in steps),
        steps=steps,
        poles=[pole_row(each, meetings, decisions) for each in poles.objects],
        poles_after=poles.after,
        projects=[project_row(each, bassin) for each in projects.objects],
        projects_after=projects.after,
        agenda=sorted(lines, key=lambda each: each.day)[:MAX_AGENDA_LINES],
        news=news.audit_trail.nodes,
        months=month_bars(own.audit_months, today()),
    )


class Kept[N](NamedTuple):
    """Objects of some pages of a list that a condition keeps, and the cursor of the next page."""

    objects: list[N]
    after: str | None


async def kept[N](
    ask: Callable[[str | None], Awaitable[Connection[N]]], keeps: Callable[[N], bool], after: str | None
) -> Kept[N]:
    """Reads pages until there are enough objects for a table. Raises as `ask`."""
    objects: list[N] = []
    while True:
        page = await ask(after)
        objects += filter(keeps, page.nodes)
        after = page.after
        if after is None or len(objects) >= MIN_ROWS:
            return Kept(objects, after)


async def living_poles(visit: PageRequest, bassin: str) -> Kept[OwnInstancePolesPole]:
    async def page_after(after: str | None) -> Connection[OwnInstancePolesPole]:
        return (await visit.ask(OWN_INSTANCE_POLES, bassin=bassin, after=after)).poles

    return await kept(page_after, lambda pole: pole.dissolved_on is None, visit.query("poles"))


async def current_projects(visit: PageRequest, bassin: str) -> Kept[OwnInstanceProjectsProject]:
    async def page_after(after: str | None) -> Connection[OwnInstanceProjectsProject]:
        return (await visit.ask(OWN_INSTANCE_PROJECTS, bassin=bassin, after=after)).projects

    return await kept(page_after, lambda project: not _is_ended(project), visit.query("projets"))


def pole_row(
    pole: OwnInstancePolesPole,
    meetings: Iterable[OwnInstanceMeetingsMeeting],
    decisions: Iterable[OwnInstanceDecisionsDecision],
) -> OwnPoleRow:
    meeting = next((each for each in meetings if each.pole and each.pole.id == pole.id), None)
    decision = next((each for each in decisions if each.pole and each.pole.id == pole.id), None)
    seats = positions_on(decision) if decision else None
    return OwnPoleRow(pole, member_counts(pole), mini_term(pole), meeting, decision, seats)


def may_emerge(rows: Iterable[OwnPoleRow]) -> list[OwnInstancePolesPole]:
    """Returns the pôles in a term, in which a project may emerge."""
    return [each.pole for each in rows if each.term]


def positions_on(decision: OwnInstanceDecisionsDecision) -> SeatShapes | None:
    """Returns the positions on the last text; None if the viewer may not read them."""
    dossier = decision.dossier
    return seats_of(dossier.roster, dossier.positions, decision.content_hash) if dossier else None


def mini_term(pole: OwnInstancePolesPole) -> MiniTerm | None:
    """Returns the term that runs; None outside a term."""
    if pole.days_left is None or not (pole.term_starts and pole.term_ends):
        return None
    total = (pole.term_ends - pole.term_starts).days + 1
    is_ending = pole.days_left <= EVALUATION_NOTICE_DAYS
    return MiniTerm(total, max(0, total - pole.days_left), EVALUATION_NOTICE_DAYS if is_ending else 0)


def project_row(project: OwnInstanceProjectsProject, bassin: str) -> OwnProjectRow:
    board = [each for each in (project.dossier.board if project.dossier else ()) if each.until is None]
    verdicts = [each.verdict for each in board]
    agreed = sum(each in {"AGREED", "CONDITIONS"} for each in verdicts)
    return OwnProjectRow(
        project,
        others=", ".join(BASSINS[each] for each in project.bassins if each != bassin),
        shapes=[VERDICT_SHAPES.get(each or "", "none") for each in verdicts],
        words=tr_join(", ", map(_verdict_words, board)),
        agreement=tr_plural("%(count)s accord sur %(all)s", "%(count)s accords sur %(all)s", agreed, all=len(board)),
        awaited=_awaited_words(board, bassin),
    )


def _verdict_words(line: OwnInstanceProjectsProjectHearing) -> Translatable:
    verdict = tr(label(line.verdict, "VerdictKind")) if line.verdict else tr("Attendu")
    return tr("%(bassin)s : %(verdict)s", bassin=BASSINS[line.bassin], verdict=verdict)


def _awaited_words(board: Sequence[OwnInstanceProjectsProjectHearing], bassin: str) -> Translatable:
    awaited = [each for each in board if each.verdict is None]
    if not awaited:
        return tr("Personne")
    if all(each.submitted_on is None for each in awaited):
        return tr("Sa soumission")
    names = tr_join(", ", [tr("Nous") if each.bassin == bassin else BASSINS[each.bassin] for each in awaited])
    days = [each.expected_on for each in awaited if each.expected_on]
    return tr("%(names)s, avant le %(day)s", names=names, day=min(days)) if days else names


def _is_ended(project: OwnInstanceProjectsProject) -> bool:
    return project.dossier is not None and project.dossier.state in ENDED_STATES


def _meeting_lines(meetings: Iterable[OwnInstanceMeetingsMeeting]) -> Iterator[AgendaLine]:
    for each in meetings:
        if each.day <= today() + FORTNIGHT:
            assembly = each.pole or each.body
            where = [each.starts_at[:5] if each.starts_at else "", each.place]
            words = tr_join(", ", [tr("Réunion"), *filter(None, where)])
            name = assembly.name if assembly else tr("zone interbassin")
            yield AgendaLine(each.day, words, name, f"/reunions/{key_of(each.id)}")


def _task_lines(steps: Iterable[StepLine]) -> Iterator[AgendaLine]:
    for each in steps:
        if each.due and today() <= each.due <= today() + FORTNIGHT:
            yield AgendaLine(each.due, tr(each.words), each.subject or "", each.subject_page)


def _verdict_lines(projects: Iterable[OwnInstanceProjectsProject], bassin: str) -> Iterator[AgendaLine]:
    for project in projects:
        for line in project.dossier.board if project.dossier else ():
            day = line.expected_on
            if line.verdict or line.bassin == bassin or day is None or not today() <= day <= today() + FORTNIGHT:
                continue
            words = tr("Verdict attendu de %(name)s", name=BASSINS[line.bassin])
            yield AgendaLine(day, words, project.title, f"/projets/{key_of(project.id)}")


def month_bars(months: Iterable[OwnInstanceAuditMonth], on: date) -> list[MonthBar]:
    """Returns the last twelve months up to a day, with bars in proportion to the largest."""
    counts = {each.month.replace(day=1): each.count for each in months}
    last = on.year * MONTHS + on.month - 1
    firsts = [date(nth // MONTHS, nth % MONTHS + 1, 1) for nth in range(last - MONTHS + 1, last + 1)]
    most = max([counts.get(each, 0) for each in firsts] + [1])
    return [MonthBar(each, counts.get(each, 0), BAR_HEIGHT * counts.get(each, 0) / most) for each in firsts]
