"""Choices of held meetings that an act may cite."""

from datetime import timedelta
from typing import Final

from efe_infra.console.forms.command_form import Option, Several
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr
from efe_infra.console.meeting.generated import MEETINGS_HELD, MeetingsHeldMeeting
from efe_infra.console.web.page_request import PageRequest

A_YEAR: Final = timedelta(days=366)


async def body_meetings(visit: PageRequest, bassin: str) -> list[Option]:
    """Returns the meetings of bodies of the Instance in the last year, the latest first."""
    meetings = await held_meetings(visit, bassin=bassin)
    return [
        Option(each.id, tr("%(name)s, %(day)s", name=each.body.name, day=each.held_on))
        for each in meetings
        if each.held_on and each.body
    ]


async def basis_meetings(visit: PageRequest, pole: str) -> list[Option]:
    """Returns the same meetings for what a member said there: the act is then of the day of the meeting."""
    meetings = await held_meetings(visit, pole=pole)
    return [
        Option(
            each.id,
            tr("Réunion du %(day)s", day=each.held_on),
            Several(basisMeetingId=each.id, effectiveOn=each.held_on.isoformat()),
        )
        for each in meetings
        if each.held_on
    ]


async def pole_meetings(visit: PageRequest, pole: str) -> list[Option]:
    """Returns the meetings that the pôle held in the last year, the latest first."""
    meetings = await held_meetings(visit, pole=pole)
    return [Option(each.id, tr("Réunion du %(day)s", day=each.held_on)) for each in meetings if each.held_on]


async def held_meetings(visit: PageRequest, **whose: str) -> list[MeetingsHeldMeeting]:
    """Returns the meetings of the last year, the latest first."""
    since = (today() - A_YEAR).isoformat()
    return (await visit.ask_all(MEETINGS_HELD, lambda answer: answer.meetings, since=since, **whose))[::-1]
