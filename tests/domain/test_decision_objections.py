"""An objection has a life: raised with a position, answered, maintained or withdrawn (PS-CONSENSUS)."""

from collections.abc import Callable

import pytest

from efe_domain.decision.events import ObjectionAnswered, ObjectionMaintained, PositionTaken, Stance
from efe_domain.decision.objections import ObjectionState
from efe_domain.decision.refusals import (
    ObjectionAlreadyAnswered,
    ObjectionIsWithdrawn,
    ObjectionNotAnswered,
    ObjectionStands,
    SamePosition,
)
from efe_domain.pole.refusals import NotAMember
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Invalid, NotFound
from tests.domain.decisions import (
    COMPANY,
    OTHER,
    SCHOOL,
    TRAINING,
    a_deciding_pole,
    adopt,
    all_agree,
    an_objected_decision,
    say,
)
from tests.domain.given import TODAY, TOMORROW, YESTERDAY, given, recorded

WORDS = "Les assurances ne suivent pas."


def test_an_objection_is_raised_with_a_position_and_has_a_number() -> None:
    decision = an_objected_decision(a_deciding_pole())

    taken = recorded(decision)[-1]

    assert isinstance(taken, PositionTaken)
    assert (taken.objection, taken.words, taken.content_hash) == (1, WORDS, decision.content_hash)
    assert decision.objections[1].state is ObjectionState.RAISED


def test_an_objection_is_answered_then_maintained_then_answered_again() -> None:
    pole = a_deciding_pole()
    decision = given(an_objected_decision(pole))

    decision.answer_objection(1, "L'assureur a confirmé.", on=TODAY)
    decision.maintain_objection(pole, 1, "Par écrit ?", on=TODAY)
    decision.answer_objection(1, "Oui, par écrit.", on=TODAY)

    assert recorded(decision) == [
        ObjectionAnswered(objection=1, answer="L'assureur a confirmé.", effective_on=TODAY),
        ObjectionMaintained(objection=1, reason="Par écrit ?", own=True, effective_on=TODAY),
        ObjectionAnswered(objection=1, answer="Oui, par écrit.", effective_on=TODAY),
    ]


def test_an_objection_is_maintained_only_against_an_answer() -> None:
    pole = a_deciding_pole()
    decision = given(an_objected_decision(pole))

    with pytest.raises(ObjectionNotAnswered):
        decision.maintain_objection(pole, 1, "Toujours.", on=TODAY)

    assert recorded(decision) == []


def test_an_answered_objection_waits_for_its_author() -> None:
    decision = an_objected_decision(a_deciding_pole())
    decision.answer_objection(1, "Réponse.", on=TODAY)
    decision = given(decision)

    with pytest.raises(ObjectionAlreadyAnswered):
        decision.answer_objection(1, "Réponse.", on=TODAY)

    assert recorded(decision) == []


def test_a_withdrawn_objection_is_over_and_may_be_raised_anew() -> None:
    pole = a_deciding_pole()
    decision = an_objected_decision(pole)
    decision.withdraw_objection(pole, 1, "Rassurée.", on=TODAY)
    decision = given(decision)

    commands: list[Callable[[], None]] = [
        lambda: decision.answer_objection(1, "Réponse.", on=TODAY),
        lambda: decision.maintain_objection(pole, 1, "Maintien.", on=TODAY),
        lambda: decision.withdraw_objection(pole, 1, "Retrait.", on=TODAY),
    ]
    for command in commands:
        with pytest.raises(ObjectionIsWithdrawn):
            command()
    assert recorded(decision) == []
    say(decision, pole, COMPANY, Stance.OBJECT, WORDS)

    assert [each.number for each in decision.objections.standing] == [2]


def test_the_same_objection_is_not_raised_twice() -> None:
    pole = a_deciding_pole()
    decision = given(an_objected_decision(pole))

    with pytest.raises(SamePosition):
        say(decision, pole, COMPANY, Stance.OBJECT, WORDS)

    assert recorded(decision) == []


def test_an_objection_that_was_never_raised_is_not_found() -> None:
    pole = a_deciding_pole()
    decision = given(an_objected_decision(pole))

    for number in (0, 2, -1):
        with pytest.raises(NotFound):
            decision.withdraw_objection(pole, number, "Retrait.", on=TODAY)

    assert recorded(decision) == []


def test_what_is_said_of_an_objection_is_said_in_words_and_in_order() -> None:
    pole = a_deciding_pole(starts=YESTERDAY)
    decision = given(an_objected_decision(pole))

    with pytest.raises(Invalid):
        decision.answer_objection(1, " ", on=TODAY)
    with pytest.raises(Invalid):
        decision.withdraw_objection(pole, 1, "x" * 1_000_000, on=TODAY)
    with pytest.raises(TooEarly):
        decision.answer_objection(1, "Réponse.", on=YESTERDAY)

    assert recorded(decision) == []


def test_an_objection_stands_through_an_amendment() -> None:
    pole = a_deciding_pole()
    decision = an_objected_decision(pole)
    decision.amend(pole, OTHER, on=TODAY)
    decision = given(all_agree(decision, pole, (TRAINING, SCHOOL)))

    with pytest.raises(ObjectionStands):
        adopt(decision, pole)
    say(decision, pole, COMPANY, words="Rassurée.")
    adopt(decision, pole)

    assert decision.adopted_on == TODAY


def test_an_objection_whose_author_left_the_pole_stands() -> None:
    pole = a_deciding_pole()
    decision = given(an_objected_decision(pole))
    pole.end_membership(COMPANY, "Départ.", members=(), on=TOMORROW)

    with pytest.raises(NotAMember):
        decision.withdraw_objection(pole, 1, "Retrait.", on=TOMORROW)
    with pytest.raises(ObjectionStands) as refused:
        adopt(decision, pole, on=TOMORROW)

    assert refused.value.reasons == ("Objection 1 : L'entreprise.",)
    assert recorded(decision) == []


def test_an_objection_lives_on_after_the_term() -> None:
    pole = a_deciding_pole(ends=TODAY)
    decision = given(an_objected_decision(pole))

    decision.answer_objection(1, "Réponse.", on=TOMORROW)
    decision.withdraw_objection(pole, 1, "Rassurée.", on=TOMORROW)

    assert decision.objections.standing == ()
