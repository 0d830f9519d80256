"""End of a meeting, and the commands that it then refuses (M1)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from efe_domain.meeting.events import MeetingCancelled, MinutesAdopted
from efe_domain.meeting.meeting import (
    Meeting,
    MeetingIsCancelled,
    MeetingIsHeld,
    MeetingNotHeld,
    MinutesAlreadyAdopted,
)
from efe_domain.shared.days import TooEarly
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import Invalid
from tests.domain.given import TODAY, TOMORROW, YESTERDAY, given, recorded
from tests.domain.meetings import ANNE, HALL, MINUTES, a_cancelled_meeting, a_held_meeting, a_meeting

type Command = Callable[[Meeting, date], None]


def agenda(meeting: Meeting, on: date) -> None:
    meeting.set_agenda(("Divers",), on=on)


def holding(meeting: Meeting, on: date) -> None:
    meeting.hold(HALL, (ANNE,), (), on=on)


def cancelling(meeting: Meeting, on: date) -> None:
    meeting.cancel("Grève.", on=on)


def adopting(meeting: Meeting, on: date) -> None:
    meeting.adopt_minutes(MINUTES, on=on)


def test_minutes_are_adopted_once_for_a_meeting_that_was_held() -> None:
    meeting = given(a_held_meeting())

    meeting.adopt_minutes(MINUTES, on=TOMORROW)
    with pytest.raises(MinutesAlreadyAdopted):
        meeting.adopt_minutes(MINUTES, on=TOMORROW)

    assert recorded(meeting) == [MinutesAdopted(document=MINUTES, effective_on=TOMORROW)]


def test_an_act_cites_a_meeting_that_took_place_by_then() -> None:
    held = a_held_meeting()

    held.check_held_by(TODAY)
    with pytest.raises(TooEarly):
        held.check_held_by(YESTERDAY)
    for meeting in (a_meeting(), a_cancelled_meeting()):
        with pytest.raises(MeetingNotHeld):
            meeting.check_held_by(TODAY)


def test_a_meeting_that_did_not_take_place_has_no_minutes() -> None:
    meeting = given(a_meeting())

    with pytest.raises(MeetingNotHeld):
        meeting.adopt_minutes(MINUTES, on=TODAY)

    assert recorded(meeting) == []


@pytest.mark.parametrize(
    "document",
    [
        Document(sha256="A" * 64, size=1, media_type="application/pdf"),
        Document(sha256="a" * 63, size=1, media_type="application/pdf"),
        Document(sha256="a" * 64, size=0, media_type="application/pdf"),
    ],
    ids=["capitals", "too short", "empty"],
)
def test_minutes_are_known_by_the_fingerprint_of_something(document: Document) -> None:
    meeting = given(a_held_meeting())

    with pytest.raises(Invalid):
        meeting.adopt_minutes(document, on=TODAY)

    assert recorded(meeting) == []


def test_a_meeting_is_cancelled_for_a_reason() -> None:
    meeting = given(a_meeting())

    with pytest.raises(Invalid):
        meeting.cancel("", on=TODAY)
    meeting.cancel("Grève.", on=TODAY)

    assert recorded(meeting) == [MeetingCancelled(reason="Grève.", effective_on=TODAY)]


@pytest.mark.parametrize("command", [agenda, holding, cancelling])
def test_a_meeting_that_was_held_is_over(command: Command) -> None:
    meeting = given(a_held_meeting())

    with pytest.raises(MeetingIsHeld):
        command(meeting, TOMORROW)

    assert recorded(meeting) == []


@pytest.mark.parametrize("command", [agenda, holding, cancelling, adopting])
def test_nothing_happens_to_a_cancelled_meeting(command: Command) -> None:
    meeting = given(a_cancelled_meeting())

    with pytest.raises(MeetingIsCancelled):
        command(meeting, TOMORROW)

    assert recorded(meeting) == []


@pytest.mark.parametrize("command", [agenda, holding, cancelling])
def test_nothing_happens_to_a_meeting_before_it_was_convened(command: Command) -> None:
    meeting = given(a_meeting())

    with pytest.raises(TooEarly):
        command(meeting, YESTERDAY - timedelta(1))

    assert recorded(meeting) == []


@pytest.mark.parametrize("command", [agenda, holding, cancelling])
def test_nothing_happens_to_a_meeting_before_its_last_agenda(command: Command) -> None:
    meeting = a_meeting()
    meeting.set_agenda(("Budget",), on=TODAY)
    meeting = given(meeting)

    with pytest.raises(TooEarly):
        command(meeting, YESTERDAY)

    assert recorded(meeting) == []


def test_minutes_are_not_adopted_before_the_meeting() -> None:
    meeting = given(a_held_meeting())

    with pytest.raises(TooEarly):
        adopting(meeting, YESTERDAY)

    assert recorded(meeting) == []
