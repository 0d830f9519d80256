"""An act on a project does not come before the acts of others on which it rests (PS-ACCORD, PS-CONJOINT)."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from efe_domain.project.content import ActionProgress
from efe_domain.project.events import ProgressReported
from efe_domain.project.project import Project
from efe_domain.project.refusals import NotCarrying, NotSubmittedToAll, OutsideTheContent
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Invalid
from efe_domain.shared.ids import ZONE
from efe_domain.zone.zone import Zone
from tests.domain.given import TODAY, TOMORROW, given, recorded
from tests.domain.plans import (
    AT_LIEGE,
    AT_NAMUR,
    DATED,
    FIRST,
    a_joint_project,
    a_planned_project,
    action,
    line,
    write,
)
from tests.domain.projects import LIEGE, NAMUR, PROJECT, a_carried_project, a_project, adopted, carry, invited


def a_project_joined_tomorrow() -> Project:
    """Carried by its lead from today, by the pôle of Namur from tomorrow."""
    project = carry(a_project(AT_LIEGE, DATED), AT_LIEGE)
    invitation = invited(project, AT_NAMUR, answer_by=TOMORROW)
    decision = adopted(AT_NAMUR, PROJECT, project.content_hash, on=TOMORROW)
    with pytest.raises(TooEarly, match="l'adoption de la décision"):
        project.join(AT_NAMUR, decision, invitation, past_events=2, past_root="", on=TODAY)
    project.join(AT_NAMUR, decision, invitation, past_events=2, past_root="", on=TOMORROW)
    return project


def test_a_content_is_submitted_once_each_pole_carries_it() -> None:
    project = given(a_project_joined_tomorrow())

    with pytest.raises(TooEarly):
        project.submit([], Zone(ZONE), on=TODAY)
    assert recorded(project) == []
    project.submit([], Zone(ZONE), on=TOMORROW)

    assert len(recorded(project)) == 1


def test_a_joint_project_starts_once_it_is_submitted_to_each_instance() -> None:
    project = given(a_joint_project())
    with pytest.raises(NotSubmittedToAll):
        project.start(on=TODAY)
    project.submit([], Zone(ZONE), on=TOMORROW)

    with pytest.raises(TooEarly, match="la soumission"):
        project.start(on=TODAY)
    project.start(on=TOMORROW)

    assert project.started_on == TOMORROW


def test_a_project_of_one_instance_starts_without_a_submission() -> None:
    project = a_carried_project()

    project.start(on=TODAY)

    assert project.started_on == TODAY


def test_a_lead_that_does_not_carry_the_project_offers_no_lead() -> None:
    project = given(carry(a_project(AT_LIEGE, DATED), AT_NAMUR))

    with pytest.raises(NotCarrying):
        project.offer_lead(AT_NAMUR.id, on=TODAY)

    assert recorded(project) == []


def test_words_beside_the_state_of_an_action_are_optional_and_clean() -> None:
    project = a_planned_project()
    for words in ("", " Fait. "):
        project.report_progress(AT_LIEGE.id, words, action=FIRST, state=ActionProgress.DONE, on=TODAY)
    with pytest.raises(Invalid):
        project.report_progress(AT_LIEGE.id, "x" * 4_001, action=FIRST, state=ActionProgress.DONE, on=TODAY)

    reports = [event.report for event in project.pending_events if isinstance(event, ProgressReported)]
    assert reports == ["", "Fait."]


@pytest.mark.parametrize("years", [-1_000, 1_000])
def test_an_action_begins_and_ends_in_a_year_that_can_be(years: int) -> None:
    content = replace(DATED, starts=None, ends=None)
    project = given(a_carried_project(LIEGE, NAMUR, content=content))
    far = TODAY.replace(year=TODAY.year + years)

    with pytest.raises(Invalid):
        write(project, action(starts=min(TODAY, far), ends=max(TODAY, far)))
    with pytest.raises(Invalid):
        write(project, budget_lines=(line(year=far.year),))

    assert recorded(project) == []


def test_two_equal_actions_of_a_content_have_names_of_their_own() -> None:
    twice = replace(DATED, actions=(DATED.actions[0],) * 3)
    project = a_carried_project(LIEGE, NAMUR, content=twice)
    write(project, action(1), action(2), action(3))
    project.amend(replace(twice, actions=(DATED.actions[1], *twice.actions)), "Une action de plus.", on=TODAY)
    write(project, *(action(rank) for rank in range(1, 5)), number=2, replaces=1, reason="Une action de plus.")

    found = project.plan.part_of(AT_LIEGE.id)

    assert found is not None
    assert [(name.number, name.rank) for name in found.action_names] == [(2, 1), (1, 1), (1, 2), (1, 3)]


def test_the_days_of_an_action_stay_within_the_content_to_the_day() -> None:
    project = a_joint_project()
    assert DATED.starts is not None
    assert DATED.ends is not None
    inside = action(starts=DATED.starts, ends=DATED.ends)

    write(project, inside)

    for change in ({"starts": DATED.starts - timedelta(1)}, {"ends": DATED.ends + timedelta(1)}):
        with pytest.raises(OutsideTheContent):
            write(project, replace(inside, **change), replaces=1, reason="Autrement.")
