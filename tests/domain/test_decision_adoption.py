"""Adoption is computed (PS-CONSENSUS); what was adopted is communicated, and received (PS-COM)."""

from datetime import date
from uuid import UUID

import pytest

from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionAdopted, DecisionCommunicated, DecisionKind, DecisionReceived, Stance
from efe_domain.decision.refusals import (
    AlreadyCommunicated,
    AlreadyReceived,
    CollegeNotHeard,
    DecisionIsClosed,
    NotAdopted,
    NotCarried,
    NotCommunicated,
    NotEveryoneConsulted,
    ObjectionStands,
)
from efe_domain.decision.wording import Wording
from efe_domain.pole.pole import Pole
from efe_domain.pole.refusals import TermOver
from efe_domain.shared.days import TooEarly
from tests.domain.decisions import (
    AFTER_DEADLINE,
    COMPANY,
    DEADLINE,
    EVENING,
    MEMBERS,
    NAMES,
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
from tests.domain.given import TODAY, TOMORROW, YESTERDAY, given, recorded, some_id

PROJECT, HASH = some_id("project"), "1" * 64


def an_adopted_decision() -> Decision:
    pole = a_deciding_pole(starts=YESTERDAY)
    return adopt(all_agree(a_decision(pole), pole), pole)


def test_a_wording_on_which_all_agree_is_adopted() -> None:
    pole = a_deciding_pole()
    decision = given(all_agree(a_decision(pole), pole))

    adopt(decision, pole)

    assert recorded(decision) == [
        DecisionAdopted(content_hash=decision.content_hash, silent=(), uncounted=(), meeting=None, effective_on=TODAY)
    ]


def test_reservations_and_abstentions_are_no_objection() -> None:
    pole = a_deciding_pole()
    decision = a_decision(pole)
    say(decision, pole, COMPANY, Stance.RESERVE, "Sous réserve.")
    say(decision, pole, TRAINING, Stance.ABSTAIN)
    say(decision, pole, SCHOOL, Stance.ABSTAIN)

    adopt(decision, pole)

    assert decision.adopted_on == TODAY


def test_a_wording_is_not_adopted_before_everyone_is_consulted() -> None:
    pole = a_deciding_pole(quorum=50)
    decision = given(all_agree(a_decision(pole), pole, (COMPANY,)))

    with pytest.raises(NotEveryoneConsulted) as refused:
        adopt(decision, pole)

    assert refused.value.reasons == (NAMES[TRAINING], NAMES[SCHOOL])
    assert recorded(decision) == []


def two_schools(quorum: int | None) -> tuple[Pole, Decision, UUID]:
    """Four members, of whom the second school says nothing."""
    pole = a_deciding_pole(quorum=quorum)
    pole.designate(EVENING, None, on=TODAY)
    return pole, given(all_agree(a_decision(pole, deadline=DEADLINE), pole)), EVENING.operator


def test_the_silent_are_no_longer_waited_for_after_the_deadline_with_the_quorum() -> None:
    pole, decision, evening = two_schools(quorum=75)

    adopt(decision, pole, on=AFTER_DEADLINE)

    assert recorded(decision) == [
        DecisionAdopted(
            content_hash=decision.content_hash,
            silent=(evening,),
            uncounted=(),
            meeting=None,
            effective_on=AFTER_DEADLINE,
        )
    ]


@pytest.mark.parametrize(
    ("quorum", "on"),
    [(75, DEADLINE), (76, AFTER_DEADLINE), (None, AFTER_DEADLINE)],
    ids=["deadline not passed", "quorum not met", "no quorum agreed"],
)
def test_the_silent_are_waited_for_until_the_deadline_has_passed_and_the_quorum_is_met(
    quorum: int | None, on: date
) -> None:
    pole, decision, _ = two_schools(quorum)

    with pytest.raises(NotEveryoneConsulted) as refused:
        adopt(decision, pole, on=on)

    assert refused.value.reasons == ("Cours du soir",)
    assert recorded(decision) == []


@pytest.mark.parametrize(
    ("silent", "college"), [(COMPANY, "Collège A"), (TRAINING, "Collège B"), (SCHOOL, "Collège C")]
)
def test_a_wording_on_which_a_college_said_nothing_is_not_adopted(silent: UUID, college: str) -> None:
    pole = a_deciding_pole(quorum=50)
    heard = [member for member in MEMBERS if member != silent]
    decision = given(all_agree(a_decision(pole, deadline=DEADLINE), pole, heard))

    with pytest.raises(CollegeNotHeard) as refused:
        adopt(decision, pole, on=AFTER_DEADLINE)

    assert [reason[: len(college)] for reason in refused.value.reasons] == [college]
    assert recorded(decision) == []


def test_a_wording_against_which_an_objection_stands_is_not_adopted() -> None:
    pole = a_deciding_pole()
    decision = given(an_objected_decision(pole))

    with pytest.raises(ObjectionStands) as refused:
        adopt(decision, pole)

    assert refused.value.reasons == ("Objection 1 : L'entreprise.",)
    assert recorded(decision) == []


def test_an_answered_and_a_maintained_objection_stand() -> None:
    pole = a_deciding_pole()
    decision = an_objected_decision(pole)
    decision.answer_objection(1, "Réponse.", on=TODAY)

    with pytest.raises(ObjectionStands):
        adopt(decision, pole)
    decision.maintain_objection(pole, 1, "Toujours.", on=TODAY)
    with pytest.raises(ObjectionStands):
        adopt(decision, pole)

    assert decision.adopted_on is None


def test_whoever_withdrew_its_objection_was_consulted() -> None:
    pole = a_deciding_pole()
    decision = an_objected_decision(pole)
    decision.withdraw_objection(pole, 1, "Rassurée.", on=TODAY)

    adopt(decision, pole)

    assert decision.adopted_on == TODAY


def test_nothing_is_adopted_after_the_term() -> None:
    pole = a_deciding_pole(ends=TODAY)
    decision = given(all_agree(a_decision(pole), pole))

    with pytest.raises(TermOver):
        adopt(decision, pole, on=TOMORROW)

    assert recorded(decision) == []


def test_a_decision_is_adopted_after_what_was_said_and_once() -> None:
    pole = a_deciding_pole()
    decision = given(all_agree(a_decision(pole), pole, on=TOMORROW))

    with pytest.raises(TooEarly):
        adopt(decision, pole)
    adopt(decision, pole, on=TOMORROW)
    with pytest.raises(DecisionIsClosed):
        adopt(decision, pole, on=TOMORROW)

    assert len(recorded(decision)) == 1


def test_an_adopted_decision_is_communicated_then_received_also_after_the_term() -> None:
    pole = a_deciding_pole(ends=TODAY)
    decision = given(adopt(all_agree(a_decision(pole), pole), pole))

    decision.communicate(on=TOMORROW)
    decision.receive(on=TOMORROW)

    assert recorded(decision) == [
        DecisionCommunicated(effective_on=TOMORROW),
        DecisionReceived(effective_on=TOMORROW),
    ]


def test_only_what_was_adopted_is_communicated_and_only_what_was_communicated_is_received() -> None:
    pole = a_deciding_pole()
    open_, adopted = given(a_decision(pole)), given(adopt(all_agree(a_decision(pole), pole), pole))

    with pytest.raises(NotAdopted):
        open_.communicate(on=TODAY)
    with pytest.raises(NotCommunicated):
        adopted.receive(on=TODAY)

    assert recorded(open_) == recorded(adopted) == []


def test_a_decision_is_communicated_and_received_once_and_in_order() -> None:
    decision = an_adopted_decision()

    with pytest.raises(TooEarly):
        decision.communicate(on=YESTERDAY)
    decision.communicate(on=TOMORROW)
    with pytest.raises(AlreadyCommunicated):
        decision.communicate(on=TOMORROW)
    with pytest.raises(TooEarly):
        decision.receive(on=TODAY)
    decision.receive(on=TOMORROW)
    with pytest.raises(AlreadyReceived):
        decision.receive(on=TOMORROW)

    assert (decision.communicated_on, decision.received_on) == (TOMORROW, TOMORROW)


def to_carry(pole: Pole) -> Decision:
    decision = Decision(some_id("decision to carry"))
    wording = Wording(title="Porter", text="Le pôle porte le projet.", subject_hash=HASH)
    decision.propose(pole, DecisionKind.PROJECT, PROJECT, wording, on=TODAY)
    return all_agree(decision, pole)


def test_a_project_rests_on_a_decision_adopted_for_exactly_its_content() -> None:
    pole = a_deciding_pole()
    decision = adopt(to_carry(pole), pole)

    decision.check_carries(DecisionKind.PROJECT, PROJECT, HASH)

    for kind, subject, content_hash in (
        (DecisionKind.OPINION, PROJECT, HASH),
        (DecisionKind.PROJECT, some_id("other"), HASH),
        (DecisionKind.PROJECT, PROJECT, "2" * 64),
    ):
        with pytest.raises(NotCarried):
            decision.check_carries(kind, subject, content_hash)


def test_what_is_not_adopted_carries_nothing() -> None:
    decision = to_carry(a_deciding_pole())

    with pytest.raises(NotCarried):
        decision.check_carries(DecisionKind.PROJECT, PROJECT, HASH)


def test_an_imported_adoption_attests_that_its_deadline_was_announced() -> None:
    pole = a_deciding_pole(ends=AFTER_DEADLINE)
    pole.designate(EVENING, None, on=TODAY)
    decision = all_agree(a_decision(pole, deadline=DEADLINE), pole)
    members = candidates(pole, AFTER_DEADLINE)

    with pytest.raises(NotEveryoneConsulted):
        decision.adopt(pole, members, NAMES.__getitem__, on=AFTER_DEADLINE)
    decision.adopt(pole, members, NAMES.__getitem__, imported=True, on=AFTER_DEADLINE)

    assert decision.adopted_on == AFTER_DEADLINE
