"""Recording of a command: rules over all its aggregates, then policies, then the append; and the end of a batch."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from efe_domain.commands.batch import CommandBatch
from efe_domain.commands.batch_execution import BatchExecution
from efe_domain.commands.handler import UseCases
from efe_domain.guards.guards import Guarded, Guards, Possible
from efe_domain.law.rules import Rule
from efe_domain.platform import Platform
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.errors import DomainError, Refusal
from tests.domain.given import HEATING, WOOD, YESTERDAY
from tests.infra.commands.conftest import Opening
from tests.infra.commands.stage import ADMINISTRATOR, COORDINATOR, an_open_house, by, last_position


class EffectRefused(DomainError, rule=Rule.REGISTRE):
    """Refusal of a rule of this test."""


REFUSAL = EffectRefused("Cet effet est refusé.")


def refuse(uow: UseCases, aggregates: Sequence[Aggregate[Any]]) -> None:
    assert all(each.pending_events for each in aggregates)
    raise REFUSAL


def must_not_run(uow: UseCases, aggregates: Sequence[Aggregate[Any]]) -> list[Aggregate[Any]]:
    raise AssertionError("a policy ran after a refusal")


def refuse_end(uow: BatchExecution, batch: CommandBatch) -> None:
    assert batch.appends
    raise REFUSAL


class Refusing(Platform):
    """Platform with a rule that refuses every effect."""

    rules = (refuse,)  # type: ignore[assignment]
    policies = (must_not_run,)


class RefusingBatches(Platform):
    """Platform that refuses what the commands of a batch do together."""

    batch_policies = (refuse_end,)  # type: ignore[assignment]


@pytest.mark.parametrize("on", [None, YESTERDAY], ids=["today", "an earlier day"])
def test_a_rule_refuses_before_a_policy_runs_and_nothing_is_recorded(opening: Opening, on: date | None) -> None:
    an_open_house(opening(Platform))
    platform = opening(Refusing)
    before = last_position(platform)

    with by(COORDINATOR, by_clock=True), pytest.raises(EffectRefused, match="Cet effet"):
        platform.identify_axis("liege", WOOD, on=on)

    assert last_position(platform) == before


def test_a_guard_runs_the_rules_and_no_policy(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    an_open_house(platform := opening(Platform))
    monkeypatch.setattr(Platform, "rules", (refuse,))
    monkeypatch.setattr(Platform, "policies", (must_not_run,))

    with by(ADMINISTRATOR, by_clock=True), Guards(platform).examination() as examination:
        guarded = examination.guard("establish_instance", {"bassin": "verviers"})

    assert guarded == Guarded(Possible.NO, REFUSAL)


def test_a_refusal_at_the_end_of_a_batch_is_that_of_its_last_command(opening: Opening) -> None:
    an_open_house(opening(Platform))
    platform = opening(RefusingBatches)
    before = last_position(platform)

    with by(COORDINATOR, by_clock=True):
        first, last = platform.perform_together(
            [lambda: platform.identify_axis("liege", WOOD), lambda: platform.identify_axis("liege", HEATING)]
        )
        rehearsed = platform.rehearse([lambda: platform.identify_axis("liege", WOOD)])

    assert not isinstance(first, Refusal)
    assert last is REFUSAL
    assert rehearsed == [REFUSAL]
    assert last_position(platform) == before
