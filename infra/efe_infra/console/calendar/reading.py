"""Objects with a day in a calendar, read whole from the register."""

from asyncio import gather
from typing import Final, NamedTuple

from efe_infra.console.calendar.generated import (
    AWAITED_VERDICTS,
    CALENDAR,
    CALENDAR_MEETINGS,
    CALENDAR_TASKS,
    CLOSING_CALLS,
    ENDING_TERMS,
    AwaitedVerdictsProject,
    CalendarMeetingsMeeting,
    CalendarResponse,
    CalendarTasksTask,
    ClosingCallsFundingCall,
    EndingTermsPole,
)
from efe_infra.console.register.paging import Ask, all_nodes
from efe_infra.console.register.responses import Connection, PageInfo

NO_TASKS: Final = Connection[CalendarTasksTask](
    edges=(), total_count=0, page_info=PageInfo(has_next_page=False, end_cursor=None)
)
"""Tasks of a reader without an account."""


class CalendarContent(NamedTuple):
    """Objects with a day in a person's calendar; `page` has the person, and what each page shows."""

    page: CalendarResponse
    tasks: list[CalendarTasksTask]
    meetings: list[CalendarMeetingsMeeting]
    calls: list[ClosingCallsFundingCall]
    poles: list[EndingTermsPole]
    projects: list[AwaitedVerdictsProject]


async def read_calendar(ask: Ask, *, since: str, until: str) -> CalendarContent:
    """Reads every page of each list, so that no entry is missing. The days are ISO 8601. Raises as `ask`."""
    return CalendarContent(
        *await gather(
            ask(CALENDAR),
            all_nodes(ask, CALENDAR_TASKS, lambda answer: answer.viewer.tasks if answer.viewer else NO_TASKS),
            all_nodes(ask, CALENDAR_MEETINGS, lambda answer: answer.meetings, since=since, until=until),
            all_nodes(ask, CLOSING_CALLS, lambda answer: answer.funding_calls, since=since),
            all_nodes(ask, ENDING_TERMS, lambda answer: answer.expiring_poles),
            all_nodes(ask, AWAITED_VERDICTS, lambda answer: answer.projects),
        )
    )
