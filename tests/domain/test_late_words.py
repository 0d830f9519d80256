"""A member whose word was not its own speaks after the adoption, and contests by an objection (PS-CONSENSUS)."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest

from efe_domain.decision.decision import Decision
from efe_domain.decision.events import ObjectionWithdrawn, PositionTaken, Stance
from efe_domain.decision.positions import Voice
from efe_domain.decision.refusals import Contested, DecisionIsClosed, NotReplaceable, SamePosition
from efe_domain.pole.pole import Pole
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import DomainError
from tests.domain.decisions import (
    AFTER_DEADLINE,
    COMPANY,
    DEADLINE,
    EVENING,
    MEMBERS,
    SCHOOL,
    TRAINING,
    a_deciding_pole,
    a_decision,
    candidates,
    say,
)
from tests.domain.given import (
    REGISTER_OPENED,
    TODAY,
    TOMORROW,
    YESTERDAY,
    given,
    recorded,
    some_id,
    speaker_of,
    three_colleges,
)

RECORDED = Voice(own=False, meeting=some_id("meeting"), attested=True)
LATE, LATE_FOR_IT = Voice(own=True, late=True), Voice(own=False, late=True, attested=True)
LATE_UNTIL = TODAY + timedelta(30)
AFTER = LATE_UNTIL + timedelta(1)


def adopted(pole: Pole, *, until: date | None = LATE_UNTIL) -> Decision:
    """Adopted today: the word of the company was recorded for it, the two others spoke themselves."""
    decision = a_decision(pole)
    for member in MEMBERS:
        say(decision, pole, member, voice=RECORDED if member == COMPANY else Voice())
    decision.adopt(pole, candidates(pole, TODAY), str, late_until=until, on=TODAY)
    return decision


def object_late(decision: Decision, pole: Pole, member: UUID = COMPANY, *, on: date = TOMORROW) -> None:
    say(decision, pole, member, Stance.OBJECT, "Nous n'avons pas dit cela.", voice=LATE, on=on)


def withdraw(decision: Decision, pole: Pole, *, voice: Voice = LATE, on: date = TOMORROW) -> None:
    decision.withdraw_objection(pole, 1, "Malentendu.", voice=voice, on=on)


@pytest.mark.parametrize(
    ("on", "refusal"),
    [(YESTERDAY, TooEarly), (TODAY, None), (TOMORROW, None), (LATE_UNTIL, None), (AFTER, DecisionIsClosed)],
)
def test_a_late_word_comes_from_the_adoption_to_its_last_day(on: date, refusal: type[DomainError] | None) -> None:
    pole = a_deciding_pole()
    decision = given(adopted(pole))

    if refusal:
        with pytest.raises(refusal):
            object_late(decision, pole, on=on)
        assert recorded(decision) == []
    else:
        object_late(decision, pole, on=on)
        [position] = recorded(decision)
        assert isinstance(position, PositionTaken)
        assert (position.late, position.objection) == (True, 1)
        assert decision.is_contested


@pytest.mark.parametrize("member", [TRAINING, SCHOOL, some_id("stranger")])
def test_who_spoke_itself_or_never_sat_has_no_late_word(member: UUID) -> None:
    pole = a_deciding_pole()
    decision = adopted(pole)

    assert not decision.has_late_word(pole, member)
    with pytest.raises(DecisionIsClosed):
        decision.check_late_word(pole, member, LATE, TOMORROW)


def replaced(pole: Pole) -> Decision:
    decision = adopted(pole)
    decision.be_replaced(some_id("next"), on=TODAY)
    return decision


def closed(pole: Pole) -> Decision:
    decision = a_decision(pole)
    decision.close("Sans accord.", on=TODAY)
    return decision


@pytest.mark.parametrize(
    ("past", "voice"),
    [
        (adopted, LATE_FOR_IT),
        (lambda pole: adopted(pole, until=None), LATE),
        (replaced, LATE),
        (closed, LATE),
    ],
    ids=["recorded for it", "imported", "replaced", "never adopted"],
)
def test_there_is_no_late_word(past: Callable[[Pole], Decision], voice: Voice) -> None:
    pole = a_deciding_pole()
    decision = given(past(pole))

    with pytest.raises(DecisionIsClosed, match="depuis le 1er mars 2026"):
        say(decision, pole, COMPANY, Stance.RESERVE, "Non.", voice=voice, on=TOMORROW)

    assert recorded(decision) == []


def test_no_late_word_comes_between_the_text_and_its_adoption() -> None:
    pole = a_deciding_pole()
    decision = a_decision(pole)
    for member in MEMBERS:
        say(decision, pole, member, voice=RECORDED)
    decision.adopt(pole, candidates(pole, TOMORROW), str, late_until=LATE_UNTIL, on=TOMORROW)
    decision = given(decision)

    with pytest.raises(TooEarly, match="l'adoption"):
        object_late(decision, pole, on=TODAY)

    assert recorded(decision) == []


def test_an_objection_to_what_was_never_adopted_is_not_withdrawn_late() -> None:
    pole = a_deciding_pole()
    decision = a_decision(pole)
    say(decision, pole, COMPANY, Stance.OBJECT, "Non.")
    decision.close("Sans accord.", on=TODAY)
    decision = given(decision)

    with pytest.raises(DecisionIsClosed, match="depuis le 1er mars 2026"):
        withdraw(decision, pole)

    assert recorded(decision) == []


def test_a_late_agreement_confirms_what_was_recorded_once() -> None:
    pole = a_deciding_pole()
    decision = given(adopted(pole))

    say(decision, pole, COMPANY, voice=LATE, on=TOMORROW)
    assert not decision.is_contested
    with pytest.raises((DecisionIsClosed, SamePosition)):
        say(decision, pole, COMPANY, voice=LATE, on=TOMORROW)

    assert len(recorded(decision)) == 1


def test_no_new_act_rests_on_a_contested_decision_until_its_author_ends_the_contest() -> None:
    pole = a_deciding_pole()
    decision = given(adopted(pole))
    decision.check_uncontested()
    object_late(decision, pole)

    with pytest.raises(Contested, match="conteste"):
        decision.check_uncontested()
    withdraw(decision, pole, on=AFTER)

    decision.check_uncontested()
    assert [type(event) for event in recorded(decision)] == [PositionTaken, ObjectionWithdrawn]


def test_who_contests_speaks_at_any_time_and_nobody_does_for_it() -> None:
    pole = a_deciding_pole()
    decision = adopted(pole)
    object_late(decision, pole)
    decision = given(decision)

    with pytest.raises(DecisionIsClosed):
        withdraw(decision, pole, voice=LATE_FOR_IT)
    with pytest.raises(DecisionIsClosed):
        object_late(decision, pole, TRAINING)
    assert recorded(decision) == []
    say(decision, pole, COMPANY, Stance.RESERVE, "Nous acceptons.", voice=LATE, on=AFTER)

    assert not decision.is_contested


def test_a_decision_that_was_replaced_is_neither_cited_nor_contested_nor_replaced_again() -> None:
    pole = a_deciding_pole()
    decision = adopted(pole)
    object_late(decision, pole)
    decision.check_replaceable(pole)
    decision.be_replaced(some_id("next"), on=TOMORROW)

    assert not decision.is_contested
    with pytest.raises(Contested, match="remplacé"):
        decision.check_uncontested()
    with pytest.raises(NotReplaceable):
        decision.check_replaceable(pole)


def test_only_an_adopted_decision_of_the_pole_is_replaced() -> None:
    pole, another = a_deciding_pole(), Pole(some_id("another"))

    for decision, by in ((adopted(pole), another), (a_decision(pole), pole), (closed(pole), pole)):
        with pytest.raises(NotReplaceable):
            decision.check_replaceable(by)


def test_a_standing_objection_before_the_adoption_is_no_contest() -> None:
    pole = a_deciding_pole()
    decision = a_decision(pole)

    say(decision, pole, COMPANY, Stance.OBJECT, "Non.")

    assert not decision.is_contested


def test_who_was_silent_past_the_deadline_has_no_late_word() -> None:
    pole, silent = a_deciding_pole(), EVENING.operator
    pole.designate(EVENING, some_id("evening"), on=TODAY)
    decision = a_decision(pole, deadline=DEADLINE)
    for member in MEMBERS:
        say(decision, pole, member)
    assert decision.has_late_word(pole, silent)

    members = candidates(pole, AFTER_DEADLINE)
    decision.adopt(pole, members, str, late_until=AFTER, imported=True, on=AFTER_DEADLINE)

    assert decision.silent == (silent,)
    assert not decision.has_late_word(pole, silent)


@pytest.mark.parametrize(("days", "late"), [(0, True), (29, True), (30, True), (31, False)])
def test_a_seat_that_was_lost_within_thirty_days_of_the_opening_has_a_late_word(days: int, late: bool) -> None:
    pole = a_deciding_pole(starts=TODAY - timedelta(100))
    pole.end_membership(SCHOOL, "Départ.", members=three_colleges(), on=TODAY - timedelta(days))

    decision = a_decision(pole)

    assert decision.has_late_word(pole, SCHOOL) is late
    assert decision.late_speakers(pole, SCHOOL, TODAY) == ({speaker_of(SCHOOL)} if late else set())


@pytest.mark.parametrize(("gone", "late"), [(YESTERDAY, True), (TODAY, True), (TOMORROW, False)])
def test_a_seat_that_ended_after_the_adoption_has_no_late_word(gone: date, late: bool) -> None:
    pole = a_deciding_pole()
    decision = adopted(pole)
    pole.designate(EVENING, some_id("evening"), on=REGISTER_OPENED)
    pole.end_membership(EVENING.operator, "Départ.", members=candidates(pole, gone), on=gone)

    assert decision.has_late_word(pole, EVENING.operator) is late


def test_who_represented_the_member_at_the_opening_or_does_today_speaks_late() -> None:
    pole = a_deciding_pole()
    decision = adopted(pole)
    pole.replace_representative(COMPANY, some_id("new"), on=TOMORROW)
    pole.replace_representative(TRAINING, None, on=TOMORROW)

    speakers = [decision.late_speakers(pole, COMPANY, day) for day in (TODAY, TOMORROW)]

    assert speakers == [{speaker_of(COMPANY)}, {speaker_of(COMPANY), some_id("new")}]
    assert decision.late_speakers(pole, TRAINING, TOMORROW) == {speaker_of(TRAINING)}
    assert decision.late_speakers(pole, some_id("stranger"), TODAY) == set()
