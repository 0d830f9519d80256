"""Members to consult and colleges to hear: those of the wording, as they count that day."""

import pytest

from efe_domain.decision.events import DecisionAdopted, DecisionAmended, Stance
from efe_domain.decision.refusals import CollegeNotHeard, NotEveryoneConsulted, NotOnTheRoster, ObjectionStands
from efe_domain.operator.events import OperatorKind
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.codec import decode
from efe_domain.shared.colleges import College
from tests.domain.decisions import (
    AFTER_DEADLINE,
    COMPANY,
    DEADLINE,
    EVENING,
    NAMES,
    OTHER,
    SCHOOL,
    TRAINING,
    a_deciding_pole,
    a_decision,
    adopt,
    all_agree,
    an_objected_decision,
    candidates,
    say,
)
from tests.domain.given import HEATING, TODAY, TOMORROW, an_operator, given, recorded, some_id


def test_a_departure_that_leaves_a_college_empty_leaves_it_unheard() -> None:
    pole = a_deciding_pole()
    decision = given(all_agree(a_decision(pole), pole))
    pole.end_membership(COMPANY, "Départ.", members=(), on=TOMORROW)

    with pytest.raises(CollegeNotHeard) as refused:
        adopt(decision, pole, on=TOMORROW)

    assert [reason[:9] for reason in refused.value.reasons] == ["Collège A"]
    assert recorded(decision) == []


def test_a_member_that_is_no_longer_competent_makes_no_college_heard() -> None:
    pole = a_deciding_pole()
    decision = given(all_agree(a_decision(pole), pole))
    company = an_operator(OperatorKind.ENTREPRISE)
    company.withdraw_competence(Bassin.LIEGE, HEATING.key, on=TODAY)

    with pytest.raises(CollegeNotHeard):
        decision.adopt(pole, [company.as_candidate(), *candidates(pole, TODAY)[1:]], NAMES.__getitem__, on=TODAY)

    assert recorded(decision) == []


def test_a_member_that_is_no_longer_local_makes_no_college_heard_and_may_object() -> None:
    pole = a_deciding_pole()
    decision = given(all_agree(a_decision(pole), pole))
    company = an_operator(OperatorKind.ENTREPRISE)
    company.close_site(Bassin.LIEGE, some_id("Liège"), on=TODAY)
    sitting = [company.as_candidate(), *candidates(pole, TODAY)[1:]]

    with pytest.raises(CollegeNotHeard):
        decision.adopt(pole, sitting, NAMES.__getitem__, on=TODAY)
    say(decision, pole, COMPANY, Stance.OBJECT, "Non.")
    with pytest.raises(ObjectionStands):
        decision.adopt(pole, sitting, NAMES.__getitem__, on=TODAY)

    assert decision.adopted_on is None


def test_a_kind_changed_before_0_5_0_moved_the_seat_of_the_member() -> None:
    pole = a_deciding_pole()
    decision = given(all_agree(a_decision(pole), pole))
    company = an_operator(OperatorKind.ENTREPRISE)
    company.change_kind(OperatorKind.FORMATION, bassin=None, on=TODAY)

    with pytest.raises(CollegeNotHeard) as refused:
        decision.adopt(pole, [company.as_candidate(), *candidates(pole, TODAY)[1:]], NAMES.__getitem__, on=TODAY)

    assert [reason[:9] for reason in refused.value.reasons] == ["Collège A"]
    assert recorded(decision) == []


def test_a_new_kind_leaves_a_member_in_the_college_of_its_designation() -> None:
    pole = a_deciding_pole()
    decision = given(all_agree(a_decision(pole), pole))
    company = an_operator(OperatorKind.ENTREPRISE)
    company.change_kind(OperatorKind.FORMATION, bassin=Bassin.LIEGE, on=TODAY)

    decision.adopt(pole, [company.as_candidate(), *candidates(pole, TODAY)[1:]], NAMES.__getitem__, on=TODAY)

    assert decision.adopted_on == TODAY


