"""Who was heard at a meeting, and which act may rest on it (M1, PS-REUNION)."""

from collections.abc import Callable
from datetime import date

import pytest

from efe_domain.meeting.events import Assembly, Attendee, Proxy
from efe_domain.meeting.meeting import Meeting, MeetingNotHeld
from efe_domain.pole.refusals import NotAMember
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Invalid, NotFound
from tests.domain.given import TODAY, TOMORROW, YESTERDAY, given, recorded, some_id
from tests.domain.meetings import HALL, PLENARY, POLE, SCHOOL, THE_ZONE, a_held_meeting, a_meeting

HOST, ABSENT = Attendee(operator=some_id("host")), Attendee(operator=some_id("absent"))
AWAY, FAR = some_id("away"), some_id("far")
EVERYBODY = [some_id(name) for name in ("school", "host", "absent", "away", "far")]


def by_the_host(operator: object = AWAY) -> Proxy:
    return Proxy(operator=operator, by=some_id("host"))  # type: ignore[arg-type]


def hold(meeting: Meeting, *represented: Proxy, members: list[object] | None = None) -> None:
    known = EVERYBODY if members is None else members
    meeting.hold(HALL, (SCHOOL, HOST), (ABSENT,), represented=represented, members=known, on=TODAY)  # type: ignore[arg-type]


def test_who_is_present_or_represented_at_the_meeting_of_its_pole_that_day_is_heard() -> None:
    meeting = given(a_meeting(POLE))
    assert not meeting.has_heard(AWAY, POLE.id, TODAY)
    hold(meeting, by_the_host())

    heard = [each for each in EVERYBODY if meeting.has_heard(each, POLE.id, TODAY)]

    assert heard == [some_id("school"), some_id("host"), AWAY]
    assert not any(meeting.has_heard(AWAY, POLE.id, day) for day in (YESTERDAY, TOMORROW))
    assert not meeting.has_heard(AWAY, PLENARY.id, TODAY)
    assert not Meeting(some_id("none")).has_heard(AWAY, POLE.id, TODAY)
    assert meeting.persons_present == {some_id("anne")}


@pytest.mark.parametrize(
    "represented",
    [
        (by_the_host(), by_the_host()),
        (by_the_host(some_id("school")),),
        (by_the_host(some_id("absent")),),
        (Proxy(operator=AWAY, by=FAR),),
        (Proxy(operator=AWAY, by=some_id("absent")),),
        (by_the_host(), Proxy(operator=FAR, by=AWAY)),
    ],
    ids=["twice", "also present", "also excused", "by nobody there", "by one excused", "by one represented"],
)
def test_an_operator_is_represented_once_by_one_that_is_present(represented: tuple[Proxy, ...]) -> None:
    meeting = given(a_meeting(POLE))

    with pytest.raises(Invalid):
        hold(meeting, *represented)

    assert recorded(meeting) == []
    hold(meeting, by_the_host(AWAY), by_the_host(FAR))
    assert len(recorded(meeting)) == 1


@pytest.mark.parametrize("missing", EVERYBODY[:4])
def test_every_operator_that_a_meeting_of_a_pole_cites_is_a_member(missing: object) -> None:
    meeting = given(a_meeting(POLE))

    with pytest.raises(NotAMember):
        hold(meeting, by_the_host(), members=[each for each in EVERYBODY if each != missing])

    assert recorded(meeting) == []
    hold(meeting, by_the_host(), members=[*EVERYBODY[:4]])


@pytest.mark.parametrize(
    ("assembly", "on", "refusal"),
    [
        (PLENARY, YESTERDAY, MeetingNotHeld),
        (PLENARY, TODAY, None),
        (PLENARY, TOMORROW, None),
        (POLE, TODAY, MeetingNotHeld),
        (THE_ZONE, TODAY, NotFound),
    ],
)
def test_a_body_of_the_instance_decided_by_that_day(
    assembly: Assembly, on: date, refusal: type[Exception] | None
) -> None:
    meeting = a_meeting(assembly)
    meeting.hold(HALL, (HOST,), (), on=TODAY)

    if refusal:
        with pytest.raises(refusal):
            meeting.check_decided(Bassin.LIEGE, on)
    else:
        meeting.check_decided(Bassin.LIEGE, on)
    with pytest.raises(NotFound):
        meeting.check_decided(Bassin.VERVIERS, on)


def test_an_assembly_cites_its_own_meeting_from_its_day_on() -> None:
    meeting = a_held_meeting()

    assert meeting.check_sat(by=TODAY) == PLENARY.id
    refused: list[tuple[Callable[[], object], type[Exception]]] = [
        (lambda: meeting.check_sat(by=YESTERDAY), MeetingNotHeld),
        (lambda: a_meeting().check_sat(by=TODAY), MeetingNotHeld),
        (lambda: meeting.check_met(PLENARY.id, YESTERDAY), TooEarly),
        (lambda: meeting.check_met(POLE.id, TODAY), NotFound),
        (lambda: a_meeting().check_met(PLENARY.id, TODAY), MeetingNotHeld),
    ]
    for check, refusal in refused:
        with pytest.raises(refusal):
            check()
    meeting.check_met(PLENARY.id, TODAY)
