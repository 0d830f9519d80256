"""A decision is proposed to the members of its day, who say what they think of a wording (PS-CONSENSUS)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionAmended, DecisionClosed, DecisionKind, DecisionProposed
from efe_domain.decision.refusals import AlreadyProposed, DecisionIsClosed, SameWording
from efe_domain.decision.wording import Wording
from efe_domain.pole.members import RosterSeat
from efe_domain.pole.refusals import NotConstituted, PoleIsDissolved, TermOver
from efe_domain.shared.colleges import College
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Invalid
from tests.domain.decisions import (
    COMPANY,
    DEADLINE,
    OTHER,
    SCHOOL,
    TRAINING,
    WORDING,
    a_deciding_pole,
    a_decision,
    all_agree,
    an_objected_decision,
    say,
)
from tests.domain.given import (
    TODAY,
    TOMORROW,
    YESTERDAY,
    a_pole,
    given,
    recorded,
    some_id,
    speaker_of,
    three_colleges,
)

PROJECT, HASH = some_id("project"), "0" * 64


def new_decision() -> Decision:
    return Decision(some_id("decision"))


def test_a_decision_is_proposed_to_the_members_of_that_day() -> None:
    pole = a_deciding_pole()
    pole.replace_representative(COMPANY, some_id("Marie"), on=TODAY)
    decision = new_decision()

    decision.propose(pole, DecisionKind.DECISION, None, WORDING, on=TODAY)

    [proposed] = recorded(decision)
    assert isinstance(proposed, DecisionProposed)
    assert proposed.roster == (
        RosterSeat(COMPANY, College.A, some_id("Marie")),
        RosterSeat(TRAINING, College.B, speaker_of(TRAINING)),
        RosterSeat(SCHOOL, College.C, speaker_of(SCHOOL)),
    )
    assert (proposed.pole, proposed.title, proposed.text) == (pole.id, WORDING.title, WORDING.text)
    assert decision.bassins == ("liege",)


def test_a_representative_of_a_later_day_is_not_on_the_roster() -> None:
    pole = a_deciding_pole()
    pole.replace_representative(COMPANY, some_id("Marie"), on=TOMORROW)

    decision = a_decision(pole)

    assert decision.roster[0] == RosterSeat(COMPANY, College.A, None)


def test_a_decision_is_proposed_once() -> None:
    pole = a_deciding_pole()
    decision = given(a_decision(pole))

    with pytest.raises(AlreadyProposed):
        decision.propose(pole, DecisionKind.DECISION, None, OTHER, on=TODAY)

    assert recorded(decision) == []


@pytest.mark.parametrize(("on", "refusal"), [(YESTERDAY, TermOver), (TODAY + timedelta(31), TermOver)])
def test_nothing_is_proposed_outside_the_terms_of_the_pole(on: date, refusal: type[Exception]) -> None:
    pole = a_deciding_pole(ends=TODAY + timedelta(30))
    decision = new_decision()

    with pytest.raises(refusal):
        decision.propose(pole, DecisionKind.DECISION, None, WORDING, on=on)

    assert recorded(decision) == []


def test_a_pole_that_is_not_constituted_or_was_dissolved_proposes_nothing() -> None:
    dissolved = a_deciding_pole()
    dissolved.dissolve("Fin.", on=TODAY)

    for pole, refusal in ((a_pole(members=three_colleges()), NotConstituted), (dissolved, PoleIsDissolved)):
        decision = new_decision()
        with pytest.raises(refusal):
            decision.propose(pole, DecisionKind.DECISION, None, WORDING, on=TODAY)
        assert recorded(decision) == []


def test_positions_are_taken_on_the_last_day_of_the_term_and_not_after() -> None:
    last = TODAY + timedelta(30)
    pole = a_deciding_pole(ends=last)
    decision = given(a_decision(pole))

    say(decision, pole, COMPANY, on=last)
    with pytest.raises(TermOver):
        say(decision, pole, SCHOOL, on=last + timedelta(1))

    assert len(recorded(decision)) == 1


@pytest.mark.parametrize(
    ("kind", "subject", "subject_hash", "field"),
    [
        (DecisionKind.PROJECT, None, "", "subjectId"),
        (DecisionKind.OPINION, PROJECT, "", "subjectHash"),
        (DecisionKind.PROJECT, PROJECT, "zz", "subjectHash"),
        (DecisionKind.DECISION, PROJECT, HASH, "subjectId"),
        (DecisionKind.ORIENTATION, None, HASH, "subjectHash"),
    ],
)
def test_a_decision_to_carry_or_to_give_is_about_a_content(
    kind: DecisionKind, subject: None, subject_hash: str, field: str
) -> None:
    decision = new_decision()
    wording = Wording(title="Porter", text="Le pôle porte le projet.", subject_hash=subject_hash)

    with pytest.raises(Invalid) as refused:
        decision.propose(a_deciding_pole(), kind, subject, wording, on=TODAY)

    assert refused.value.field == field
    assert recorded(decision) == []


@pytest.mark.parametrize(
    ("wording", "field"),
    [
        (Wording(title=" ", text="Texte."), "title"),
        (Wording(title="Titre", text=""), "text"),
        (Wording(title="Titre", text="x" * 1_000_000), "text"),
        (Wording(title="Titre", text="Texte.", deadline=YESTERDAY), "deadline"),
    ],
)
def test_a_wording_is_a_title_and_a_text_with_a_deadline_to_come(wording: Wording, field: str) -> None:
    decision = new_decision()

    with pytest.raises(Invalid) as refused:
        decision.propose(a_deciding_pole(), DecisionKind.DECISION, None, wording, on=TODAY)

    assert refused.value.field == field
    assert recorded(decision) == []


def test_an_amendment_is_a_new_version_on_which_positions_start_again() -> None:
    pole = a_deciding_pole()
    decision = given(all_agree(a_decision(pole), pole))
    before = decision.content_hash

    decision.amend(pole, Wording(title=OTHER.title, text=OTHER.text, deadline=DEADLINE), on=TODAY)

    [amended] = recorded(decision)
    assert isinstance(amended, DecisionAmended)
    assert (amended.number, amended.deadline) == (2, DEADLINE)
    assert amended.content_hash == decision.content_hash != before
    assert decision.positions == {}


def test_an_amendment_changes_something() -> None:
    pole = a_deciding_pole()
    decision = given(a_decision(pole))

    with pytest.raises(SameWording):
        decision.amend(pole, WORDING, on=TODAY)

    assert recorded(decision) == []


def test_an_amendment_comes_after_what_was_said_and_within_the_term() -> None:
    pole = a_deciding_pole(ends=TODAY + timedelta(30))
    decision = a_decision(pole)
    say(decision, pole, COMPANY, on=TOMORROW)
    decision = given(decision)

    with pytest.raises(TooEarly):
        decision.amend(pole, OTHER, on=TODAY)
    with pytest.raises(TermOver):
        decision.amend(pole, OTHER, on=TODAY + timedelta(31))

    assert recorded(decision) == []


def test_what_found_no_consensus_is_closed_also_after_the_term() -> None:
    last = TODAY + timedelta(30)
    decision = given(an_objected_decision(a_deciding_pole(ends=last)))

    decision.close("Pas de consensus.", on=last + timedelta(60))

    assert recorded(decision) == [DecisionClosed(reason="Pas de consensus.", effective_on=last + timedelta(60))]


def test_what_is_closed_is_no_longer_discussed() -> None:
    pole = a_deciding_pole()
    decision = an_objected_decision(pole)
    decision.close("Pas de consensus.", on=TODAY)
    decision = given(decision)

    commands: list[Callable[[], None]] = [
        lambda: say(decision, pole, COMPANY),
        lambda: decision.amend(pole, OTHER, on=TODAY),
        lambda: decision.answer_objection(1, "Réponse.", on=TODAY),
        lambda: decision.withdraw_objection(pole, 1, "Retrait.", on=TODAY),
        lambda: decision.maintain_objection(pole, 1, "Maintien.", on=TODAY),
        lambda: decision.adopt(pole, (), str, on=TODAY),
        lambda: decision.close("Encore.", on=TODAY),
    ]
    for command in commands:
        with pytest.raises(DecisionIsClosed):
            command()

    assert recorded(decision) == []
