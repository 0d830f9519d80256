"""A meeting is convened, given an agenda, and held (M1, PS-REUNION)."""

from collections.abc import Callable
from datetime import time

import pytest

from efe_domain.law.rules import Rule
from efe_domain.meeting.attendance import MOST_ATTENDEES
from efe_domain.meeting.events import (
    AgendaSet,
    Assembly,
    AssemblyKind,
    Attendee,
    Hours,
    HoursSet,
    MeetingConvened,
    MeetingHeld,
    MeetingPostponed,
    Venue,
)
from efe_domain.meeting.meeting import LONGEST_AGENDA, AlreadyConvened, Meeting, SameAgenda, SameSchedule
from efe_domain.pole.refusals import NotAMember
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Invalid
from tests.domain.given import TODAY, YESTERDAY, given, recorded, some_id
from tests.domain.meetings import ANNE, BERT, HALL, NEXT_WEEK, PLENARY, POLE, REMOTE, SCHOOL, THE_ZONE, a_meeting

AFTERNOON = Hours(starts=time(14), ends=time(16))


def test_a_meeting_is_convened_for_a_day_that_lies_ahead() -> None:
    meeting = Meeting(some_id("meeting"))

    meeting.convene(PLENARY, NEXT_WEEK, HALL, on=TODAY)

    assert recorded(meeting) == [MeetingConvened(assembly=PLENARY, day=NEXT_WEEK, venue=HALL, effective_on=TODAY)]


@pytest.mark.parametrize(("assembly", "rule"), [(PLENARY, Rule.M1), (POLE, Rule.PS_REUNION), (THE_ZONE, Rule.ART_18)])
def test_a_meeting_carries_out_the_rule_of_its_assembly(assembly: Assembly, rule: Rule) -> None:
    meeting = a_meeting(assembly)
    meeting.hold(HALL, (ANNE,), (), on=TODAY)

    events = meeting.collect_events()

    assert [event.rule for event in events] == [rule, rule]


def test_a_meeting_of_the_zone_concerns_its_two_instances() -> None:
    meeting = a_meeting(THE_ZONE)

    (event,) = meeting.collect_events()

    assert event.bassins == ("hainaut-sud", "namur")


def test_a_meeting_is_not_convened_for_a_day_that_is_past() -> None:
    meeting = Meeting(some_id("meeting"))

    with pytest.raises(TooEarly):
        meeting.convene(PLENARY, YESTERDAY, HALL, on=TODAY)

    assert recorded(meeting) == []


def test_a_meeting_is_convened_once() -> None:
    meeting = given(a_meeting())

    with pytest.raises(AlreadyConvened):
        meeting.convene(PLENARY, NEXT_WEEK, HALL, on=TODAY)

    assert recorded(meeting) == []


@pytest.mark.parametrize(
    "venue",
    [Venue(remote=False, place=""), Venue(remote=False, place=" "), Venue(remote=True, place="x" * 1_000_000)],
    ids=["no place", "blank place", "long place"],
)
def test_a_meeting_takes_place_somewhere_or_remotely(venue: Venue) -> None:
    meeting = Meeting(some_id("meeting"))

    with pytest.raises(Invalid):
        meeting.convene(PLENARY, TODAY, venue, on=TODAY)

    assert recorded(meeting) == []


def test_an_agenda_replaces_the_one_before() -> None:
    meeting = given(a_meeting())

    meeting.set_agenda((" Budget ", "Divers"), on=YESTERDAY)
    meeting.set_agenda(("Budget",), on=TODAY)

    assert recorded(meeting) == [
        AgendaSet(items=("Budget", "Divers"), effective_on=YESTERDAY),
        AgendaSet(items=("Budget",), effective_on=TODAY),
    ]


def test_an_agenda_that_changes_nothing_is_refused() -> None:
    meeting = a_meeting()
    meeting.set_agenda(("Budget",), on=YESTERDAY)
    meeting = given(meeting)

    with pytest.raises(SameAgenda):
        meeting.set_agenda(("Budget ",), on=TODAY)

    assert recorded(meeting) == []


@pytest.mark.parametrize(
    "items", [(), ("",), ("x" * 1_000_000,), tuple(f"Point {n}" for n in range(LONGEST_AGENDA + 1))], ids=len
)
def test_an_agenda_has_items_that_can_be_read(items: tuple[str, ...]) -> None:
    meeting = given(a_meeting())

    with pytest.raises(Invalid):
        meeting.set_agenda(items, on=TODAY)

    assert recorded(meeting) == []


