"""Withdrawals of irregular acts: the second person, the sixty days, the questions, and races."""

from datetime import timedelta
from functools import partial
from typing import cast
from uuid import UUID

import pytest

from efe_domain.catalogue import CORRECTIONS
from efe_domain.commands.handler import CommandResult
from efe_domain.decision.decision import Decision
from efe_domain.platform import Platform
from efe_domain.pole.events import PoleConstituted
from efe_domain.pole.pole import Pole
from efe_domain.pole.refusals import NotConstituted, NotEvaluated
from efe_domain.shared.correction import MinutesNotAdopted, NothingToConfirm, SameCoordinator
from efe_domain.shared.days import InTheFuture, TooEarly
from efe_domain.shared.effective_facts import effective_facts
from efe_domain.shared.errors import Forbidden, Invalid, NotFound
from efe_domain.shared.event import Event
from efe_domain.shared.record_events import Patch
from efe_domain.shared.replay_decisions import Withdrawable
from efe_domain.shared.withdrawal import WithdrawalPending, WithdrawnTooLate
from tests.domain.given import TODAY, TOMORROW, YESTERDAY
from tests.domain.projects import AGREED
from tests.infra.commands.conftest import Opening
from tests.infra.commands.correction_stage import CONSTITUTED, MINUTES, PROPOSAL, ROUNDS, SECOND_COORDINATOR
from tests.infra.commands.project_stage import carry, emerged, stream_of
from tests.infra.commands.races import at_once
from tests.infra.commands.stage import (
    COORDINATOR,
    COORDINATOR_OF_NAMUR,
    Stage,
    a_pole_of_liege,
    by,
    events_of,
    last_position,
)
from tests.infra.commands.withdrawal_stage import PROPOSED, WHY

DECISION = CORRECTIONS["decision"].events
POLE_WITHDRAWALS = cast("Withdrawable", CORRECTIONS["pole"].withdrawable).events
PROJECT_WITHDRAWALS = cast("Withdrawable", CORRECTIONS["project"].withdrawable).events

LAST_DAY = YESTERDAY + timedelta(60)


def facts(platform: Platform, stream: UUID) -> list[type[Event]]:
    return [*map(type, effective_facts(platform.events.get(stream)))]  # type: ignore[arg-type]


def is_constituted(platform: Platform, pole: UUID) -> bool:
    return PoleConstituted in facts(platform, pole)


def test_one_proposes_and_another_one_confirms(stage: Stage) -> None:
    pole = stage.withdrawals.pole
    assert is_constituted(stage.platform, pole)

    with by(COORDINATOR):
        confirmed = stage.withdrawals.confirm()

    withdrawn = events_of(stage.platform)[confirmed.position - 1]
    assert isinstance(withdrawn, POLE_WITHDRAWALS.withdrawn)
    assert (withdrawn.act, withdrawn.proposal, withdrawn.reason) == (CONSTITUTED, PROPOSED, WHY)
    assert withdrawn.effective_on == TODAY
    assert not is_constituted(stage.platform, pole)


def test_nobody_confirms_alone_what_they_proposed(stage: Stage) -> None:
    before = last_position(stage.platform)

    with by(SECOND_COORDINATOR):
        with pytest.raises(SameCoordinator):
            stage.withdrawals.confirm()
        with pytest.raises(WithdrawalPending):
            stage.withdrawals.withdraw(stage.withdrawals.pole)

    assert last_position(stage.platform) == before


def test_another_instance_neither_withdraws_nor_confirms_nor_drops(stage: Stage) -> None:
    before = last_position(stage.platform)

    with by(COORDINATOR_OF_NAMUR):
        for command in (
            partial(stage.withdrawals.withdraw, stage.companion),
            stage.withdrawals.confirm,
            stage.withdrawals.drop,
        ):
            with pytest.raises(Forbidden):
                command()

    assert last_position(stage.platform) == before


def test_it_is_confirmed_within_sixty_days_of_the_act(stage: Stage) -> None:
    with by(COORDINATOR, LAST_DAY + timedelta(1)), pytest.raises(WithdrawnTooLate):
        stage.withdrawals.confirm()
    with by(COORDINATOR, LAST_DAY):
        stage.withdrawals.confirm()


def test_nothing_is_proposed_after_sixty_days(stage: Stage) -> None:
    with by(COORDINATOR, LAST_DAY + timedelta(1)), pytest.raises(WithdrawnTooLate):
        stage.withdrawals.withdraw(stage.companion)
    with by(COORDINATOR, LAST_DAY):
        stage.withdrawals.withdraw(stage.companion)