def test_another_member_of_the_college_makes_it_heard() -> None:
    pole = a_deciding_pole()
    pole.designate(EVENING, None, on=TODAY)
    decision = given(all_agree(a_decision(pole), pole, (COMPANY, TRAINING, SCHOOL, EVENING.operator)))
    pole.end_membership(SCHOOL, "Départ.", members=(), on=TOMORROW)

    adopt(decision, pole, on=TOMORROW)

    assert recorded(decision) == [
        DecisionAdopted(
            content_hash=decision.content_hash, silent=(), uncounted=(SCHOOL,), meeting=None, effective_on=TOMORROW
        )
    ]


def test_who_left_without_a_word_is_not_awaited() -> None:
    pole = a_deciding_pole()
    pole.designate(EVENING, None, on=TODAY)
    decision = given(all_agree(a_decision(pole), pole))

    with pytest.raises(NotEveryoneConsulted):
        adopt(decision, pole)
    pole.end_membership(EVENING.operator, "Départ.", members=(), on=TOMORROW)
    adopt(decision, pole, on=TOMORROW)

    [adopted] = recorded(decision)
    assert isinstance(adopted, DecisionAdopted)
    assert (adopted.silent, adopted.uncounted) == ((), (EVENING.operator,))


def test_who_left_is_no_part_of_the_quorum() -> None:
    pole = a_deciding_pole(quorum=100)
    pole.designate(EVENING, None, on=TODAY)
    decision = given(all_agree(a_decision(pole, deadline=DEADLINE), pole))
    pole.end_membership(EVENING.operator, "Départ.", members=(), on=TOMORROW)

    adopt(decision, pole, on=AFTER_DEADLINE)

    assert decision.adopted_on == AFTER_DEADLINE


def test_an_amendment_is_put_to_the_members_of_its_day() -> None:
    pole = a_deciding_pole()
    decision = given(a_decision(pole))
    pole.end_membership(SCHOOL, "Départ.", members=(), on=TOMORROW)
    pole.designate(EVENING, None, on=TOMORROW)

    with pytest.raises(NotOnTheRoster):
        say(decision, pole, EVENING.operator, on=TOMORROW)
    decision.amend(pole, OTHER, on=TOMORROW)
    all_agree(decision, pole, (COMPANY, TRAINING, EVENING.operator), on=TOMORROW)
    adopt(decision, pole, on=TOMORROW)

    [amended, *_] = recorded(decision)
    assert isinstance(amended, DecisionAmended)
    assert amended.roster is not None
    assert [(seat.operator, seat.college) for seat in amended.roster] == [
        (COMPANY, College.A),
        (TRAINING, College.B),
        (EVENING.operator, College.C),
    ]


def test_an_amendment_of_before_left_the_roster_as_it_was() -> None:
    pole = a_deciding_pole()
    decision = given(a_decision(pole))
    state = (
        b'{"bassins":["liege"],"content_hash":"","deadline":null,"effective_on":"2026-03-01","metadata":{},"number":2,'
        b'"originator_id":"8482b9be-7643-5b1c-9a02-8fc4a9cec74f","originator_version":2,'
        b'"pole":"8482b9be-7643-5b1c-9a02-8fc4a9cec74f","subject_hash":"","text":"Autre.","title":"Autre"}'
    )

    decision.follow([decode("decision.amended.v1", state)])  # type: ignore[list-item]

    assert [seat.operator for seat in decision.roster] == [COMPANY, TRAINING, SCHOOL]


def test_an_author_that_came_back_after_an_amendment_withdraws_its_objection() -> None:
    pole = a_deciding_pole()
    decision = an_objected_decision(pole)
    pole.end_membership(COMPANY, "Départ.", members=(), on=TODAY)
    decision.amend(pole, OTHER, on=TODAY)
    all_agree(decision, pole, (TRAINING, SCHOOL))
    pole.designate(candidates(a_deciding_pole(), TODAY)[0], None, on=TOMORROW)

    with pytest.raises(ObjectionStands):
        adopt(decision, pole, on=TOMORROW)
    with pytest.raises(NotOnTheRoster):
        say(decision, pole, COMPANY, Stance.AGREE, on=TOMORROW)
    decision.withdraw_objection(pole, 1, "Rassurée.", on=TOMORROW)

    assert decision.objections.standing == ()
