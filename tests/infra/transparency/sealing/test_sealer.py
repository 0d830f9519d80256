"""Sealed events equal the ledger, in whatever steps they were sealed."""

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from efe_infra.transparency.sealing.sealer import SealResult
from tests.conftest import Cloning
from tests.infra.ledger.given import racing
from tests.infra.transparency.sealing.given import Ledger


def test_an_empty_ledger_has_nothing_to_seal(ledger: Ledger) -> None:
    assert ledger.sealer().run() == SealResult(0, None)


def test_a_run_seals_all_there_is_and_tells_of_it(ledger: Ledger) -> None:
    ledger.write(20)
    heard: list[tuple[int, int]] = []

    sealed = ledger.sealer().run(lambda *reached: heard.append(reached))

    assert sealed.events == 20
    assert sealed.checkpoint is not None
    assert sealed.checkpoint.note == str(ledger.notes[-1])
    assert heard == [(7, 20), (14, 20), (20, 20)]
    ledger.check_sealed()


def test_a_second_run_seals_only_what_is_new(ledger: Ledger) -> None:
    ledger.write(20)
    first = ledger.sealer().run()
    again = ledger.sealer().run()
    ledger.write(3)
    third = ledger.sealer().run()

    assert again == SealResult(0, first.checkpoint)
    assert third.events == 3
    ledger.check_sealed()


def test_the_genesis_says_nothing_of_blocks(ledger: Ledger) -> None:
    ledger.write(5)

    ledger.sealer().run()

    [(body,)] = ledger.rows("select body from seal.genesis")
    assert json.loads(body)["past"] is None


def test_long_trees_keep_their_subtrees(ledger: Ledger) -> None:
    ledger.write(1200)

    ledger.sealer(page_size=4).run()
    ledger.sealer(page_size=600).run()

    ledger.check_sealed()
    assert ledger.rows("select tree, level, count(*) from seal.subtree group by 1, 2") == [("ledger", 8, 4)]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 50)), min_size=1, max_size=5))
def test_sealed_little_by_little_or_at_once_it_is_the_same(
    cloning: Cloning, steps: Sequence[tuple[int, int]]
) -> None:
    with cloning() as database, TemporaryDirectory() as home:
        ledger = Ledger(database, Path(home))
        for events, page_size in steps:
            ledger.write(events)
            ledger.sealer(page_size=page_size).run()

        ledger.check_sealed()


def test_of_several_sealers_at_once_each_event_is_sealed_by_one(ledger: Ledger) -> None:
    ledger.write(300)
    ready = Barrier(4)

    def sealing() -> SealResult:
        ready.wait()
        return ledger.sealer(page_size=5).run()

    done = [each for each in racing(*[sealing] * 4) if isinstance(each, SealResult)]

    assert len(done) == 4
    assert sum(each.events for each in done) == 300
    ledger.check_sealed()


def test_what_is_not_committed_is_not_sealed(ledger: Ledger) -> None:
    ledger.write(5)
    with ledger.writing(4):
        during = ledger.sealer().run()
    after = ledger.sealer().run()

    assert (during.events, after.events) == (5, 4)
    ledger.check_sealed()