def test_no_day_makes_it_one_within_sixty_days(stage: Stage) -> None:
    withdraw = partial(stage.platform.withdraw_act, "pole", stage.companion, CONSTITUTED, WHY)
    confirm = partial(stage.platform.confirm_withdrawal, "pole", stage.withdrawals.pole, PROPOSED)

    with by(COORDINATOR, LAST_DAY + timedelta(1)):
        for command in (withdraw, confirm):
            with pytest.raises(Invalid):
                command(on=LAST_DAY)
    with by(COORDINATOR):
        with pytest.raises(InTheFuture):
            confirm(on=TOMORROW)
        confirm(on=TODAY)


def test_a_reason_is_needed(stage: Stage) -> None:
    with by(COORDINATOR), pytest.raises(Invalid):
        stage.platform.withdraw_act("pole", stage.companion, CONSTITUTED, "  ")


def test_adopted_minutes_take_the_place_of_a_second_one(stage: Stage) -> None:
    withdraw = partial(stage.platform.withdraw_act, "pole", stage.companion, CONSTITUTED, WHY, minutes=stage.held)
    with by(COORDINATOR):
        with pytest.raises(MinutesNotAdopted):
            withdraw()
        stage.platform.adopt_minutes(stage.held, MINUTES, on=YESTERDAY)

        withdraw()

    assert not is_constituted(stage.platform, stage.companion)


def test_minutes_of_before_the_act_do_not_withdraw_it(stage: Stage) -> None:
    with by(COORDINATOR):
        stage.platform.adopt_minutes(stage.held, MINUTES, on=YESTERDAY)
        stage.platform.constitute_pole(stage.formed, on=TODAY)
        with pytest.raises(TooEarly):
            stage.platform.withdraw_act("pole", stage.formed, CONSTITUTED, WHY, minutes=stage.held)


def test_minutes_close_what_was_proposed(stage: Stage) -> None:
    with by(COORDINATOR):
        stage.platform.adopt_minutes(stage.held, MINUTES, on=YESTERDAY)
        stage.platform.withdraw_act("pole", stage.withdrawals.pole, CONSTITUTED, WHY, minutes=stage.held)

        with pytest.raises(NothingToConfirm):
            stage.withdrawals.confirm()

    assert Pole.replay(stage.withdrawals.pole, stage.platform.events.get(stage.withdrawals.pole)).proposals == {}  # type: ignore[arg-type]


def test_what_is_given_up_is_not_confirmed(stage: Stage) -> None:
    with by(COORDINATOR):
        dropped = stage.withdrawals.drop()
        with pytest.raises(NothingToConfirm):
            stage.withdrawals.confirm()
        with pytest.raises(NothingToConfirm):
            stage.withdrawals.drop()
        stage.withdrawals.withdraw(stage.withdrawals.pole)

    assert isinstance(events_of(stage.platform)[dropped.position - 1], POLE_WITHDRAWALS.dropped)
    assert isinstance(events_of(stage.platform)[-1], POLE_WITHDRAWALS.proposed)


def test_a_withdrawal_is_no_rectification_and_the_reverse(stage: Stage) -> None:
    """Each is confirmed and given up by its own command."""
    with by(COORDINATOR):
        for command in (
            partial(stage.platform.confirm_rectification, "pole", stage.withdrawals.pole, PROPOSED),
            partial(stage.platform.drop_rectification, "pole", stage.withdrawals.pole, PROPOSED, "Non."),
            partial(stage.platform.confirm_withdrawal, "pole", stage.corrections.pole, PROPOSAL),
            partial(stage.platform.drop_withdrawal, "pole", stage.corrections.pole, PROPOSAL, "Non."),
        ):
            with pytest.raises(NothingToConfirm):
                command()


def test_a_withdrawn_constitution_may_be_constituted_anew(stage: Stage) -> None:
    with by(COORDINATOR):
        stage.withdrawals.confirm()
        with pytest.raises(NotConstituted):
            stage.platform.renew_pole(stage.withdrawals.pole)
        again = stage.platform.constitute_pole(stage.withdrawals.pole)

    assert again.position == last_position(stage.platform)
    assert is_constituted(stage.platform, stage.withdrawals.pole)


def test_what_rests_on_it_elsewhere_is_put_in_question(stage: Stage) -> None:
    """A decision proposed in the term that is withdrawn."""
    decision = stage.corrections.decision
    with by(COORDINATOR):
        stage.platform.withdraw_act("pole", stage.corrections.pole, CONSTITUTED, WHY)
        version = events_of(stage.platform)[-1].originator_version
    with by(SECOND_COORDINATOR):
        confirmed = stage.platform.confirm_withdrawal("pole", stage.corrections.pole, version)

    questioned = [each for each in events_of(stage.platform) if isinstance(each, DECISION.questioned)][-1]
    assert (questioned.originator_id, questioned.cause, questioned.cause_version) == (
        decision,
        stage.corrections.pole,
        version + 1,
    )
    assert "NOT_CONSTITUTED" in questioned.findings
    found = Decision.replay(decision, stage.platform.events.get(decision))  # type: ignore[arg-type]
    assert len(found.questions) == 2
    assert confirmed.position == last_position(stage.platform)


