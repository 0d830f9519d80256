"""The row of a decision says what the decision itself says, act after act."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from efe_domain.decision.decision import Decision
from efe_domain.decision.events import Stance
from efe_domain.decision.positions import Voice
from efe_domain.pole.pole import Pole
from efe_projections.decision.rows import DecisionRow, DecisionState, evolve
from efe_projections.engine.projection import RecordedEvent
from tests.domain.decisions import (
    COMPANY,
    DEADLINE,
    MEMBERS,
    OTHER,
    SCHOOL,
    TRAINING,
    a_deciding_pole,
    a_decision,
    candidates,
    say,
)
from tests.domain.given import TODAY, TOMORROW, some_id

RECORDED = Voice(own=False, meeting=some_id("meeting"), attested=True)
LATE = Voice(own=True, late=True)
LATER = TOMORROW + timedelta(1)

type Act = Callable[[Decision, Pole], object]


def folded(decision: Decision) -> DecisionRow:
    row: DecisionRow | None = None
    at = datetime(2026, 3, 1, tzinfo=UTC)
    for position, event in enumerate(decision.pending_events, 1):
        row = evolve(row, RecordedEvent(event, position=position, recorded_at=at, topic=event.TOPIC, leaf=b""))
    assert row is not None
    return row


def speak(decision: Decision, pole: Pole) -> None:
    for member in MEMBERS:
        say(decision, pole, member, voice=RECORDED)


def adopt(decision: Decision, pole: Pole) -> None:
    speak(decision, pole)
    decision.adopt(pole, candidates(pole, TODAY), str, late_until=TOMORROW, on=TODAY)


def contest(*members: object) -> Act:
    def act(decision: Decision, pole: Pole) -> None:
        adopt(decision, pole)
        for member, on in zip(members, (TODAY, TOMORROW), strict=False):
            say(decision, pole, member, Stance.OBJECT, "Non.", voice=LATE, on=on)  # type: ignore[arg-type]

    return act


def then(act: Act, *others: Act) -> Act:
    def acts(decision: Decision, pole: Pole) -> None:
        for each in (act, *others):
            each(decision, pole)

    return acts


def withdraw(number: int) -> Act:
    return lambda decision, pole: decision.withdraw_objection(pole, number, "Bien.", voice=LATE, on=LATER)


def replace_it(decision: Decision, _: Pole) -> None:
    decision.be_replaced(some_id("next"), on=LATER)


ACTS: dict[str, tuple[Act, date | None]] = {
    "proposed": (lambda *_: None, None),
    "spoken": (speak, None),
    "objected": (lambda decision, pole: say(decision, pole, COMPANY, Stance.OBJECT, "Non."), None),
    "adopted": (adopt, None),
    "contested": (contest(COMPANY), TODAY),
    "contested twice": (contest(COMPANY, TRAINING), TODAY),
    "contested no more by one": (then(contest(COMPANY, TRAINING), withdraw(1)), TODAY),
    "contested no more": (then(contest(COMPANY, TRAINING), withdraw(1), withdraw(2)), None),
    "contested and replaced": (then(contest(COMPANY), replace_it), None),
    "purged": (then(adopt, lambda decision, _: decision.note_purge("a" * 64, LATER, on=TODAY)), None),
    "purged before": (then(adopt, lambda decision, _: decision.note_purge("a" * 64, TODAY, on=TODAY)), None),
    "closed": (lambda decision, _: decision.close("Sans accord.", on=TODAY), None),
}


@pytest.mark.parametrize("name", ACTS)
def test_a_row_says_what_the_decision_says(name: str) -> None:
    act, contested_on = ACTS[name]
    pole = a_deciding_pole()
    decision = a_decision(pole, deadline=DEADLINE)

    act(decision, pole)

    row = folded(decision)
    assert row.contested_on == contested_on
    assert decision.is_contested == (contested_on is not None)
    assert row.standing == tuple(each.number for each in decision.objections.standing)
    assert {each.operator: each.own for each in row.words} == {
        operator: position.own for operator, position in decision.positions.items()
    }
    assert (row.adopted_on, row.closed_on, row.late_until) == (
        decision.adopted_on,
        decision.closed_on,
        decision.late_until,
    )
    assert (row.replaced_by, row.silent, row.version) == (decision.replaced_by, decision.silent, decision.version)
    assert (row.deadline, row.content_hash, row.number) == (DEADLINE, decision.content_hash, decision.number)


def test_an_amended_decision_forgets_the_words_and_keeps_the_objections() -> None:
    pole = a_deciding_pole()
    decision = a_decision(pole)
    for member, stance in ((COMPANY, Stance.OBJECT), (SCHOOL, Stance.AGREE)):
        say(decision, pole, member, stance, "Non." if stance is Stance.OBJECT else "")
    decision.amend(pole, OTHER, on=TODAY)

    row = folded(decision)

    assert (row.words, row.standing, row.number, row.title) == ((), (1,), 2, OTHER.title)
    assert row.content_hash == decision.content_hash


def test_a_decision_is_communicated_and_then_received() -> None:
    pole = a_deciding_pole()
    decision = a_decision(pole)
    adopt(decision, pole)
    found = [(folded(decision).state, folded(decision).published)]

    for step in (decision.communicate, decision.receive):
        step(on=TOMORROW)
        found.append((folded(decision).state, folded(decision).published))

    assert found == [
        (DecisionState.ADOPTED, False),
        (DecisionState.COMMUNICATED, True),
        (DecisionState.RECEIVED, True),
    ]


def test_the_last_word_of_a_member_counts_and_the_last_deadline() -> None:
    pole = a_deciding_pole()
    decision = a_decision(pole, deadline=DEADLINE)
    say(decision, pole, COMPANY, voice=RECORDED)
    say(decision, pole, TRAINING, voice=RECORDED)
    say(decision, pole, COMPANY)
    decision.set_deadline(DEADLINE + timedelta(5), on=TODAY)

    row = folded(decision)

    assert [(each.operator, each.own) for each in row.words] == [(TRAINING, False), (COMPANY, True)]
    assert row.deadline == DEADLINE + timedelta(5)


def test_an_erratum_of_the_last_wording_is_kept() -> None:
    pole = a_deciding_pole()
    decision = a_decision(pole)
    adopt(decision, pole)
    for text in ("Lire : trois.", "Lire : quatre."):
        decision.note_erratum(text, on=TODAY)

    assert [each.text for each in folded(decision).errata] == ["Lire : trois.", "Lire : quatre."]
