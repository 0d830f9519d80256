"""A pôle or a lead that leaves an amended content without an answer holds nobody up for ever (PS-CONJOINT)."""

from datetime import timedelta

import pytest

from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionKind
from efe_domain.decision.refusals import NotCarried
from efe_domain.decision.wording import Wording
from efe_domain.project.carrier_events import LeadHandedOver, PoleLeft
from efe_domain.project.joining import ANSWER_PERIOD
from efe_domain.project.project import Project
from efe_domain.project.refusals import LeadNotOffered, NotCarrying, NotReleasable
from efe_domain.shared.days import TooEarly
from tests.domain.given import TODAY, given, recorded, some_id
from tests.domain.projects import HUY, LIEGE, NAMUR, PROJECT, a_carried_project, a_pole_of, adopted, amend, carry

AT_LIEGE, AT_NAMUR, AT_HUY = a_pole_of(LIEGE), a_pole_of(NAMUR), a_pole_of(HUY)
STRANGER = a_pole_of(HUY, name="Autre")
RELEASED = TODAY + ANSWER_PERIOD
EVE = RELEASED - timedelta(1)


def an_amended_project() -> Project:
    """Carried by three pôles, amended today: only that of Namur carries the amended content."""
    return given(carry(amend(a_carried_project(LIEGE, NAMUR, HUY)), AT_NAMUR))


def test_who_has_not_decided_on_the_amended_content_is_known() -> None:
    project = an_amended_project()

    assert project.unanswered == (AT_LIEGE.id, AT_HUY.id)
    assert [project.carriers.carries(each.id, project.content_hash) for each in (AT_NAMUR, AT_HUY)] == [True, False]
    assert a_carried_project(LIEGE, NAMUR).unanswered == ()


def test_a_pole_without_an_answer_is_released_once_its_time_is_over() -> None:
    project = an_amended_project()

    with pytest.raises(NotReleasable, match="29 avril 2026"):
        project.leave(AT_HUY.id, "Sans réponse.", released=True, on=EVE)
    assert recorded(project) == []
    project.leave(AT_HUY.id, "Sans réponse.", released=True, on=RELEASED)

    [left] = recorded(project)
    assert isinstance(left, PoleLeft)
    assert (left.pole, left.released) == (AT_HUY.id, True)


def test_neither_the_lead_nor_a_pole_that_answered_is_released() -> None:
    project = an_amended_project()

    for pole in (AT_LIEGE, AT_NAMUR):
        with pytest.raises(NotReleasable):
            project.leave(pole.id, "Sans réponse.", released=True, on=RELEASED)

    assert recorded(project) == []


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_the_lead_is_silent_from_the_end_of_its_time_for_a_pole_that_answered(days: int) -> None:
    project, on = an_amended_project(), RELEASED + timedelta(days)

    silent = [project.is_lead_silent(each.id, on) for each in (AT_LIEGE, AT_NAMUR, AT_HUY)]

    assert silent == [False, days >= 0, False]
    assert not project.is_lead_silent(STRANGER.id, on)
    assert not carry(project, AT_LIEGE).is_lead_silent(AT_NAMUR.id, on)


def test_a_pole_that_answered_takes_the_lead_of_a_silent_one_by_another_decision() -> None:
    project = an_amended_project()
    carrying = adopted(AT_NAMUR, PROJECT, project.content_hash)
    early = adopted(AT_NAMUR, PROJECT, project.content_hash, name="lead", on=EVE)
    in_time = adopted(AT_NAMUR, PROJECT, project.content_hash, name="lead", on=RELEASED)
    theirs = adopted(AT_HUY, PROJECT, project.content_hash, name="lead", on=RELEASED)

    for pole, decision, on, refusal, words in (
        (AT_NAMUR, early, EVE, LeadNotOffered, "jusqu'au 29 avril 2026"),
        (AT_NAMUR, early, RELEASED, TooEarly, "la fin du délai"),
        (AT_NAMUR, carrying, RELEASED, TooEarly, "la fin du délai"),
        (AT_NAMUR, theirs, RELEASED, NotCarried, "d'un autre pôle"),
        (AT_HUY, theirs, RELEASED, LeadNotOffered, "n'est pas proposé"),
        (AT_LIEGE, theirs, RELEASED, LeadNotOffered, "n'est pas proposé"),
        (STRANGER, theirs, RELEASED, NotCarrying, "ne porte pas"),
    ):
        with pytest.raises(refusal, match=words):
            project.take_lead(pole, decision, on=on)
    assert recorded(project) == []
    project.take_lead(AT_NAMUR, in_time, on=RELEASED)

    assert recorded(project) == [
        LeadHandedOver(
            lead=AT_NAMUR.id, bassin=NAMUR, previous=AT_LIEGE.id, decision=in_time.id, effective_on=RELEASED
        )
    ]


def test_a_lead_that_answered_keeps_the_lead() -> None:
    project = given(carry(amend(a_carried_project(LIEGE, NAMUR)), AT_LIEGE, AT_NAMUR))
    decision = adopted(AT_NAMUR, PROJECT, project.content_hash, name="lead", on=RELEASED)

    with pytest.raises(LeadNotOffered, match="n'est pas proposé"):
        project.take_lead(AT_NAMUR, decision, on=RELEASED)

    assert recorded(project) == []


def test_the_decision_to_carry_takes_no_lead_however_late_it_is() -> None:
    project = amend(a_carried_project(LIEGE, NAMUR))
    late = adopted(AT_NAMUR, PROJECT, project.content_hash, name="late", on=RELEASED)
    project.join(AT_NAMUR, late, None, past_events=0, past_root="", on=RELEASED)
    project = given(project)

    with pytest.raises(NotCarried):
        project.take_lead(AT_NAMUR, late, on=RELEASED)
    assert recorded(project) == []
    project.take_lead(
        AT_NAMUR, adopted(AT_NAMUR, PROJECT, project.content_hash, name="lead", on=RELEASED), on=RELEASED
    )

    assert project.lead == AT_NAMUR.id


def test_a_decision_that_is_not_adopted_takes_no_lead() -> None:
    project, open_decision = an_amended_project(), Decision(some_id("open"))
    wording = Wording(title="Piloter", text="Le pôle pilote.", subject_hash=project.content_hash)
    open_decision.propose(AT_NAMUR, DecisionKind.PROJECT, PROJECT, wording, on=RELEASED)

    with pytest.raises(NotCarried):
        project.take_lead(AT_NAMUR, open_decision, on=RELEASED)

    assert recorded(project) == []
