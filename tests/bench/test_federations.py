"""The simulation of several federations, small: what it may say, and what it must never say."""

from collections import Counter
from random import Random

import pytest

from tests.bench.federations import capacity
from tests.bench.federations.exchange import Exchange, Setting, Tally, Turn, tally_of
from tests.bench.federations.forgeries import Forgeries, alone_and_together, found_of, instead, rewritten
from tests.bench.federations.holding import fault, held
from tests.bench.federations.ledger import CopyRefused

PROJECTS = range(24)
FORGED = range(3)


@pytest.fixture(scope="module")
def apart() -> Tally:
    """Each ledger decides what its own pôles and Instances do."""
    return tally_of(Setting(ledgers=3), PROJECTS)


@pytest.fixture(scope="module", params=[2, 3])
def exchange(request: pytest.FixtureRequest) -> Exchange:
    return Exchange(Setting(ledgers=request.param), seed=1).run()


def test_one_ledger_loses_nothing() -> None:
    tally = tally_of(Setting(ledgers=1), PROJECTS)

    assert tally.acts > 600
    assert (tally.conflicts, tally.stale, tally.disorder, tally.disagreeing, tally.broken) == (Counter(), 0, 0, 0, 0)


def test_several_ledgers_record_what_one_would_refuse(apart: Tally) -> None:
    kinds = {"CONTENT_CHANGED", "NOT_INVITED", "INVITATION_IS_CLOSED", "LEAD_NOT_OFFERED"}

    assert kinds <= set(apart.conflicts)


def test_several_ledgers_have_no_common_order_and_do_not_show_what_was_written(apart: Tally) -> None:
    assert apart.disorder > 0
    assert apart.stale > 0
    assert apart.disagreeing > 0


def test_one_turn_for_a_project_leaves_only_what_crosses_aggregates() -> None:
    tally = tally_of(Setting(ledgers=3, turn=Turn.PROJECT), PROJECTS)

    assert set(tally.conflicts) == {"POLE_IS_DISSOLVED"}
    assert (tally.disorder, tally.disagreeing, tally.broken) == (0, 0, 0)
    assert tally.stale > 0
    assert tally.asked_elsewhere > 0


def test_every_act_is_copied_once_however_often_it_comes(apart: Tally) -> None:
    assert apart.copies == 2 * apart.acts < apart.messages


def test_the_bundles_of_honest_ledgers_verify(exchange: Exchange) -> None:
    assert fault(held(exchange.ledgers)) is None


def test_whoever_holds_all_bundles_finds_every_forgery(exchange: Exchange) -> None:
    for seed in FORGED:
        found = found_of(exchange, seed)

        assert len(found) == 10 + len(exchange.ledgers) - 1
        assert None not in found.values(), found


def test_what_no_other_ledger_has_seen_yet_can_be_rewritten(exchange: Exchange) -> None:
    bundles = held(exchange.ledgers)

    assert fault(instead(bundles, Forgeries(exchange, Random(1)).unseen())) is None


def test_ledgers_that_lie_together_are_found_by_a_checkpoint_kept_elsewhere() -> None:
    together, kept = alone_and_together(Setting(ledgers=2), seed=1)

    assert together is None
    assert kept == "SPLIT_VIEW"


def test_a_second_history_is_refused_when_it_is_shown(exchange: Exchange) -> None:
    honest, liar = exchange.ledgers[:2]
    other = rewritten(liar, [liar.lines[0]._replace(topic="local.other.v1"), *liar.lines[1:]])
    act = next(line for line in other.lines if line.topic == "federation.act.v1")

    with pytest.raises(CopyRefused, match="SPLIT_VIEW"):
        honest.receive(other.copy_of(act), other)


def test_the_capacity_of_one_ledger_is_counted_in_simulated_lives() -> None:
    found = capacity.measure(poles=10, events=3_000)

    assert 30 < found.events_of_pole_year < 60
    assert found.instances_of_the_log == 16
    assert min(found.instances.values()) > 1_000 > found.instances_of_the_log
    speedups = [each.speedup for each in found.several.values()]
    assert speedups[0] == 1
    assert speedups == sorted(speedups)
    assert speedups[-1] < 10
