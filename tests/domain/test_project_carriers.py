"""Carriers of a project, and the Instances that it concerns (PS-CONJOINT, PS-FILIERE, PS-TERRITOIRE)."""

from datetime import timedelta

import pytest

from efe_domain.decision.refusals import NotCarried
from efe_domain.pole.refusals import TermOver
from efe_domain.project.carrier_events import AmendmentCarried, PoleJoined, PoleLeft
from efe_domain.project.events import VerdictKind
from efe_domain.project.joining import ANSWER_PERIOD
from efe_domain.project.project import Project
from efe_domain.project.refusals import (
    AlreadyCarrying,
    LastCarrier,
    NotCarrying,
    OutsideTheAxis,
    SupportIsEnded,
    SupportStands,
)
from efe_domain.shared.days import TooEarly
from efe_domain.shared.ids import ZONE
from efe_domain.zone.zone import Zone
from tests.domain.given import TODAY, TOMORROW, WOOD, YESTERDAY, given, recorded, some_id
from tests.domain.projects import (
    AGREED,
    CONTENT,
    HUY,
    LIEGE,
    NAMUR,
    PROJECT,
    SUPPORT,
    a_carried_project,
    a_pole_of,
    a_project,
    a_submitted_project,
    adopted,
    amend,
    an_agreed_project,
    carry,
    invited,
    judge,
    past_of,
    support,
)

AFTER_TERM = TODAY.replace(year=2029)

AT_LIEGE, AT_NAMUR, AT_HUY = a_pole_of(LIEGE), a_pole_of(NAMUR), a_pole_of(HUY)


def test_a_project_emerges_in_a_pole_within_its_term() -> None:
    for day in (YESTERDAY, AFTER_TERM):
        project = Project(PROJECT)

        with pytest.raises(TermOver):
            project.emerge(AT_LIEGE, CONTENT, on=day)

        assert recorded(project) == []


def test_a_pole_joins_by_its_decision_and_the_past_is_summed_up() -> None:
    project = carry(a_project(), AT_LIEGE)
    events, root = past_of(project)
    project = given(project)
    invitation = invited(project, AT_NAMUR)
    decision = adopted(AT_NAMUR, PROJECT, project.content_hash)

    project.join(AT_NAMUR, decision, invitation, past_events=events, past_root=root, on=TODAY)

    assert events == 2
    assert recorded(project) == [
        PoleJoined(
            pole=AT_NAMUR.id,
            bassin=NAMUR,
            decision=decision.id,
            content_hash=project.content_hash,
            past_events=events,
            past_root=root,
            effective_on=TODAY,
        )
    ]


def test_joining_and_leaving_concern_both_sides() -> None:
    project = carry(a_project(), AT_LIEGE, AT_NAMUR)
    before = project.bassins
    project.leave(AT_NAMUR.id, "Autre priorité.", on=TODAY)

    events = project.collect_events()

    assert before == (LIEGE, NAMUR)
    assert project.bassins == (LIEGE,)
    assert [event.bassins for event in events[-2:]] == [(LIEGE, NAMUR)] * 2


def test_a_pole_does_not_join_by_the_decision_of_another() -> None:
    project = given(a_project())
    invitation, decision = invited(project, AT_NAMUR), adopted(AT_LIEGE, PROJECT, project.content_hash)

    with pytest.raises(NotCarried):
        project.join(AT_NAMUR, decision, invitation, past_events=1, past_root="", on=TODAY)

    assert recorded(project) == []


def test_a_pole_joins_only_with_the_content_that_it_judged() -> None:
    project = a_project()
    stale = adopted(AT_LIEGE, PROJECT, project.content_hash)
    project = given(amend(project))

    for decision in (stale, adopted(AT_LIEGE, some_id("another project"), project.content_hash)):
        with pytest.raises(NotCarried):
            project.join(AT_LIEGE, decision, None, past_events=2, past_root="", on=TODAY)

    assert recorded(project) == []


def test_a_pole_joins_neither_before_its_decision_nor_after_its_term() -> None:
    project = given(carry(a_project(), AT_LIEGE))
    invitation = invited(project, AT_NAMUR, answer_by=AFTER_TERM)
    decision = adopted(AT_NAMUR, PROJECT, project.content_hash)

    for day, refusal in ((YESTERDAY, TooEarly), (AFTER_TERM, TermOver)):
        with pytest.raises(refusal):
            project.join(AT_NAMUR, decision, invitation, past_events=2, past_root="", on=day)

    assert recorded(project) == []