def test_a_withdrawn_verdict_is_given_anew(stage: Stage) -> None:
    platform = stage.platform
    with by(COORDINATOR):
        project = carry(platform, emerged(platform, stage.constituted), stage.constituted)
        platform.submit_project(project, on=YESTERDAY)
        judged = stream_of(platform, project).content_hash
        platform.give_verdict("liege", project, AGREED, judged, on=YESTERDAY)
        version = events_of(platform)[-1].originator_version
        platform.withdraw_act("project", project, version, WHY)
    with by(SECOND_COORDINATOR):
        platform.confirm_withdrawal("project", project, version + 1)
        assert isinstance(events_of(platform)[-1], PROJECT_WITHDRAWALS.withdrawn)
        platform.give_verdict("liege", project, AGREED, judged)


def test_of_what_has_no_such_act_nothing_is_withdrawn(stage: Stage) -> None:
    with by(COORDINATOR):
        for kind, entity in (("decision", stage.corrections.decision), ("meeting", stage.held)):
            with pytest.raises(Exception, match="n'est pas un acte qui se retire"):
                stage.platform.withdraw_act(kind, entity, 1, WHY)


def test_at_once_it_is_confirmed_once(stage: Stage, opening: Opening) -> None:
    other = opening(Platform)
    for number in range(ROUNDS):
        with by(COORDINATOR):
            pole = a_pole_of_liege(stage.platform, f"Course {number}")
            stage.platform.constitute_pole(pole, on=YESTERDAY)
        with by(SECOND_COORDINATOR):
            stage.platform.withdraw_act("pole", pole, CONSTITUTED, WHY)

        results = at_once(
            (COORDINATOR, partial(stage.platform.confirm_withdrawal, "pole", pole, PROPOSED)),
            (COORDINATOR, partial(other.confirm_withdrawal, "pole", pole, PROPOSED)),
        )

        assert sorted(type(each).__name__ for each in results) == ["CommandResult", "NothingToConfirm"]
        withdrawn = [each for each in events_of(stage.platform) if each.originator_id == pole]
        assert sum(isinstance(each, POLE_WITHDRAWALS.withdrawn) for each in withdrawn) == 1


def test_a_renewal_is_before_the_withdrawal_and_refuses_it_or_it_is_refused(stage: Stage, opening: Opening) -> None:
    """In either order, no term follows a withdrawn one."""
    other = opening(Platform)
    for number in range(ROUNDS):
        with by(COORDINATOR):
            pole = a_pole_of_liege(stage.platform, f"Course {number}")
            stage.platform.constitute_pole(pole, on=YESTERDAY)
            stage.platform.evaluate_pole(pole, (), "Le pôle fonctionne.", on=YESTERDAY)
        with by(SECOND_COORDINATOR):
            stage.platform.withdraw_act("pole", pole, CONSTITUTED, WHY)

        renewed, confirmed = at_once(
            (COORDINATOR, partial(other.renew_pole, pole)),
            (COORDINATOR, partial(stage.platform.confirm_withdrawal, "pole", pole, PROPOSED + 1)),
        )

        assert isinstance(renewed, CommandResult) is not isinstance(confirmed, CommandResult)
        if isinstance(renewed, CommandResult):
            assert isinstance(confirmed, NotConstituted)
        else:
            assert isinstance(renewed, NotConstituted | NotEvaluated)
        assert is_constituted(stage.platform, pole) is isinstance(renewed, CommandResult)


def test_at_once_withdrawn_and_annulled_an_act_is_undone_once(stage: Stage, opening: Opening) -> None:
    other = opening(Platform)
    for number in range(ROUNDS):
        with by(COORDINATOR):
            pole = a_pole_of_liege(stage.platform, f"Course {number}")
        with by(SECOND_COORDINATOR):
            stage.platform.withdraw_act("pole", pole, 4, WHY)

        withdrawn, annulled = at_once(
            (COORDINATOR, partial(stage.platform.confirm_withdrawal, "pole", pole, 5)),
            (COORDINATOR, partial(other.rectify, "pole", pole, (Patch(4),), "Elle n'eut pas lieu.")),
        )

        assert isinstance(withdrawn, CommandResult) is not isinstance(annulled, CommandResult)
        assert NotFound in {type(withdrawn), type(annulled)}
