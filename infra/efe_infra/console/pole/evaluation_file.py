"""`/poles/{key}/dossier-d-evaluation`: the work of a pôle in its term, for the Instance that evaluates it."""

from asyncio import gather
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.forms.offers import CommandMenu, Offers, links_to
from efe_infra.console.language.formats import today
from efe_infra.console.pole.colleges import columns_of, shared_persons
from efe_infra.console.pole.forms import CONSTITUTION, POLE_COMMANDS, TERM
from efe_infra.console.pole.generated import (
    FILED_DECISIONS,
    FILED_OPINIONS,
    FILED_PROJECTS,
    HELD_IN_TERM,
    POLE,
    FiledDecision,
    FiledMeeting,
    FiledOpinion,
    FiledProject,
    Pole,
    PoleMembership,
)
from efe_infra.console.pole.life import evaluation_of_term, gauge_of, status_of
from efe_infra.console.pole.meetings import meetings_of
from efe_infra.console.register.ids import at_present, global_id, key_of
from efe_infra.console.web.page_request import PageRequest, SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import require

pages = page_router(multilingual=True)
ADDRESS: Final = "dossier-d-evaluation"
MONTHS: Final = 12


class MeetingLine(NamedTuple):
    """Held meeting: how many of the members of that day were present or represented."""

    meeting: FiledMeeting
    present: int
    members: int


class FiledWork(NamedTuple):
    """Work of a pôle, of its terms before too; `meetings` are those held in the term."""

    decisions: list[FiledDecision]
    projects: list[FiledProject]
    opinions: list[FiledOpinion]
    meetings: list[FiledMeeting]


class TermYear(NamedTuple):
    """Year of a term; `projects` were under way in it, each with whether it ended in it."""

    starts: date
    ends: date
    meetings: int
    decisions: int
    projects: list[tuple[FiledProject, bool]]


class EvaluationFile(NamedTuple):
    """Work of a pôle from the first day of its term; `expected_meetings` are those that its arrangements require."""

    starts: date
    ends: date
    meetings: list[MeetingLine]
    expected_meetings: int | None
    attendance_percent: int | None
    decisions: list[FiledDecision]
    uncommunicated: int
    projects: list[FiledProject]
    opinions: list[FiledOpinion]
    opinions_with_effect: int
    years: list[TermYear]


@pages.get("/poles/{key:uuid}/" + ADDRESS)
async def evaluation_page(visit: SignedInVisit, key: UUID) -> Response:
    """Shows the file of the term that runs, or of the last one."""
    response = await visit.ask(POLE, id=global_id("Pole", str(key)))
    pole = require(response.pole)
    on = visit.moment.law_day or today()
    file = require(await evaluation_file(visit, pole, on))
    return visit.page(
        "pole/evaluation_file.html",
        response,
        standing=status_of(pole),
        gauge=gauge_of(pole, await meetings_of(visit, pole)),
        evaluation=evaluation_of_term(pole),
        file=file,
        columns=columns_of(pole, on),
        shared_persons=shared_persons(pole, on),
        menu=term_menu(pole),
    )


def term_menu(pole: Pole) -> CommandMenu:
    """Returns the forms about the term: evaluation and renewal, or why they are not possible."""
    forms = {slug: each for slug, each in POLE_COMMANDS.items() if each.occasion == TERM and each is not CONSTITUTION}
    return Offers.of(pole.available_commands).menu(links_to(f"/poles/{key_of(pole.id)}", forms))


async def evaluation_file(visit: PageRequest, pole: Pole, on: date) -> EvaluationFile | None:
    """Reads what the pôle did in its term; None before its constitution and for persons outside its dossier."""
    if pole.dossier is None or pole.term_starts is None or pole.term_ends is None:
        return None
    last = min(pole.term_ends, on)
    work = await filed_work(visit, at_present(pole.id), pole.term_starts, last)
    meetings = [meeting_line(each, pole.dossier.memberships) for each in work.meetings]
    return file_of(pole, work, meetings, pole.term_starts, last)


