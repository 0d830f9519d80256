"""Positions of the members on a wording: changeable until the closing, every change kept (PS-CONSENSUS)."""

import pytest

from efe_domain.decision.events import ObjectionWithdrawn, PositionTaken, Stance
from efe_domain.decision.refusals import NotOnTheRoster, SamePosition, WordingChanged
from efe_domain.operator.events import OperatorKind
from efe_domain.pole.refusals import NotAMember
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Invalid
from tests.domain.decisions import (
    COMPANY,
    OTHER,
    SCHOOL,
    TRAINING,
    a_deciding_pole,
    a_decision,
    all_agree,
    an_objected_decision,
    say,
)
from tests.domain.given import TODAY, TOMORROW, YESTERDAY, an_operator, given, recorded, some_id

PROJECT, HASH = some_id("project"), "0" * 64


def test_a_reservation_is_kept_word_for_word_with_the_hash_that_it_judges() -> None:
    pole = a_deciding_pole()
    decision = given(a_decision(pole))
    words = "D'accord, « sous réserve »\nque l'atelier soit accessible."

    say(decision, pole, COMPANY, Stance.RESERVE, words)

    assert recorded(decision) == [
        PositionTaken(
            pole=pole.id,
            operator=COMPANY,
            stance=Stance.RESERVE,
            words=words,
            objection=None,
            content_hash=decision.content_hash,
            own=True,
            document=None,
            late=False,
            effective_on=TODAY,
        )
    ]


@pytest.mark.parametrize("stance", [Stance.RESERVE, Stance.OBJECT])
def test_a_reservation_and_an_objection_say_why(stance: Stance) -> None:
    pole = a_deciding_pole()
    decision = given(a_decision(pole))

    with pytest.raises(Invalid):
        say(decision, pole, COMPANY, stance, "")

    assert recorded(decision) == []


def test_a_position_changes_until_the_closing_and_every_change_is_kept() -> None:
    pole = a_deciding_pole()
    decision = given(a_decision(pole))

    say(decision, pole, COMPANY, Stance.ABSTAIN)
    say(decision, pole, COMPANY, Stance.AGREE, "Après visite.")

    kept = [event.stance for event in recorded(decision) if isinstance(event, PositionTaken)]
    assert kept == [Stance.ABSTAIN, Stance.AGREE]
    assert decision.positions[COMPANY].stance is Stance.AGREE


def test_a_position_that_changes_nothing_is_refused() -> None:
    pole = a_deciding_pole()
    decision = given(all_agree(a_decision(pole), pole))

    with pytest.raises(SamePosition):
        say(decision, pole, COMPANY)

    assert recorded(decision) == []


def test_a_position_on_another_wording_is_refused() -> None:
    pole = a_deciding_pole()
    decision = a_decision(pole)
    read = decision.content_hash
    decision.amend(pole, OTHER, on=TODAY)
    decision = given(decision)

    with pytest.raises(WordingChanged):
        decision.take_position(pole, COMPANY, Stance.AGREE, "", content_hash=read, on=TODAY)

    assert recorded(decision) == []


def test_only_the_roster_is_consulted_even_when_others_join_later() -> None:
    pole = a_deciding_pole()
    decision = given(a_decision(pole))
    late = an_operator(OperatorKind.PROMOTION_SOCIALE, name="Cours du soir")
    pole.designate(late.as_candidate(), None, on=TODAY)

    with pytest.raises(NotOnTheRoster):
        say(decision, pole, late.id)

    assert recorded(decision) == []
    assert len(decision.roster) == 3


def test_a_member_that_left_is_still_on_the_roster_and_speaks_no_more() -> None:
    pole = a_deciding_pole()
    decision = given(a_decision(pole))
    pole.end_membership(COMPANY, "Départ.", members=(), on=TOMORROW)

    with pytest.raises(NotAMember):
        say(decision, pole, COMPANY, on=TOMORROW)
    say(decision, pole, COMPANY, on=TODAY)

    assert [seat.operator for seat in decision.roster] == [COMPANY, TRAINING, SCHOOL]
    assert len(recorded(decision)) == 1


def test_a_position_comes_neither_before_the_wording_nor_before_the_last_one() -> None:
    pole = a_deciding_pole(starts=YESTERDAY)
    decision = a_decision(pole)
    say(decision, pole, TRAINING, on=TOMORROW)
    decision = given(decision)

    with pytest.raises(TooEarly):
        say(decision, pole, COMPANY, on=YESTERDAY)
    with pytest.raises(TooEarly):
        say(decision, pole, TRAINING, Stance.ABSTAIN, on=TODAY)

    assert recorded(decision) == []


def test_another_position_withdraws_ones_own_objections_and_says_why() -> None:
    pole = a_deciding_pole()
    decision = given(an_objected_decision(pole))

    with pytest.raises(Invalid):
        say(decision, pole, COMPANY, Stance.ABSTAIN)
    say(decision, pole, COMPANY, Stance.ABSTAIN, "Rassurée.")

    assert recorded(decision)[1:] == [
        ObjectionWithdrawn(
            objection=1,
            reason="Rassurée.",
            by_position=True,
            own=True,
            document=None,
            late=False,
            effective_on=TODAY,
        )
    ]
    assert decision.objections.standing == ()
