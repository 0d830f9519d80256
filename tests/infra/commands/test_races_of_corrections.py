"""Corrections beside other commands at the same moment: none stands unseen, whoever comes first."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID

import pytest

from efe_domain.catalogue import CORRECTIONS
from efe_domain.commands.handler import CommandResult
from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionKind, Stance
from efe_domain.platform import Platform
from efe_domain.pole.pole import Pole
from efe_domain.pole.refusals import NotEvaluated
from efe_domain.shared.errors import Refusal
from efe_domain.shared.record_events import Patch
from tests.domain.given import NOTE, TODAY, YESTERDAY, some_id
from tests.infra.commands.conftest import Opening
from tests.infra.commands.decision_stage import WORDING
from tests.infra.commands.overtaking import on_each_scan
from tests.infra.commands.races import at_once
from tests.infra.commands.stage import (
    COMPANY,
    COORDINATOR,
    SCHOOL,
    SPARE,
    TRAINING,
    Stage,
    a_pole_of_liege,
    by,
    events_of,
    last_position,
)

DECISION = CORRECTIONS["decision"].events

ROUNDS = 8
OTHER_VOICE = Patch(2, {"representative": str(some_id("another voice"))})


@pytest.fixture
def pole(stage: Stage) -> UUID:
    return stage.constituted


def questioned(platform: Platform, after: int) -> set[UUID]:
    return {each.originator_id for each in events_of(platform)[after:] if isinstance(each, DECISION.questioned)}


@pytest.mark.parametrize("is_batch", [False, True], ids=["alone", "in one batch"])
def test_a_decision_that_is_proposed_after_the_search_is_questioned(
    stage: Stage, opening: Opening, pole: UUID, is_batch: bool
) -> None:
    """The correction then changes its roster."""
    platform, other, before = opening(Platform), stage.platform, last_position(stage.platform)
    decisions = iter([some_id("one"), some_id("two")])

    def propose(decision: UUID) -> None:
        with by(COORDINATOR):
            other.propose_decision(decision, pole, DecisionKind.DECISION, WORDING, on=TODAY)

    def meanwhile() -> None:
        if decision := next(decisions, None):
            with ThreadPoolExecutor() as pool:
                pool.submit(propose, decision).result()

    on_each_scan(platform, meanwhile)
    correct = partial(platform.rectify, "pole", pole, (OTHER_VOICE,), "Oubli.")
    with by(COORDINATOR, command_id=some_id("of it")):
        done = platform.perform_together([correct])[0] if is_batch else correct()

    assert isinstance(done, CommandResult)
    assert {some_id("one"), some_id("two")} <= questioned(other, before)
    with by(COORDINATOR, command_id=some_id("of it")):
        assert correct().repeated


def test_what_was_corrected_and_corrected_again_is_still_answered_as_done(stage: Stage, pole: UUID) -> None:
    platform = stage.platform
    was = str(Pole.replay(pole, list(platform.events.get(pole))).members.representative_on(COMPANY, TODAY))  # type: ignore[arg-type]
    correct = partial(platform.rectify, "pole", pole, (OTHER_VOICE,), "Oubli.")
    with by(COORDINATOR, command_id=some_id("first")):
        first = correct()
    with by(COORDINATOR):
        platform.rectify("pole", pole, (Patch(2, {"representative": was}),), "Non.")

    with by(COORDINATOR, command_id=some_id("first")):
        again = correct()

    assert (again.position, again.repeated) == (first.position, True)


def test_a_decision_and_a_correction_of_its_roster_at_once(stage: Stage, opening: Opening, pole: UUID) -> None:
    other = opening(Platform)
    for number in range(ROUNDS):
        decision, voice = some_id(f"at once {number}"), {"representative": str(some_id(f"voice {number}"))}
        before = last_position(stage.platform)
        proposed, corrected = at_once(
            (
                COORDINATOR,
                partial(other.propose_decision, decision, pole, DecisionKind.DECISION, WORDING, on=TODAY),
            ),
            (COORDINATOR, partial(stage.platform.rectify, "pole", pole, (Patch(2, voice),), "Oubli.")),
        )

        assert isinstance(proposed, CommandResult)
        assert isinstance(corrected, CommandResult)
        assert (decision in questioned(stage.platform, before)) == (proposed.position < corrected.position)


def test_a_roster_is_corrected_while_the_decision_is_adopted(stage: Stage, opening: Opening) -> None:
    """A member was never one: whoever comes first, the adoption that counted it does not stand unseen."""
    other = opening(Platform)
    for number in range(ROUNDS):
        with by(COORDINATOR):
            pole = a_pole_of_liege(stage.platform, f"À quatre {number}")
            stage.platform.designate_member(pole, SPARE, representative=some_id("spare"), on=YESTERDAY)
            stage.platform.constitute_pole(pole, on=YESTERDAY)
            decision = some_id(f"with four {number}")
            stage.platform.propose_decision(decision, pole, DecisionKind.DECISION, WORDING, on=YESTERDAY)
            for member in (COMPANY, TRAINING, SCHOOL, SPARE):
                stage.platform.take_position(
                    decision, member, Stance.AGREE, content_hash=stage.decisions.hash, document=NOTE, on=YESTERDAY
                )

        adopted, corrected = at_once(
            (COORDINATOR, partial(other.adopt_decision, decision, on=TODAY)),
            (COORDINATOR, partial(stage.platform.rectify, "pole", pole, (Patch(5),), "Jamais membre.")),
        )

        assert isinstance(adopted, CommandResult)
        assert isinstance(corrected, CommandResult)
        found = Decision.replay(decision, list(stage.platform.events.get(decision)))  # type: ignore[arg-type]
        [question] = found.questions.values()
        assert {"roster", "NOT_A_MEMBER"} <= {*question.findings}
        if adopted.position < corrected.position:
            assert "uncounted" not in question.findings or found.adopted_on


def test_an_evaluation_is_annulled_while_the_pole_is_renewed(stage: Stage, opening: Opening) -> None:
    other = opening(Platform)
    for number in range(ROUNDS):
        with by(COORDINATOR):
            pole = a_pole_of_liege(stage.platform, f"Renouvelé {number}")
            stage.platform.constitute_pole(pole, on=YESTERDAY)
            stage.platform.evaluate_pole(pole, (), "Utile.", on=YESTERDAY)

        renewed, annulled = at_once(
            (COORDINATOR, partial(other.renew_pole, pole, on=TODAY)),
            (COORDINATOR, partial(stage.platform.rectify, "pole", pole, (Patch(6),), "Une autre séance.")),
        )

        refused = [each for each in (renewed, annulled) if isinstance(each, Refusal)]
        assert [type(each) for each in refused] == [NotEvaluated]
        if refused == [annulled]:
            assert refused[0].breaks == 7  # type: ignore[attr-defined]
