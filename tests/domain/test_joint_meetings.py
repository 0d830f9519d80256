"""Joint meetings of a project: who calls them and when, and which attendance is news (PS-CONJOINT)."""

from datetime import date, time
from typing import Any
from uuid import UUID

import pytest

from efe_domain.meeting.events import Hours, Venue
from efe_domain.project.joint_meeting_events import JointMeetingAttended, JointMeetingCalled
from efe_domain.project.project import Project
from efe_domain.project.refusals import JointMeetingHeld, NotCarrying, ProjectIsOver, SameJointMeeting
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import DomainError, Invalid, NotFound
from tests.domain.given import TODAY, TOMORROW, YESTERDAY, given, recorded, some_id
from tests.domain.joint_meetings import JOINT, a_called_project, call, cancel
from tests.domain.plans import AT_LIEGE, AT_NAMUR, DATED, a_joint_project
from tests.domain.projects import a_project, adopted

ONE, OTHER = AT_NAMUR.members_on(TODAY)[:2]


def attended(project: Project, *operators: UUID, on: date | None = TOMORROW) -> list[tuple[UUID, ...]]:
    """Attends as the pôle of Namur, and returns whose presence was recorded."""
    before = len(project.pending_events)
    project.attend_meeting(JOINT, AT_NAMUR.id, operators, on)
    return [each.operators for each in project.pending_events[before:] if isinstance(each, JointMeetingAttended)]


def test_a_joint_meeting_is_called_for_the_day_itself_or_later() -> None:
    for day in (TODAY, TOMORROW):
        assert call(a_joint_project(), day=day, on=TODAY).day == day

    project = given(a_joint_project())
    with pytest.raises(TooEarly):
        call(project, day=YESTERDAY, on=TODAY)
    assert recorded(project) == []


def test_a_joint_meeting_is_postponed_to_the_day_itself_or_later() -> None:
    project = given(a_called_project())

    with pytest.raises(TooEarly):
        call(project, replaces=1, day=TODAY, on=TOMORROW)
    assert recorded(project) == []
    assert call(project, replaces=1, day=TOMORROW, on=TOMORROW, agenda=("Le budget",)).number == 2
    with pytest.raises(TooEarly):
        call(project, replaces=2, day=TOMORROW, on=TODAY)


def test_a_meeting_that_is_past_by_then_is_cancelled_all_the_same() -> None:
    project = a_called_project()

    project.cancel_meeting(JOINT, 1, pole=AT_NAMUR.id, reason="Grève.", on=date(TODAY.year, 12, 1))

    assert project.meetings.last_call(JOINT).cancelled


@pytest.mark.parametrize(
    "said",
    [
        {"hours": Hours(starts=time(14), ends=time(14))},
        {"venue": Venue(remote=False, place="")},
        {"agenda": ()},
        {"agenda": ("Point",) * 31},
        {"agenda": ("x" * 501,)},
    ],
    ids=lambda said: next(iter(said)),
)
def test_a_call_says_when_where_and_what_about(said: dict[str, Any]) -> None:
    project = given(a_joint_project())

    with pytest.raises(Invalid):
        call(project, **said)

    assert recorded(project) == []
    assert call(project, hours=Hours(starts=time(14), ends=time(15)), agenda=("Point",) * 30).hours is not None


def test_a_first_call_replaces_none_and_gives_no_reason() -> None:
    project = given(a_joint_project())

    with pytest.raises(NotFound):
        call(project, replaces=1)

    assert (call(project).number, project.meetings.last_call(JOINT).reason) == (1, "")


def test_another_call_changes_something() -> None:
    project = given(a_called_project())

    with pytest.raises(SameJointMeeting):
        call(project, replaces=1)

    assert recorded(project) == []


def test_the_lead_calls_before_it_carries_and_a_carrier_from_its_entry_on() -> None:
    assert isinstance(call(a_project(AT_LIEGE, DATED)), JointMeetingCalled)

    strangers: list[tuple[Project, dict[str, Any], type[DomainError]]] = [
        (a_joint_project(), {"pole": some_id("stranger")}, NotCarrying),
        (a_joint_project(), {"pole": AT_LIEGE.id, "on": YESTERDAY}, TooEarly),
        (a_joint_project(), {"pole": AT_NAMUR.id, "on": YESTERDAY}, TooEarly),
    ]
    for project, said, refusal in strangers:
        version = project.version
        with pytest.raises(refusal):
            call(project, **said)
        assert project.version == version


def test_a_lead_that_carries_calls_from_its_entry_on() -> None:
    project = a_project(AT_LIEGE, DATED)
    decision = adopted(AT_LIEGE, project.id, project.content_hash)
    project.join(AT_LIEGE, decision, None, past_events=0, past_root="", on=TOMORROW)

    with pytest.raises(TooEarly):
        call(project, on=TODAY)
    assert call(project, on=TOMORROW).number == 1


def test_only_who_takes_part_cancels_a_meeting_and_none_is_called_once_all_is_over() -> None:
    project = given(a_called_project())
    with pytest.raises(NotCarrying):
        project.cancel_meeting(JOINT, 1, pole=some_id("stranger"), reason="Grève.", on=TODAY)
    assert recorded(project) == []
    project.abandon("Plus de moyens.", on=TODAY)

    for act in (lambda: call(project, replaces=1, agenda=("Fin",)), lambda: cancel(project)):
        with pytest.raises(ProjectIsOver):
            act()


def test_an_attendance_is_recorded_when_it_says_more_than_the_last_one() -> None:
    project = a_called_project()

    assert attended(project) == []
    assert attended(project, ONE) == [(ONE,)]
    assert attended(project, ONE) == []
    assert attended(project, ONE, on=TODAY) == [(ONE,)]
    assert attended(project, OTHER, ONE) == [tuple(sorted((ONE, OTHER)))]
    assert attended(project, ONE, OTHER, on=None) == [()]
    assert attended(project, on=None) == []


def test_without_a_meeting_a_part_or_a_day_no_attendance_is_recorded() -> None:
    project, stranger = given(a_called_project()), some_id("stranger")

    project.attend_meeting(some_id("another meeting"), AT_NAMUR.id, (ONE,), TOMORROW)
    project.attend_meeting(JOINT, stranger, (ONE,), TOMORROW)
    project.attend_meeting(JOINT, AT_NAMUR.id, (ONE,), None)

    assert recorded(project) == []


def test_a_meeting_is_held_once_operators_took_part_on_its_day() -> None:
    project = a_called_project()
    attended(project, ONE, on=TODAY)
    call(project, replaces=1, agenda=("Le budget",))
    attended(project, ONE, on=TOMORROW)
    project = given(project)

    with pytest.raises(JointMeetingHeld):
        call(project, replaces=2, agenda=("Divers",))
    with pytest.raises(JointMeetingHeld):
        cancel(project, replaces=2)

    assert recorded(project) == []
    attended(project, on=None)
    assert call(project, replaces=2, agenda=("Divers",)).number == 3


def test_the_meetings_ahead_are_those_of_the_day_or_later_that_stand() -> None:
    project = a_called_project()
    meetings = project.meetings

    assert [len(list(meetings.ahead(day))) for day in (TODAY, TOMORROW, date(TODAY.year, 12, 1))] == [1, 1, 0]
    cancel(project)
    assert list(meetings.ahead(TODAY)) == []
