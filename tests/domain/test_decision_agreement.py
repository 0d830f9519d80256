"""Agreement to a decision, by the modalities of its opening day; a decision cites its meeting."""

import pytest

from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionAdopted, Stance
from efe_domain.decision.refusals import NobodyAgrees, NotEveryoneConsulted
from efe_domain.pole.modalities import ConsensusRules
from efe_domain.shared.codec import decode, encode
from tests.domain.decisions import (
    AFTER_DEADLINE,
    COMPANY,
    DEADLINE,
    EVENING,
    OTHER,
    SCHOOL,
    TRAINING,
    a_deciding_pole,
    a_decision,
    adopt,
    all_abstain,
    all_agree,
    candidates,
    say,
)
from tests.domain.given import TODAY, TOMORROW, agree, given, recorded, some_id


def test_abstentions_alone_adopt_nothing() -> None:
    pole = a_deciding_pole()
    decision = given(all_abstain(a_decision(pole), pole))

    with pytest.raises(NobodyAgrees):
        adopt(decision, pole)

    assert recorded(decision) == []


def test_abstentions_and_silence_adopt_nothing() -> None:
    pole = a_deciding_pole(quorum=50)
    pole.designate(EVENING, None, on=TODAY)
    decision = given(all_abstain(a_decision(pole, deadline=DEADLINE), pole))

    with pytest.raises(NobodyAgrees):
        adopt(decision, pole, on=AFTER_DEADLINE)

    assert recorded(decision) == []


@pytest.mark.parametrize("stance", [Stance.AGREE, Stance.RESERVE])
def test_one_that_agrees_is_enough_with_reservations_too(stance: Stance) -> None:
    pole = a_deciding_pole()
    decision = all_abstain(a_decision(pole), pole, but=SCHOOL)
    say(decision, pole, SCHOOL, stance, "Sous réserve.")

    adopt(decision, pole)

    assert decision.adopted_on == TODAY


def test_the_agreement_of_one_that_left_is_none() -> None:
    pole = a_deciding_pole()
    pole.designate(EVENING, None, on=TODAY)
    decision = all_abstain(a_decision(pole), pole)
    say(decision, pole, EVENING.operator)
    decision = given(decision)
    pole.end_membership(EVENING.operator, "Départ.", members=(), on=TOMORROW)

    with pytest.raises(NobodyAgrees):
        adopt(decision, pole, on=TOMORROW)

    assert recorded(decision) == []


def test_each_college_agrees_only_where_the_modalities_say_so() -> None:
    pole = a_deciding_pole()
    agree(pole, 3, None, agreement_per_college=True, on=TODAY)
    decision = all_agree(a_decision(pole), pole, (COMPANY, TRAINING))
    say(decision, pole, SCHOOL, Stance.ABSTAIN)
    decision = given(decision)

    with pytest.raises(NobodyAgrees) as refused:
        adopt(decision, pole)
    say(decision, pole, SCHOOL, Stance.RESERVE, "Si l'atelier ouvre.")
    adopt(decision, pole)

    assert [reason[:9] for reason in refused.value.reasons] == ["Collège C"]
    assert decision.adopted_on == TODAY


def test_a_quorum_lowered_meanwhile_does_not_count() -> None:
    pole = a_deciding_pole(quorum=100)
    pole.designate(EVENING, None, on=TODAY)
    decision = given(all_agree(a_decision(pole, deadline=DEADLINE), pole))
    agree(pole, 3, 50, on=TOMORROW)

    with pytest.raises(NotEveryoneConsulted):
        adopt(decision, pole, on=AFTER_DEADLINE)

    assert decision.consensus == ConsensusRules(quorum_percent=100)
    assert recorded(decision) == []


def test_modalities_of_a_later_day_do_not_hold_at_the_opening() -> None:
    pole = a_deciding_pole()
    agree(pole, 3, 75, on=TOMORROW)

    decision = a_decision(pole)

    assert decision.consensus == ConsensusRules()


def test_a_decision_opened_before_is_adopted_by_the_modalities_in_force() -> None:
    pole = a_deciding_pole(quorum=100)
    pole.designate(EVENING, None, on=TODAY)
    [proposed] = a_decision(pole, deadline=DEADLINE).collect_events()
    state = encode(proposed).replace(b'"consensus":{"agreement_per_college":false,"quorum_percent":100},', b"")
    decision = Decision.replay(proposed.originator_id, [decode("decision.proposed.v1", state)])  # type: ignore[list-item]
    all_agree(decision, pole)
    agree(pole, 3, 75, on=TOMORROW)

    adopt(decision, pole, on=AFTER_DEADLINE)

    assert decision.consensus is None
    assert decision.adopted_on == AFTER_DEADLINE


def test_a_decision_cites_the_meeting_at_which_it_was_adopted() -> None:
    pole = a_deciding_pole()
    decision = given(all_agree(a_decision(pole), pole))

    decision.adopt(pole, candidates(pole, TODAY), str, meeting=some_id("meeting"), on=TODAY)

    [adopted] = recorded(decision)
    assert isinstance(adopted, DecisionAdopted)
    assert adopted.meeting == some_id("meeting")


def test_the_wording_is_not_what_freezes_the_rules() -> None:
    pole = a_deciding_pole(quorum=100)
    decision = a_decision(pole)
    agree(pole, 3, 50, on=TOMORROW)

    decision.amend(pole, OTHER, on=TOMORROW)

    assert decision.consensus == ConsensusRules(quorum_percent=100)
