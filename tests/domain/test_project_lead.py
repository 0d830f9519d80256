"""The lead of a project passes to another pôle that carries it and decides to lead it (PS-CONJOINT)."""

import pytest

from efe_domain.decision.refusals import NotCarried
from efe_domain.project.carrier_events import LeadHandedOver
from efe_domain.project.refusals import AlreadyLeading, LeadNotOffered, NotCarrying
from efe_domain.shared.days import TooEarly
from tests.domain.given import TODAY, TOMORROW, given, recorded
from tests.domain.projects import HUY, LIEGE, NAMUR, PROJECT, a_carried_project, a_pole_of, adopted, carry

AT_LIEGE, AT_NAMUR, AT_HUY = a_pole_of(LIEGE), a_pole_of(NAMUR), a_pole_of(HUY)


def test_the_lead_goes_to_a_carrier_that_decided_to_take_it() -> None:
    project = a_carried_project(LIEGE, NAMUR)
    project.offer_lead(AT_NAMUR.id, on=TODAY)
    project = given(project)
    decision = adopted(AT_NAMUR, PROJECT, project.content_hash, name="lead")

    project.take_lead(AT_NAMUR, decision, on=TODAY)

    assert recorded(project) == [
        LeadHandedOver(lead=AT_NAMUR.id, bassin=NAMUR, previous=AT_LIEGE.id, decision=decision.id, effective_on=TODAY)
    ]
    assert (project.lead, project.concerned) == (AT_NAMUR.id, (LIEGE, NAMUR))


def test_nobody_takes_a_lead_that_is_not_offered_to_it_or_that_it_did_not_decide_to_take() -> None:
    project = a_carried_project(LIEGE, NAMUR, HUY)
    carrying = adopted(AT_NAMUR, PROJECT, project.content_hash)
    to_lead = adopted(AT_NAMUR, PROJECT, project.content_hash, name="lead")

    with pytest.raises(LeadNotOffered):
        project.take_lead(AT_NAMUR, to_lead, on=TODAY)
    project.offer_lead(AT_HUY.id, on=TODAY)
    with pytest.raises(LeadNotOffered):
        project.take_lead(AT_NAMUR, to_lead, on=TODAY)
    project.offer_lead(AT_NAMUR.id, on=TOMORROW)
    project = given(project)
    for decision, refusal in (
        (carrying, TooEarly),
        (to_lead, TooEarly),
        (adopted(AT_HUY, PROJECT, project.content_hash, on=TOMORROW), NotCarried),
        (adopted(AT_NAMUR, PROJECT, "0" * 64, on=TOMORROW), NotCarried),
    ):
        with pytest.raises(refusal):
            project.take_lead(AT_NAMUR, decision, on=TOMORROW)

    assert recorded(project) == []


def test_the_decision_to_carry_is_no_decision_to_lead() -> None:
    project = a_carried_project(LIEGE, NAMUR)
    project.offer_lead(AT_NAMUR.id, on=TODAY)
    project = given(project)

    with pytest.raises(NotCarried):
        project.take_lead(AT_NAMUR, adopted(AT_NAMUR, PROJECT, project.content_hash), on=TODAY)

    assert recorded(project) == []


def test_the_lead_is_offered_once_to_another_carrier() -> None:
    project = a_carried_project(LIEGE, NAMUR)
    project.offer_lead(AT_NAMUR.id, on=TODAY)
    project = given(project)

    for pole, refusal in ((AT_NAMUR, AlreadyLeading), (AT_LIEGE, AlreadyLeading), (AT_HUY, NotCarrying)):
        with pytest.raises(refusal):
            project.offer_lead(pole.id, on=TODAY)

    assert recorded(project) == []


def test_an_offer_ends_when_either_pole_leaves() -> None:
    for gone in (AT_LIEGE, AT_NAMUR):
        project = a_carried_project(LIEGE, HUY, NAMUR)
        project.offer_lead(AT_NAMUR.id, on=TODAY)
        project.leave(gone.id, "Départ.", on=TODAY)
        if gone is AT_NAMUR:
            carry(project, AT_NAMUR)

        with pytest.raises(LeadNotOffered):
            project.take_lead(AT_NAMUR, adopted(AT_NAMUR, PROJECT, project.content_hash, name="lead"), on=TODAY)
