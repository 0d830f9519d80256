"""Meetings of a pôle on its page, the latest first; the register lists the first ones first."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from efe_infra.console.pole.generated import CONVENED_MEETINGS, ConvenedMeeting, ConvenedMeetingsResponse, Pole
from efe_infra.console.register.responses import Connection
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.refusals import require

SHOWN: Final = 40
"""Meetings on one page."""
MAX_DIGITS: Final = 6


class LatestMeetings(NamedTuple):
    """Some meetings, the latest first; `after` counts them and the later ones, if there are earlier ones."""

    lines: Sequence[ConvenedMeeting]
    after: int | None


async def meetings_of(visit: PageRequest, pole: Pole) -> list[ConvenedMeeting]:
    """Returns all meetings by day; none for persons outside the dossier."""
    if pole.dossier is None:
        return []
    first = pole.dossier.meetings.convened
    return await visit.ask_all(CONVENED_MEETINGS, convened_in, id=pole.id) if first.after else first.nodes


def latest(meetings: Sequence[ConvenedMeeting], after: str | None) -> LatestMeetings:
    """Returns the meetings after the number of later ones that an address has."""
    start = int(after) if after and after.isascii() and after.isdecimal() and len(after) <= MAX_DIGITS else 0
    end = start + SHOWN
    return LatestMeetings(meetings[::-1][start:end], end if len(meetings) > end else None)


def convened_in(response: ConvenedMeetingsResponse) -> Connection[ConvenedMeeting]:
    """Raises `NotHere`."""
    return require(require(response.pole).dossier).meetings.convened
