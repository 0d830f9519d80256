"""State of a meeting in a shape and a word."""

from datetime import date
from typing import NamedTuple, Protocol

from efe_infra.console.language.translatable import tr


class MeetingDays(Protocol):
    """Days of a meeting in a response."""

    @property
    def day(self) -> date: ...

    @property
    def held_on(self) -> date | None: ...

    @property
    def cancelled_on(self) -> date | None: ...

    @property
    def minutes_adopted_on(self) -> date | None: ...


class StateWords(NamedTuple):
    """State in words; `tone` is a class of the style sheet."""

    tone: str
    words: str


def state_of(meeting: MeetingDays, on: date) -> StateWords:
    if meeting.cancelled_on:
        return StateWords("rest", tr("Annulée"))
    if meeting.minutes_adopted_on:
        return StateWords("good", tr("Procès-verbal adopté"))
    if meeting.held_on:
        return StateWords("good", tr("Tenue"))
    return StateWords("wait", tr("À consigner") if meeting.day <= on else tr("Convoquée"))