async def filed_work(visit: PageRequest, pole_id: str, first: date, last: date) -> FiledWork:
    """Reads all pages of each list, so that the file leaves nothing out."""
    in_term = {"poleId": pole_id, "since": first.isoformat(), "until": last.isoformat()}
    decisions, projects, opinions, meetings = await gather(
        visit.ask_all(FILED_DECISIONS, lambda answer: answer.decisions, id=pole_id),
        visit.ask_all(FILED_PROJECTS, lambda answer: require(answer.pole).projects, id=pole_id),
        visit.ask_all(FILED_OPINIONS, lambda answer: require(answer.pole).opinions, id=pole_id),
        visit.ask_all(HELD_IN_TERM, lambda answer: answer.meetings, filter=in_term),
    )
    return FiledWork(decisions, projects, opinions, [each for each in meetings if each.held_on])


def file_of(pole: Pole, work: FiledWork, meetings: list[MeetingLine], starts: date, last: date) -> EvaluationFile:
    decisions = [each for each in work.decisions if each.adopted_on and starts <= each.adopted_on <= last]
    projects = [each for each in work.projects if is_under_way(each, starts, last)]
    opinions = [each for each in work.opinions if each.transmitted_on and starts <= each.transmitted_on <= last]
    modalities = pole.dossier.modalities if pole.dossier else None
    rates = [each.present / each.members for each in meetings if each.members]
    return EvaluationFile(
        starts,
        pole.term_ends or last,
        meetings,
        months_between(starts, last) // modalities.meeting_every_months if modalities else None,
        round(100 * sum(rates) / len(rates)) if rates else None,
        decisions,
        sum(each.communicated_on is None for each in decisions),
        projects,
        opinions,
        sum(each.effect_on is not None for each in opinions),
        list(term_years(starts, last, meetings, decisions, projects)),
    )


def meeting_line(meeting: FiledMeeting, memberships: Sequence[PoleMembership]) -> MeetingLine:
    """Counts the members of that day who were present or represented; a body's persons do not count."""
    members = {each.operator.id for each in memberships if each.operator and is_member(each, meeting.day)}
    there = {each.operator.id for each in meeting.present if each.operator}
    there |= {each.operator.id for each in meeting.represented if each.operator}
    return MeetingLine(meeting, len(there & members), len(members))


def is_member(seat: PoleMembership, on: date) -> bool:
    return seat.since <= on and (seat.until is None or seat.until > on)


def is_under_way(project: FiledProject, first: date, last: date) -> bool:
    ended_on = project.dossier.ended_on if project.dossier else None
    return project.emerged_on <= last and (ended_on is None or ended_on >= first)


def term_years(
    starts: date,
    last: date,
    meetings: Sequence[MeetingLine],
    decisions: Sequence[FiledDecision],
    projects: Sequence[FiledProject],
) -> Iterator[TermYear]:
    """Yields the years of a term that have begun, from one anniversary of its first day to the next."""
    number = 0
    while (first := anniversary(starts, number)) <= last:
        number += 1
        end = anniversary(starts, number) - timedelta(days=1)
        yield TermYear(
            first,
            end,
            sum(first <= each.meeting.held_on <= end for each in meetings if each.meeting.held_on),
            sum(first <= each.adopted_on <= end for each in decisions if each.adopted_on),
            [(each, ended_in(each, first, end)) for each in projects if is_under_way(each, first, min(end, last))],
        )


def ended_in(project: FiledProject, first: date, last: date) -> bool:
    ended_on = project.dossier.ended_on if project.dossier else None
    return ended_on is not None and first <= ended_on <= last


def anniversary(day: date, years: int) -> date:
    """Returns the same day some years later; the 29th of February becomes the 28th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if is_leap_day and years % 4 else day.day)


def months_between(first: date, last: date) -> int:
    """Returns the whole months between two days."""
    months = (last.year - first.year) * MONTHS + last.month - first.month
    return max(0, months - (last.day < first.day))
