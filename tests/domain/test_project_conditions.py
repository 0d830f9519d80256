"""Conditions of an agreement, met or open (PS-ACCORD)."""

import pytest
from msgspec.structs import replace

from efe_domain.project.events import ConditionMet
from efe_domain.project.refusals import ConditionAlreadyMet, NoVerdictYet
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import NotFound
from tests.domain.given import TODAY, TOMORROW, YESTERDAY, given, recorded
from tests.domain.projects import LIEGE, NAMUR, ON_CONDITION, a_submitted_project, judge


def test_a_condition_is_met_once_by_the_word_of_the_instance_that_set_it() -> None:
    project = given(judge(a_submitted_project(LIEGE, NAMUR), [(LIEGE, ON_CONDITION)]))

    project.meet_condition(LIEGE, 2, "Bilan reçu.", on=TOMORROW)

    [met] = recorded(project)
    assert met == ConditionMet(
        bassin=LIEGE,
        verdict=project.version - 1,
        condition=2,
        text=ON_CONDITION.conditions[1],
        finding="Bilan reçu.",
        effective_on=TOMORROW,
    )
    for bassin, number, on, refusal in (
        (LIEGE, 2, TOMORROW, ConditionAlreadyMet),
        (LIEGE, 0, TOMORROW, NotFound),
        (LIEGE, 3, TOMORROW, NotFound),
        (LIEGE, 1, YESTERDAY, TooEarly),
        (NAMUR, 1, TOMORROW, NoVerdictYet),
    ):
        with pytest.raises(refusal):
            project.meet_condition(bassin, number, "Fait.", on=on)
    assert recorded(project) == []


def test_a_condition_is_met_after_the_end_of_the_project_too() -> None:
    project = judge(a_submitted_project(), [(LIEGE, ON_CONDITION)])
    project.abandon("Faute de moyens.", on=TODAY)
    project = given(project)

    project.meet_condition(LIEGE, 1, "Ouvert.", on=TOMORROW)

    assert len(recorded(project)) == 1


def test_the_conditions_of_a_revised_verdict_are_those_to_meet() -> None:
    project = judge(a_submitted_project(), [(LIEGE, ON_CONDITION)])
    project.meet_condition(LIEGE, 1, "Ouvert.", on=TODAY)
    fewer = replace(ON_CONDITION, conditions=("Un seul bilan.",))
    project.revise_verdict(LIEGE, fewer, "Après vérification.", project.content_hash, on=TODAY)
    project = given(project)

    project.meet_condition(LIEGE, 1, "Bilan reçu.", on=TODAY)

    assert len(recorded(project)) == 1
