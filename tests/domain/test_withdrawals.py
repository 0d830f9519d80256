"""Acts that were irregular, withdrawn one by one: what has no effect then, what falls with it, what refuses it."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from msgspec.structs import replace

from efe_domain.catalogue import CORRECTIONS
from efe_domain.operator.events import CompetenceRecognised, CompetenceWithdrawn, OperatorKind
from efe_domain.operator.operator import Operator
from efe_domain.pole.events import (
    CompositionBroken,
    MemberDesignated,
    MembershipEnded,
    PoleConstituted,
    PoleCreated,
    PoleEvaluated,
    PoleRenewed,
    RepresentativeReplaced,
)
from efe_domain.pole.pole import Pole
from efe_domain.pole.refusals import CompositionIncomplete, NotConstituted
from efe_domain.project.events import (
    ConditionMet,
    SupportEnded,
    SupportGranted,
    VerdictGiven,
    VerdictKind,
    VerdictRevised,
)
from efe_domain.project.project import Project
from efe_domain.project.refusals import NotAgreed, NoVerdictYet, VerdictAlreadyGiven
from efe_domain.project.verdicts import Sitting, Verdict
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import NotFound
from efe_domain.shared.event import Event, effective_on
from efe_domain.shared.record_events import Patch, RecordEvent
from efe_domain.shared.withdrawal import NotWithdrawable, WithdrawnTooLate
from tests.domain.corrections import (
    Ledger,
    a_pole_that_a_member_left,
    facts,
    ledger_of,
    operators,
    other_school,
    recorded_by,
)
from tests.domain.decisions import SCHOOL
from tests.domain.given import (
    HEATING,
    TODAY,
    YESTERDAY,
    a_constituted_pole,
    a_pole,
    an_evaluated_pole,
    an_operator,
    some_id,
    three_colleges,
)
from tests.domain.projects import AGREED, LIEGE, ON_CONDITION, SUPPORT, a_sitting, a_submitted_project, support

LATER = TODAY + timedelta(10)
ACTS: dict[str, set[type[Event]]] = {
    "operator": {CompetenceRecognised},
    "pole": {MemberDesignated, PoleConstituted, PoleRenewed},
    "project": {SupportGranted, VerdictGiven, VerdictRevised},
}


def nth(ledger: Ledger, aggregate: Aggregate[Any], kind: type[Event], which: int = 0) -> int:
    """The version of the n-th fact of that kind."""
    return [each.originator_version for each in facts(ledger, aggregate) if isinstance(each, kind)][which]


def kinds(ledger: Ledger, aggregate: Aggregate[Any]) -> list[type[Event]]:
    return [type(each) for each in facts(ledger, aggregate)]


def withdraw(ledger: Ledger, aggregate: Aggregate[Any], kind: type[Event], which: int = 0) -> None:
    """On the tenth day after the act."""
    act = nth(ledger, aggregate, kind, which)
    [day] = [effective_on(each) for each in facts(ledger, aggregate) if each.originator_version == act]
    assert day
    ledger.withdraw(aggregate.id, act, on=day + timedelta(10))


def a_judged_project(verdict: Verdict = AGREED) -> tuple[Project, Sitting]:
    project, sitting = a_submitted_project(LIEGE), a_sitting(LIEGE)
    given = replace(verdict, meeting=sitting.meeting.id, without_meeting="")
    project.give_verdict(LIEGE, given, project.content_hash, sitting=sitting, on=TODAY)
    return project, sitting


def a_ledger_with(project: Project, sitting: Sitting) -> Ledger:
    """Of the project alone: the pôle in which it emerged is one that was refused before too."""
    return Ledger([*recorded_by(sitting.instance, sitting.meeting), *recorded_by(project)])


def test_a_withdrawn_constitution_leaves_a_pole_that_may_be_constituted() -> None:
    pole = a_constituted_pole()
    ledger = ledger_of(pole)

    withdraw(ledger, pole, PoleConstituted)

    again = ledger.load(Pole, pole.id)
    assert not again.terms
    assert again.members_on(TODAY) == pole.members_on(TODAY)
    with pytest.raises(NotConstituted):
        again.check_in_term(LATER)
    again.constitute(three_colleges(), ends=None, on=LATER)


def test_a_withdrawn_renewal_leaves_the_term_before_it() -> None:
    pole = an_evaluated_pole(starts=YESTERDAY)
    pole.renew(three_colleges(), ends=None, on=TODAY)
    ledger = ledger_of(pole)

    withdraw(ledger, pole, PoleRenewed)

    again = ledger.load(Pole, pole.id)
    assert [*again.terms] == [*pole.terms][:1]
    again.renew(three_colleges(), ends=None, on=LATER)


def test_a_constitution_on_which_a_renewal_rests_is_not_withdrawn() -> None:
    pole = an_evaluated_pole(starts=YESTERDAY)
    pole.renew(three_colleges(), ends=None, on=TODAY)
    ledger = ledger_of(pole)

    with pytest.raises(NotConstituted) as refused:
        withdraw(ledger, pole, PoleConstituted)
    assert refused.value.breaks == nth(ledger, pole, PoleRenewed)

    withdraw(ledger, pole, PoleRenewed)
    withdraw(ledger, pole, PoleConstituted)
    assert not ledger.load(Pole, pole.id).terms


def test_the_evaluation_of_a_term_falls_with_it() -> None:
    pole = an_evaluated_pole(starts=TODAY)
    ledger = ledger_of(pole)

    withdraw(ledger, pole, PoleConstituted)

    assert PoleEvaluated not in kinds(ledger, pole)


def test_a_withdrawn_designation_leaves_no_seat_and_nothing_that_speaks_of_it() -> None:
    pole = a_pole_that_a_member_left()
    ledger = ledger_of(pole)

    withdraw(ledger, pole, MemberDesignated, 2)

    assert SCHOOL not in ledger.load(Pole, pole.id).members_on(YESTERDAY - timedelta(1))
    assert not {RepresentativeReplaced, MembershipEnded} & {*kinds(ledger, pole)}
    assert kinds(ledger, pole).count(MemberDesignated) == 2


def test_what_speaks_of_another_seat_stays() -> None:
    pole = a_pole(members=three_colleges())
    pole.replace_representative(three_colleges()[0].operator, some_id("anne"), on=YESTERDAY)
    ledger = ledger_of(pole)

    withdraw(ledger, pole, MemberDesignated, 2)

    assert RepresentativeReplaced in kinds(ledger, pole)


def test_a_designation_without_which_the_pole_is_not_complete_is_not_withdrawn() -> None:
    pole = a_pole(members=three_colleges())
    pole.constitute(three_colleges(), ends=None, on=YESTERDAY)
    ledger = ledger_of(pole)

    with pytest.raises(CompositionIncomplete) as refused:
        withdraw(ledger, pole, MemberDesignated)

    assert refused.value.breaks == nth(ledger, pole, PoleConstituted)


def test_the_alarm_that_rested_on_a_withdrawn_designation_follows() -> None:
    second = other_school()
    members = [*three_colleges(), second.as_candidate()]
    pole = a_pole(members=members)
    pole.constitute(members, ends=None, on=YESTERDAY)
    pole.end_membership(SCHOOL, "Départ.", members=members, on=TODAY)
    ledger = Ledger([*recorded_by(*operators(), second), *recorded_by(pole)])
    assert CompositionBroken not in kinds(ledger, pole)

    withdraw(ledger, pole, MemberDesignated, 3)

    assert CompositionBroken in kinds(ledger, pole)


def test_a_withdrawn_verdict_reopens_the_judgement() -> None:
    project, sitting = a_judged_project(ON_CONDITION)
    project.meet_condition(LIEGE, 1, "C'est fait.", on=TODAY)
    ledger = a_ledger_with(project, sitting)
    with pytest.raises(VerdictAlreadyGiven):
        project.verdicts.check_awaited(LIEGE, LATER)

    withdraw(ledger, project, VerdictGiven)

    again = ledger.load(Project, project.id)
    assert again.verdicts.of(LIEGE) is None
    again.verdicts.check_awaited(LIEGE, LATER)
    assert not {VerdictGiven, ConditionMet} & {*kinds(ledger, project)}


def test_the_last_word_of_an_instance_is_withdrawn_first() -> None:
    project, sitting = a_judged_project(ON_CONDITION)
    project.meet_condition(LIEGE, 1, "C'est fait.", on=TODAY)
    revised = replace(AGREED, meeting=sitting.meeting.id, without_meeting="")
    project.revise_verdict(LIEGE, revised, "Plus rien ne manque.", project.content_hash, sitting=sitting, on=TODAY)
    ledger = a_ledger_with(project, sitting)

    with pytest.raises(NoVerdictYet) as refused:
        withdraw(ledger, project, VerdictGiven)
    assert refused.value.breaks == nth(ledger, project, VerdictRevised)

    withdraw(ledger, project, VerdictRevised)
    assert ledger.load(Project, project.id).verdicts.of(LIEGE) is VerdictKind.CONDITIONS
    assert ConditionMet in kinds(ledger, project)


def test_a_verdict_on_which_a_support_rests_is_not_withdrawn() -> None:
    project, sitting = a_judged_project()
    project.grant_support(support())
    project.end_support(SUPPORT, LIEGE, "Fin.", on=TODAY)
    ledger = a_ledger_with(project, sitting)

    with pytest.raises(NotAgreed) as refused:
        withdraw(ledger, project, VerdictGiven)
    assert refused.value.breaks == nth(ledger, project, SupportGranted)

    withdraw(ledger, project, SupportGranted)
    assert not {SupportGranted, SupportEnded} & {*kinds(ledger, project)}
    withdraw(ledger, project, VerdictGiven)


def test_a_withdrawn_competence_is_none() -> None:
    operator = an_operator(OperatorKind.FORMATION)
    day = operator.as_candidate()
    ledger = Ledger(recorded_by(operator))
    assert day.is_competent_for(HEATING.key, Bassin.LIEGE, TODAY)

    withdraw(ledger, operator, CompetenceRecognised)

    again = ledger.load(Operator, operator.id).as_candidate()
    assert not again.is_competent_for(HEATING.key, Bassin.LIEGE, TODAY)


def test_the_end_of_a_withdrawn_competence_falls_with_it() -> None:
    operator = an_operator(OperatorKind.FORMATION)
    operator.withdraw_competence(Bassin.LIEGE, HEATING.key, on=TODAY)
    ledger = Ledger(recorded_by(operator))

    withdraw(ledger, operator, CompetenceRecognised)

    assert not {CompetenceRecognised, CompetenceWithdrawn} & {*kinds(ledger, operator)}


@pytest.mark.parametrize("days", [0, 1, 60])
def test_an_act_is_withdrawn_up_to_sixty_days_after_it(days: int) -> None:
    pole = a_constituted_pole()
    ledger = ledger_of(pole)

    ledger.withdraw(pole.id, nth(ledger, pole, PoleConstituted), on=TODAY + timedelta(days))

    assert PoleConstituted not in kinds(ledger, pole)


@pytest.mark.parametrize(("days", "refusal"), [(61, WithdrawnTooLate), (1000, WithdrawnTooLate), (-1, TooEarly)])
def test_an_act_is_not_withdrawn_later_nor_before_it(days: int, refusal: type[Exception]) -> None:
    pole = a_constituted_pole()
    ledger = ledger_of(pole)

    with pytest.raises(refusal):
        ledger.withdraw(pole.id, nth(ledger, pole, PoleConstituted), on=TODAY + timedelta(days))

    assert PoleConstituted in kinds(ledger, pole)


def test_an_act_is_undone_once() -> None:
    pole = an_evaluated_pole(starts=YESTERDAY)
    pole.renew(three_colleges(), ends=None, on=TODAY)

    def withdrawing(ledger: Ledger) -> None:
        ledger.withdraw(pole.id, version, on=LATER)

    def annulling(ledger: Ledger) -> None:
        ledger.correct(pole.id, [Patch(version)])

    events = [*recorded_by(*operators()), *recorded_by(pole)]
    version = nth(Ledger(events), pole, PoleRenewed)
    for first, then in product((withdrawing, annulling), repeat=2):
        ledger = Ledger(events)
        first(ledger)
        with pytest.raises(NotFound):
            then(ledger)


def test_a_correction_does_not_bring_back_what_is_withdrawn() -> None:
    """The term would follow the right day of the constitution, were there one."""
    pole = a_constituted_pole()
    ledger = ledger_of(pole)
    withdraw(ledger, pole, PoleConstituted)

    ledger.correct(pole.id, [Patch(1, {"name": "Chauffage central"})])
    ledger.correct(pole.id, [Patch(2, {"representative": str(some_id("anne"))})])

    assert PoleConstituted not in kinds(ledger, pole)


@pytest.mark.parametrize("kind", [PoleCreated, PoleEvaluated])
def test_what_creates_no_right_is_not_withdrawn(kind: type[Event]) -> None:
    pole = an_evaluated_pole()
    ledger = ledger_of(pole)

    with pytest.raises(NotWithdrawable):
        withdraw(ledger, pole, kind)


def test_the_acts_that_create_rights_are_these() -> None:
    known = {kind: each.withdrawable for kind, each in CORRECTIONS.items() if each.withdrawable}

    assert {kind: {*each.acts} for kind, each in known.items()} == ACTS
    assert all(issubclass(each.events.withdrawn, RecordEvent) for each in known.values())
