"""The lead shows a content to a pôle that it asks to carry it; that one accepts by its decision (PS-CONJOINT)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from efe_domain.decision.events import DecisionKind
from efe_domain.decision.refusals import NotCarried
from efe_domain.pole.refusals import TermOver
from efe_domain.project.carrier_events import PoleJoined
from efe_domain.project.invitation import Invitation, InvitationState
from efe_domain.project.invitation_events import (
    InvitationAccepted,
    InvitationDeclined,
    InvitationWithdrawn,
    PoleInvited,
)
from efe_domain.project.project import Project
from efe_domain.project.refusals import (
    AlreadyCarrying,
    AlreadyInvited,
    ContentNotShown,
    InvitationIsClosed,
    NotInvited,
    OutsideTheAxis,
    ProjectIsOver,
)
from efe_domain.shared.codec import decode
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Invalid
from tests.domain.given import TODAY, TOMORROW, WOOD, YESTERDAY, given, recorded
from tests.domain.projects import (
    CONTENT,
    HUY,
    LIEGE,
    NAMUR,
    PROJECT,
    a_pole_of,
    a_project,
    adopted,
    amend,
    carry,
    invited,
)

STORED = Path(__file__).with_name("stored_events.jsonl")
AT_LIEGE, AT_NAMUR, AT_HUY = a_pole_of(LIEGE), a_pole_of(NAMUR), a_pole_of(HUY)


def inviting(project: Project) -> Invitation:
    invitation = invited(project, AT_NAMUR)
    assert invitation
    return invitation


def join(project: Project, invitation: Invitation | None, *, on: object = TODAY) -> None:
    decision = adopted(AT_NAMUR, PROJECT, project.content_hash)
    project.join(AT_NAMUR, decision, invitation, past_events=1, past_root="", on=on)  # type: ignore[arg-type]


def test_an_invitation_shows_the_content_and_concerns_the_two_instances_alone() -> None:
    project = given(carry(a_project(), AT_LIEGE, AT_HUY))

    invitation = inviting(project)

    [sent] = invitation.collect_events()
    assert isinstance(sent, PoleInvited)
    assert (sent.content, sent.content_hash, sent.number) == (project.content, project.content_hash, 1)
    assert (sent.inviter, sent.inviter_bassin, sent.pole, sent.bassin) == (AT_LIEGE.id, LIEGE, AT_NAMUR.id, NAMUR)
    assert sent.bassins == (LIEGE, NAMUR)
    assert recorded(project) == []


def test_a_pole_that_nobody_invited_does_not_join() -> None:
    project = given(a_project())

    for invitation in (None, Invitation(PROJECT)):
        with pytest.raises(NotInvited):
            join(project, invitation)

    assert recorded(project) == []


def test_an_act_does_not_precede_the_decision_that_it_cites() -> None:
    project = given(carry(a_project(), AT_LIEGE))
    decided = adopted(AT_LIEGE, PROJECT, project.content_hash, kind=DecisionKind.ABANDONMENT, on=TOMORROW)

    with pytest.raises(TooEarly, match="adoption"):
        project.abandon("Faute de moyens.", decision=decided, on=TODAY)

    assert recorded(project) == []


def test_a_pole_is_not_invited_again_before_the_last_invitation() -> None:
    project = a_project()
    invitation = Invitation(PROJECT)
    project.invite(AT_NAMUR, invitation, answer_by=TOMORROW, on=TOMORROW)
    invitation = given(invitation)

    with pytest.raises(TooEarly, match="dernier acte"):
        project.invite(AT_NAMUR, invitation, answer_by=TODAY.replace(year=2027), on=TODAY)

    assert recorded(invitation) == []


def test_joining_accepts_the_invitation_in_the_same_breath() -> None:
    project, invitation = given(a_project()), given(inviting(a_project()))
    decision = adopted(AT_NAMUR, PROJECT, project.content_hash)

    project.join(AT_NAMUR, decision, invitation, past_events=1, past_root="", on=TODAY)

    assert [type(event) for event in recorded(project)] == [PoleJoined]
    assert recorded(invitation) == [InvitationAccepted(decision=decision.id, effective_on=TODAY)]
    assert invitation.state is InvitationState.ACCEPTED


def test_the_lead_carries_its_own_project_without_an_invitation() -> None:
    project = given(a_project())

    carry(project, AT_LIEGE)

    assert [type(event) for event in recorded(project)] == [PoleJoined]


def test_an_answered_withdrawn_or_lapsed_invitation_lets_nobody_join() -> None:
    closing: list[Callable[[Invitation], None]] = [
        lambda it: it.withdraw("Erreur.", on=TODAY),
        lambda it: it.decline("Non.", on=TODAY),
        lambda it: it.accept(it.content_hash, PROJECT, on=TODAY),
    ]
    for close in closing:
        project = given(a_project())
        invitation = inviting(project)
        close(invitation)

        with pytest.raises(NotInvited):
            join(project, invitation)

        assert recorded(project) == []


def test_an_invitation_lapses_after_its_last_day() -> None:
    project = given(a_project())
    invitation = given(inviting(project))

    with pytest.raises(NotInvited):
        join(project, invitation, on=TOMORROW.replace(day=3))
    with pytest.raises(InvitationIsClosed):
        invitation.decline("Non.", on=TOMORROW.replace(day=3))
    join(project, invitation, on=TOMORROW)

    assert len(recorded(project)) == len(recorded(invitation)) == 1


def test_an_invitation_to_an_earlier_content_does_not_open_the_amended_one() -> None:
    project = a_project()
    invitation = inviting(project)
    project = given(amend(project))

    with pytest.raises(NotInvited):
        join(project, invitation)
    project.invite(AT_NAMUR, invitation, answer_by=TOMORROW, on=TODAY)
    join(project, invitation)

    assert invitation.state is InvitationState.ACCEPTED


def test_the_invitation_of_another_pole_or_to_another_project_opens_nothing() -> None:
    project = given(a_project())
    other = Project(PROJECT.__class__(int=1))
    other.emerge(AT_LIEGE, CONTENT, on=TODAY)

    for invitation in (invited(project, AT_HUY), invited(other, AT_NAMUR)):
        with pytest.raises(NotInvited):
            join(project, invitation)

    assert recorded(project) == []


def test_whoever_invited_still_takes_part_in_the_project() -> None:
    project = carry(a_project(), AT_LIEGE, AT_HUY)
    invitation = inviting(project)
    project.leave(AT_LIEGE.id, "Départ.", on=TODAY)
    project = given(project)

    with pytest.raises(NotInvited):
        join(project, invitation)

    assert recorded(project) == []


def test_a_pole_that_left_comes_back_when_it_is_invited_again_and_decides_so() -> None:
    """That it once agreed to this content does not make it agree now."""
    project = carry(a_project(), AT_LIEGE, AT_NAMUR)
    project.leave(AT_NAMUR.id, "Départ.", on=TODAY)

    with pytest.raises(NotInvited):
        join(project, None)
    with pytest.raises(NotCarried):
        join(project, inviting(project))
    again = adopted(AT_NAMUR, PROJECT, project.content_hash, name="again")
    project.join(AT_NAMUR, again, inviting(project), past_events=1, past_root="", on=TODAY)

    assert AT_NAMUR.id in project.carriers


def test_who_may_carry_the_project_is_invited_and_nobody_else() -> None:
    project = given(carry(a_project(), AT_LIEGE, AT_HUY))
    carpenters = a_pole_of(NAMUR, WOOD, "Bois")
    invitation = Invitation(PROJECT)

    for pole, refusal, on in (
        (AT_LIEGE, AlreadyCarrying, TODAY),
        (AT_HUY, AlreadyCarrying, TODAY),
        (carpenters, OutsideTheAxis, TODAY),
        (AT_NAMUR, TooEarly, YESTERDAY),
        (AT_NAMUR, TermOver, TODAY.replace(year=2029)),
    ):
        with pytest.raises(refusal):
            project.invite(pole, invitation, answer_by=TODAY.replace(year=2030), on=on)
    with pytest.raises(Invalid):
        project.invite(AT_NAMUR, invitation, answer_by=YESTERDAY, on=TODAY)
    project.abandon("Fin.", on=TODAY)
    with pytest.raises(ProjectIsOver):
        project.invite(AT_NAMUR, invitation, answer_by=TOMORROW, on=TODAY)

    assert recorded(invitation) == []


def test_a_pole_is_invited_once_to_a_content_and_anew_with_another_deadline() -> None:
    project = given(a_project())
    invitation = given(inviting(project))

    with pytest.raises(AlreadyInvited):
        project.invite(AT_NAMUR, invitation, answer_by=TOMORROW, on=TODAY)
    project.invite(AT_NAMUR, invitation, answer_by=TOMORROW.replace(day=9), on=TODAY)

    assert len(recorded(invitation)) == 1
    assert invitation.is_open(TOMORROW.replace(day=9))


def test_a_declined_or_withdrawn_invitation_says_why() -> None:
    declined, withdrawn = given(inviting(a_project())), given(inviting(a_project()))

    declined.decline("Faute de temps.", on=TODAY)
    withdrawn.withdraw("Erreur de pôle.", on=TODAY)

    assert recorded(declined) == [InvitationDeclined(reason="Faute de temps.", effective_on=TODAY)]
    assert recorded(withdrawn) == [InvitationWithdrawn(reason="Erreur de pôle.", effective_on=TODAY)]


def test_an_invitation_is_not_answered_before_it_is_sent() -> None:
    invitation = given(inviting(a_project()))

    for answer in (invitation.decline, invitation.withdraw):
        with pytest.raises(TooEarly):
            answer("Non.", on=YESTERDAY)

    assert recorded(invitation) == []


def test_a_pole_decides_on_contents_that_its_members_can_read() -> None:
    project = a_project()
    first = project.content_hash
    amend(project)
    invitation = inviting(project)

    project.check_shown(AT_LIEGE, None, first, TODAY)
    project.check_shown(AT_NAMUR, invitation, project.content_hash, TODAY)
    with pytest.raises(ContentNotShown):
        project.check_shown(AT_LIEGE, None, "0" * 64, TODAY)
    for seen, hashed in ((None, project.content_hash), (invitation, first)):
        with pytest.raises(NotInvited):
            project.check_shown(AT_NAMUR, seen, hashed, TODAY)


def test_a_content_that_returns_is_carried_by_another_decision() -> None:
    project = carry(a_project(), AT_LIEGE)
    carry(amend(project), AT_LIEGE)
    amend(project, CONTENT.title)

    once = adopted(AT_LIEGE, PROJECT, project.content_hash)
    with pytest.raises(NotCarried):
        project.join(AT_LIEGE, once, None, past_events=1, past_root="", on=TODAY)
    carry(project, AT_LIEGE)

    assert project.carriers.of(AT_LIEGE.id).content_hash == project.content_hash


def test_a_pole_that_joined_before_there_were_invitations_carries_the_project_still() -> None:
    joined = [json.loads(line) for line in STORED.read_text("utf-8").splitlines() if "pole-joined" in line]
    project = a_project()

    read: Any = [decode(line["topic"], line["state"].encode()) for line in joined]
    replayed = Project.replay(PROJECT, [*project.collect_events(), *read])

    assert read
    assert all(event.pole in replayed.carriers for event in read)
