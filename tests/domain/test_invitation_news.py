"""What an invited pôle learns while its invitation is open: an amended content, and calls to meet (PS-CONJOINT)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from efe_domain.project.invitation import Invitation
from efe_domain.project.invitation_events import InvitedToMeeting, PoleInvited
from efe_domain.project.joint_meeting_events import MeetingCall
from efe_domain.project.project import Project
from tests.domain.given import TODAY, TOMORROW, WOOD, given, recorded, some_id
from tests.domain.joint_meetings import JOINT, called
from tests.domain.plans import AT_LIEGE, AT_NAMUR
from tests.domain.projects import HUY, LIEGE, a_carried_project, a_pole_of, amend, carry, invited

ANSWER_BY = TODAY + timedelta(20)
CALL, OTHER_CALL = called().call, called(agenda=("Le budget",)).call


def an_invited_pole() -> tuple[Project, Invitation]:
    """The pôle of Namur is invited today, and answers within twenty days."""
    project = a_carried_project(LIEGE)
    invitation = invited(project, AT_NAMUR, answer_by=ANSWER_BY)
    assert invitation
    return project, given(invitation)


def told(invitation: Invitation, call: MeetingCall = CALL, *, days: int = 0) -> int:
    """Tells of a call, and returns how many events that left."""
    before = len(invitation.pending_events)
    invitation.tell_of_meeting(JOINT, call, on=TODAY + timedelta(days))
    return len(invitation.pending_events) - before


def decline(invitation: Invitation) -> None:
    invitation.decline("Sans moyens.", on=TODAY)


def withdraw(invitation: Invitation) -> None:
    invitation.withdraw("Trop tard.", on=TODAY)


def accept(invitation: Invitation) -> None:
    invitation.accept(invitation.content_hash, some_id("decision"), on=TODAY)


ENDS: list[Callable[[Invitation], None]] = [decline, withdraw, accept]


def test_a_call_is_told_once_and_again_when_it_changes() -> None:
    _, invitation = an_invited_pole()

    assert [told(invitation), told(invitation), told(invitation, OTHER_CALL), told(invitation)] == [1, 0, 1, 1]
    assert invitation.call_to(JOINT) == CALL
    assert invitation.call_to(some_id("another meeting")) is None


def test_a_call_is_told_to_the_last_day_of_the_answer() -> None:
    assert [told(an_invited_pole()[1], days=days) for days in (-1, 0, 20, 21)] == [1, 1, 1, 0]


@pytest.mark.parametrize("end", ENDS)
def test_who_has_answered_or_is_invited_no_more_learns_of_no_call(end: Callable[[Invitation], None]) -> None:
    _, invitation = an_invited_pole()
    end(invitation)

    assert told(invitation) == 0


def test_a_call_of_an_earlier_day_is_told_on_the_day_of_the_invitation() -> None:
    _, invitation = an_invited_pole()

    told(invitation, days=-1)

    [event] = recorded(invitation)
    assert isinstance(event, InvitedToMeeting)
    assert event.effective_on == TODAY


def test_what_is_told_moves_no_day_of_an_answer() -> None:
    _, invitation = an_invited_pole()
    told(invitation, days=1)

    decline(invitation)

    assert len(recorded(invitation)) == 2


def test_an_amended_content_is_shown_with_as_much_time_to_answer() -> None:
    project, invitation = an_invited_pole()
    amend(project)

    assert project.invite_anew(AT_NAMUR, invitation, today=TOMORROW)

    [shown] = recorded(invitation)
    assert isinstance(shown, PoleInvited)
    assert (shown.content_hash, shown.effective_on) == (project.content_hash, TODAY)
    assert shown.answer_by == ANSWER_BY + timedelta(1)
    assert not project.invite_anew(AT_NAMUR, invitation, today=TOMORROW)


@pytest.mark.parametrize(("days", "shown"), [(-1, False), (0, True), (20, True), (21, False)])
def test_an_amended_content_is_shown_while_the_invitation_is_open(days: int, shown: bool) -> None:
    project, invitation = an_invited_pole()
    amend(project)

    assert project.invite_anew(AT_NAMUR, invitation, today=TODAY + timedelta(days)) is shown
    assert len(recorded(invitation)) == shown


@pytest.mark.parametrize("end", ENDS)
def test_an_amended_content_is_shown_to_nobody_who_answered(end: Callable[[Invitation], None]) -> None:
    project, invitation = an_invited_pole()
    end(invitation)
    amend(project)
    events = len(invitation.pending_events)

    assert not project.invite_anew(AT_NAMUR, invitation, today=TODAY)
    assert len(invitation.pending_events) == events


def test_a_content_is_shown_to_no_pole_that_may_not_carry_it() -> None:
    project, invitation = an_invited_pole()
    amend(project)

    for stranger in (a_pole_of(HUY, WOOD, "Bois"), AT_LIEGE):
        assert not project.invite_anew(stranger, invitation, today=TODAY)
    assert recorded(invitation) == []


def test_an_inviter_that_left_shows_nothing_more() -> None:
    project = carry(a_carried_project(LIEGE), a_pole_of(HUY))
    invitation = invited(project, AT_NAMUR, answer_by=ANSWER_BY)
    assert invitation
    invitation = given(invitation)
    project.leave(AT_LIEGE.id, "Départ.", on=TODAY)
    amend(project)

    assert not project.invite_anew(AT_NAMUR, invitation, today=TODAY)


@pytest.mark.parametrize(("invited_on", "amended_on"), [(TODAY, TOMORROW), (TOMORROW, TODAY), (TOMORROW, TOMORROW)])
def test_an_amended_content_is_shown_neither_before_it_nor_before_the_invitation(
    invited_on: date, amended_on: date
) -> None:
    project = a_carried_project(LIEGE)
    invitation = invited(project, AT_NAMUR, answer_by=ANSWER_BY, on=invited_on)
    assert invitation
    invitation = given(invitation)
    project.amend(replace(project.content, title="Un autre titre"), "Relu.", on=amended_on)

    assert project.invite_anew(AT_NAMUR, invitation, today=TOMORROW)

    assert [event.effective_on for event in recorded(invitation)] == [TOMORROW]  # type: ignore[attr-defined]