def test_a_pole_of_another_axis_does_not_join() -> None:
    project = given(a_project())
    carpenters = a_pole_of(NAMUR, WOOD, "Bois")

    with pytest.raises(OutsideTheAxis):
        carry(project, carpenters)

    assert recorded(project) == []


def test_a_carrier_carries_an_amended_content_by_another_decision() -> None:
    project = given(amend(carry(a_project(), AT_LIEGE)))

    carry(project, AT_LIEGE)

    [carried] = recorded(project)
    assert isinstance(carried, AmendmentCarried)
    assert carried.content_hash == project.content_hash


def test_a_content_is_carried_once_by_each_pole() -> None:
    project = given(carry(a_project(), AT_LIEGE))

    with pytest.raises(AlreadyCarrying):
        carry(project, AT_LIEGE)

    assert recorded(project) == []


def test_a_leaver_is_recorded_and_its_verdict_counts_no_more() -> None:
    project = given(judge(a_submitted_project(LIEGE, NAMUR), [(NAMUR, AGREED)]))

    project.leave(AT_NAMUR.id, "Autre priorité.", on=TODAY)

    assert recorded(project) == [
        PoleLeft(
            pole=AT_NAMUR.id,
            bassin=NAMUR,
            since=TODAY,
            concerned=(LIEGE,),
            lead=AT_LIEGE.id,
            uncounted=VerdictKind.AGREED,
            reason="Autre priorité.",
            effective_on=TODAY,
        )
    ]
    assert project.verdicts.of(NAMUR) is None


def test_an_instance_is_concerned_until_its_last_pole_leaves() -> None:
    project = carry(a_carried_project(LIEGE, NAMUR), a_pole_of(NAMUR, name="Chaleur"))

    project.leave(AT_NAMUR.id, "Départ.", on=TODAY)

    assert project.concerned == (LIEGE, NAMUR)


def test_when_the_lead_leaves_the_oldest_carrier_leads() -> None:
    project = a_carried_project(LIEGE, NAMUR, HUY)

    project.leave(AT_LIEGE.id, "Départ.", on=TODAY)

    assert (project.lead, project.concerned) == (AT_NAMUR.id, (HUY, NAMUR))


def test_the_last_carrier_does_not_leave() -> None:
    project = given(a_carried_project())

    with pytest.raises(LastCarrier):
        project.leave(AT_LIEGE.id, "Départ.", on=TODAY)
    with pytest.raises(NotCarrying):
        project.leave(AT_NAMUR.id, "Départ.", on=TODAY)

    assert recorded(project) == []


def test_an_instance_does_not_leave_its_support_behind() -> None:
    project = an_agreed_project(LIEGE, NAMUR)
    project.grant_support(support(NAMUR))
    project = given(project)

    with pytest.raises(SupportStands):
        project.leave(AT_NAMUR.id, "Départ.", on=TODAY)

    assert recorded(project) == []


def test_a_release_ends_the_support_of_the_instance_that_it_detaches_alone() -> None:
    project, other = an_agreed_project(LIEGE, NAMUR), some_id("other support")
    project.grant_support(support(LIEGE, support=other))
    project.grant_support(support(NAMUR))
    project = given(amend(project))
    later = TODAY + ANSWER_PERIOD

    project.leave(AT_NAMUR.id, "Sans réponse.", released=True, on=later)

    [left] = recorded(project)
    assert isinstance(left, PoleLeft)
    assert left.supports == (SUPPORT,)
    with pytest.raises(SupportIsEnded):
        project.end_support(SUPPORT, NAMUR, "Fin.", on=later)
    project.end_support(other, LIEGE, "Fin.", on=later)


def test_nothing_changes_before_the_last_command() -> None:
    project = a_carried_project(LIEGE, NAMUR)
    project.submit([], Zone(ZONE), on=TOMORROW)
    project = given(project)

    with pytest.raises(TooEarly):
        amend(project)
    with pytest.raises(TooEarly):
        project.leave(AT_NAMUR.id, "Départ.", on=TOMORROW - timedelta(1))

    assert recorded(project) == []
