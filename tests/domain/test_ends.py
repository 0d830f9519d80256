"""What ends on a day: a project, a consultation, a person of the register, and who may then still act."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from efe_domain.access.person import ForgettingReason, Person, PersonForgotten, PersonIsForgotten, PersonReplaced
from efe_domain.decision.refusals import ConsultationUnderWay
from efe_domain.operator.events import OperatorKind
from efe_domain.project.refusals import ProjectIsOver
from efe_domain.shared.command_context import CommandContext
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Invalid
from tests.domain.decisions import DEADLINE, MEMBERS, SCHOOL, a_deciding_pole, a_decision, say
from tests.domain.given import TODAY, TOMORROW, given, recorded, some_id, three_colleges
from tests.domain.opinions import SAYING, an_opinion
from tests.domain.projects import CONTENT, a_carried_project

INSTEAD = some_id("instead")
RENAMED = replace(CONTENT, title="Un autre titre")
NAMED = replace(SAYING, operators=(some_id("school"),))


def test_a_project_is_completed_once_and_not_before_its_last_act() -> None:
    project = a_carried_project()
    project.start(on=TODAY)
    project.amend(RENAMED, "Relu.", on=TOMORROW)
    project = given(project)

    with pytest.raises(TooEarly, match="le dernier acte"):
        project.complete("Fait.", on=TODAY)
    assert recorded(project) == []
    project.complete("Fait.", on=TOMORROW)

    with pytest.raises(ProjectIsOver):
        project.complete("Encore.", on=TOMORROW)


@pytest.mark.parametrize(
    ("reason", "instead", "allowed"),
    [
        (ForgettingReason.REGISTERED_BY_MISTAKE, INSTEAD, True),
        (ForgettingReason.REGISTERED_BY_MISTAKE, None, True),
        (ForgettingReason.REQUESTED, None, True),
        (None, None, True),
        (ForgettingReason.REGISTERED_BY_MISTAKE, some_id("person"), False),
        (ForgettingReason.REQUESTED, INSTEAD, False),
        (None, INSTEAD, False),
    ],
)
def test_another_person_stands_only_for_one_that_was_registered_by_mistake(
    reason: ForgettingReason | None, instead: object, allowed: bool
) -> None:
    person = Person(some_id("person"))

    if not allowed:
        with pytest.raises(Invalid):
            person.forget(reason, instead=instead, on=TODAY)  # type: ignore[arg-type]
        assert recorded(person) == []
        return
    person.forget(reason, instead=instead, on=TODAY)  # type: ignore[arg-type]
    person = given(person)
    with pytest.raises(PersonIsForgotten):
        person.forget(reason, on=TODAY)


def test_both_ids_of_a_person_registered_twice_are_recorded() -> None:
    person = Person(some_id("person"))

    person.forget(ForgettingReason.REGISTERED_BY_MISTAKE, instead=INSTEAD, on=TODAY)

    assert [type(event) for event in recorded(person)] == [PersonForgotten, PersonReplaced]


@pytest.mark.parametrize(("days", "open_still"), [(0, True), (10, True), (11, False)])
def test_a_consultation_closes_once_its_deadline_is_over(days: int, open_still: bool) -> None:
    pole = a_deciding_pole()
    decision = given(a_decision(pole, deadline=DEADLINE))
    on = TODAY + timedelta(days)

    if open_still:
        with pytest.raises(ConsultationUnderWay):
            decision.close("Sans accord.", pole=pole, on=on)
        assert recorded(decision) == []
    else:
        decision.close("Sans accord.", pole=pole, on=on)
        assert len(recorded(decision)) == 1


def test_a_consultation_closes_once_every_member_spoke_or_left_or_the_term_is_over() -> None:
    pole, short = a_deciding_pole(), a_deciding_pole(ends=TODAY)
    spoken, over = a_decision(pole), a_decision(short)
    for member in MEMBERS:
        if member != SCHOOL:
            say(spoken, pole, member)
    with pytest.raises(ConsultationUnderWay):
        spoken.close("Sans accord.", pole=pole, on=TODAY)
    with pytest.raises(ConsultationUnderWay):
        over.close("Sans accord.", pole=short, on=TODAY)

    over.close("Sans accord.", pole=short, on=TOMORROW)
    pole.end_membership(SCHOOL, "Départ.", members=three_colleges(), on=TODAY)
    spoken.close("Sans accord.", pole=pole, on=TODAY)

    assert (over.closed_on, spoken.closed_on) == (TOMORROW, TODAY)


def test_a_named_operator_answers_an_opinion_whatever_its_kind() -> None:
    opinion = an_opinion()
    opinion.amend(NAMED, None, on=TODAY)
    opinion.adopt(None, on=TODAY)
    opinion.transmit(answer_due_on=None, on=TODAY)

    opinion.acknowledge(some_id("school"), OperatorKind.FORMATION, on=TODAY)

    assert opinion.acknowledged == {some_id("school"): TODAY}


def test_a_command_is_kept_under_its_key_or_else_its_id() -> None:
    key, command = some_id("key"), some_id("command")

    def kept(**known: object) -> object:
        return CommandContext(actor="", today=TODAY, **known).key  # type: ignore[arg-type]

    assert kept(command_key=key, command_id=command) == key
    assert kept(command_id=command) == command
    assert kept() is None