def test_a_meeting_is_held_with_who_was_there_and_who_sent_apologies() -> None:
    meeting = given(a_meeting())

    meeting.hold(REMOTE, (ANNE,), (BERT,), on=TODAY)

    assert recorded(meeting) == [
        MeetingHeld(kind=AssemblyKind.BODY, venue=REMOTE, present=(ANNE,), excused=(BERT,), effective_on=TODAY)
    ]


def test_only_members_of_the_pole_attend_as_operators_and_anybody_as_a_person() -> None:
    meeting = given(a_meeting(POLE))

    with pytest.raises(NotAMember):
        meeting.hold(HALL, (BERT,), (SCHOOL,), members=(), on=TODAY)
    meeting.hold(HALL, (SCHOOL, BERT), (), members=(some_id("school"),), on=TODAY)

    assert [type(event) for event in recorded(meeting)] == [MeetingHeld]


@pytest.mark.parametrize(
    ("present", "excused"),
    [
        ((), (ANNE,)),
        ((ANNE, ANNE), ()),
        ((ANNE,), (ANNE,)),
        ((Attendee(),), ()),
        (tuple(Attendee(person=some_id(str(n))) for n in range(MOST_ATTENDEES + 1)), ()),
    ],
    ids=["nobody", "twice", "present and excused", "unknown", "a crowd"],
)
def test_an_attendance_that_could_not_be_is_invalid(
    present: tuple[Attendee, ...], excused: tuple[Attendee, ...]
) -> None:
    meeting = given(a_meeting())

    with pytest.raises(Invalid):
        meeting.hold(HALL, present, excused, on=TODAY)

    assert recorded(meeting) == []


def test_a_meeting_is_convened_for_hours_of_its_day() -> None:
    meeting = Meeting(some_id("meeting"))

    meeting.convene(PLENARY, NEXT_WEEK, HALL, hours=AFTERNOON, on=TODAY)

    assert recorded(meeting)[1:] == [HoursSet(hours=AFTERNOON, effective_on=TODAY)]


@pytest.mark.parametrize("ends", [time(14), time(13, 59)])
def test_a_meeting_ends_after_it_has_begun(ends: time) -> None:
    meeting = given(a_meeting())

    with pytest.raises(Invalid):
        meeting.postpone(NEXT_WEEK, hours=Hours(starts=time(14), ends=ends), reason="Grève.", on=TODAY)

    assert recorded(meeting) == []


def test_a_postponed_meeting_keeps_its_place_and_hours_unless_others_are_given() -> None:
    meeting = Meeting(some_id("meeting"))
    meeting.convene(PLENARY, TODAY, HALL, hours=AFTERNOON, on=YESTERDAY)
    meeting = given(meeting)

    meeting.postpone(NEXT_WEEK, reason="Grève.", on=YESTERDAY)
    meeting.postpone(NEXT_WEEK, REMOTE, reason=" Salle prise. ", on=TODAY)

    assert recorded(meeting) == [
        MeetingPostponed(kind=kind, day=NEXT_WEEK, venue=venue, hours=AFTERNOON, reason=reason, effective_on=on)
        for kind, venue, reason, on in (
            (AssemblyKind.BODY, HALL, "Grève.", YESTERDAY),
            (AssemblyKind.BODY, REMOTE, "Salle prise.", TODAY),
        )
    ]
    assert (meeting.day, meeting.venue) == (NEXT_WEEK, REMOTE)


def test_a_postponement_that_changes_nothing_is_refused() -> None:
    meeting = given(a_meeting())

    with pytest.raises(SameSchedule):
        meeting.postpone(TODAY, HALL, reason="Grève.", on=TODAY)

    assert recorded(meeting) == []


def test_a_meeting_is_not_postponed_into_the_past() -> None:
    meeting = given(a_meeting())

    with pytest.raises(TooEarly):
        meeting.postpone(YESTERDAY, reason="Grève.", on=TODAY)

    assert recorded(meeting) == []


def test_nothing_of_a_meeting_comes_before_its_postponement() -> None:
    meeting = a_meeting()
    meeting.postpone(NEXT_WEEK, reason="Grève.", on=TODAY)
    meeting = given(meeting)

    commands: tuple[Callable[[], object], ...] = (
        lambda: meeting.hold(HALL, (ANNE,), (), on=YESTERDAY),
        lambda: meeting.postpone(TODAY, reason="Grève.", on=YESTERDAY),
        lambda: meeting.cancel("Grève.", on=YESTERDAY),
    )
    for command in commands:
        with pytest.raises(TooEarly):
            command()

    assert recorded(meeting) == []
