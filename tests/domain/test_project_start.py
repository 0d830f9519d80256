"""A joint project is put to each Instance concerned before it starts, and grows no further before (PS-CONJOINT)."""

import pytest

from efe_domain.project.refusals import NotSubmittedToAll
from efe_domain.shared.days import TooEarly
from tests.domain.given import TODAY, YESTERDAY, given, recorded
from tests.domain.projects import (
    AGREED,
    LIEGE,
    NAMUR,
    a_carried_project,
    a_pole_of,
    a_project,
    a_submitted_project,
    acting_in,
    amend,
    carry,
    judge,
    submit,
)

AT_LIEGE, AT_NAMUR = a_pole_of(LIEGE), a_pole_of(NAMUR)


def test_a_joint_project_is_put_to_each_instance_before_it_starts() -> None:
    project = given(a_carried_project(LIEGE, NAMUR))

    with pytest.raises(NotSubmittedToAll) as refused:
        project.start(on=TODAY)

    assert refused.value.reasons == (
        "L'Instance de Liège n'en est pas saisie.",
        "L'Instance de Namur n'en est pas saisie.",
    )
    assert recorded(project) == []


def test_a_joint_project_starts_once_submitted_judged_or_not() -> None:
    project = given(a_submitted_project(LIEGE, NAMUR))

    with pytest.raises(TooEarly):
        project.start(on=YESTERDAY)
    project.start(on=TODAY)

    assert project.started_on == TODAY


def test_an_instance_that_joined_after_the_submission_is_heard_of_it_first() -> None:
    project = given(carry(submit(carry(a_project(content=acting_in(LIEGE)), AT_LIEGE)), AT_NAMUR))

    with pytest.raises(NotSubmittedToAll):
        project.start(on=TODAY)

    assert recorded(project) == []


def test_a_project_of_one_instance_starts_without_its_agreement() -> None:
    project = given(a_carried_project())

    project.start(on=TODAY)

    assert project.started_on == TODAY


def test_a_started_project_that_nobody_was_asked_about_does_not_become_joint() -> None:
    project = a_carried_project()
    project.start(on=TODAY)
    project = given(project)
    neighbour = a_pole_of(LIEGE, name="Chaleur")

    with pytest.raises(NotSubmittedToAll):
        carry(project, AT_NAMUR)
    assert recorded(project) == []
    carry(submit(carry(project, neighbour)), AT_NAMUR)

    assert project.concerned == (LIEGE, NAMUR)


def test_outcomes_and_the_end_of_a_project_are_recorded_all_the_same() -> None:
    project = judge(a_submitted_project(LIEGE, NAMUR), [(LIEGE, AGREED)])
    project.start(on=TODAY)
    amend(project)

    project.complete("Deux cents élèves formés.", on=TODAY)

    assert project.ended_on == TODAY
