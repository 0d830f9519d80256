"""A project starts, makes progress, and is completed or abandoned (PS-MISSION)."""

from collections.abc import Callable

import pytest

from efe_domain.project.events import ProgressReported, ProjectAbandoned, ProjectCompleted, ProjectStarted
from efe_domain.project.project import Project
from efe_domain.project.refusals import (
    AlreadyEmerged,
    AlreadyReported,
    AlreadyStarted,
    ContentNotCarried,
    NotCarrying,
    NotStarted,
    ProjectIsOver,
)
from efe_domain.shared.days import TooEarly
from tests.domain.given import TODAY, TOMORROW, YESTERDAY, given, recorded
from tests.domain.projects import (
    AGREED,
    APPLICATION,
    CONTENT,
    LIEGE,
    NAMUR,
    SUPPORT,
    a_carried_project,
    a_pole_of,
    a_project,
    amend,
    an_agreed_project,
    application,
    carry,
    judge,
    submit,
    support,
)

AT_LIEGE, AT_NAMUR = a_pole_of(LIEGE), a_pole_of(NAMUR)


def a_started_project() -> Project:
    project = a_carried_project()
    project.start(on=TODAY)
    return project


def test_a_project_starts_is_reported_on_and_completed() -> None:
    project = given(a_carried_project())

    project.start(on=TODAY)
    project.report_progress(AT_LIEGE.id, "L'atelier est ouvert.", on=TOMORROW)
    project.complete("Deux cents élèves formés.", on=TOMORROW)

    assert recorded(project) == [
        ProjectStarted(effective_on=TODAY),
        ProgressReported(pole=AT_LIEGE.id, report="L'atelier est ouvert.", effective_on=TOMORROW),
        ProjectCompleted(result="Deux cents élèves formés.", effective_on=TOMORROW),
    ]


def test_a_project_emerges_once() -> None:
    project = given(a_project())

    with pytest.raises(AlreadyEmerged):
        project.emerge(AT_LIEGE, CONTENT, on=TODAY)

    assert recorded(project) == []


def test_a_project_is_carried_when_it_starts() -> None:
    for project in (given(a_project()), given(amend(a_carried_project()))):
        with pytest.raises(ContentNotCarried):
            project.start(on=TODAY)

        assert recorded(project) == []


def test_a_project_starts_once() -> None:
    project = given(a_started_project())

    with pytest.raises(AlreadyStarted):
        project.start(on=TODAY)

    assert recorded(project) == []


def test_only_a_project_that_has_started_makes_progress() -> None:
    project = given(a_carried_project())

    with pytest.raises(NotStarted):
        project.report_progress(AT_LIEGE.id, "Rien.", on=TODAY)
    with pytest.raises(NotStarted):
        project.complete("Rien.", on=TODAY)

    assert recorded(project) == []


def test_only_a_carrying_pole_reports() -> None:
    project = given(a_started_project())

    with pytest.raises(NotCarrying):
        project.report_progress(AT_NAMUR.id, "Rien.", on=TODAY)

    assert recorded(project) == []


def test_the_same_report_is_recorded_once_a_day() -> None:
    project = a_started_project()
    project.report_progress(AT_LIEGE.id, "L'atelier est ouvert.", on=TODAY)
    project = given(project)

    with pytest.raises(AlreadyReported):
        project.report_progress(AT_LIEGE.id, " L'atelier est ouvert. ", on=TODAY)
    project.report_progress(AT_LIEGE.id, "L'atelier est ouvert.", on=TOMORROW)

    assert len(recorded(project)) == 1


def test_nothing_comes_before_what_it_depends_on() -> None:
    project = a_carried_project()
    with pytest.raises(TooEarly):
        project.start(on=YESTERDAY)
    project.start(on=TOMORROW)
    project = given(project)

    with pytest.raises(TooEarly):
        project.report_progress(AT_LIEGE.id, "Tôt.", on=TODAY)
    with pytest.raises(TooEarly):
        project.complete("Tôt.", on=TODAY)
    with pytest.raises(TooEarly):
        project.abandon("Tôt.", on=TODAY)

    assert recorded(project) == []


def test_a_project_is_abandoned_at_any_time() -> None:
    for project in (given(a_project()), given(a_started_project())):
        project.abandon("Faute de moyens.", on=TODAY)

        assert recorded(project) == [ProjectAbandoned(reason="Faute de moyens.", effective_on=TODAY)]


@pytest.mark.parametrize(
    "command",
    [
        amend,
        lambda it: carry(it, AT_NAMUR),
        lambda it: it.leave(AT_LIEGE.id, "Fin.", on=TODAY),
        submit,
        lambda it: judge(it, [(LIEGE, AGREED)]),
        lambda it: it.grant_support(support()),
        lambda it: it.apply_for_funding(application(AT_LIEGE.id)),
        lambda it: it.start(on=TODAY),
        lambda it: it.report_progress(AT_LIEGE.id, "Fin.", on=TODAY),
        lambda it: it.complete("Fin.", on=TODAY),
        lambda it: it.abandon("Fin.", on=TODAY),
    ],
)
def test_a_project_that_is_over_goes_no_further(command: Callable[[Project], object]) -> None:
    project = an_agreed_project()
    project.abandon("Faute de moyens.", on=TODAY)
    project = given(project)

    with pytest.raises(ProjectIsOver):
        command(project)

    assert recorded(project) == []


def test_support_ends_and_outcomes_are_known_after_the_end_of_a_project() -> None:
    project = an_agreed_project()
    project.grant_support(support())
    project.apply_for_funding(application(AT_LIEGE.id))
    project.abandon("Faute de moyens.", on=TODAY)
    project = given(project)

    project.end_support(SUPPORT, LIEGE, "Le projet est abandonné.", on=TODAY)
    project.record_funding_outcome(APPLICATION, None, "", on=TODAY)

    assert len(recorded(project)) == 2
