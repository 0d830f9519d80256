"""A command that lost a race is decided in the turn of the ledger, where nobody overtakes it."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from itertools import cycle

import pytest

from efe_domain.commands.handler import MAX_ATTEMPTS, CommandResult
from efe_domain.pole.refusals import PoleIsDissolved
from efe_domain.shared.errors import VersionConflict
from tests.infra.commands.overtaking import Overtaken
from tests.infra.commands.stage import COORDINATOR, SPARE, Stage, by, last_position

PAUSE = 0.3
"""Seconds that a rival has."""


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def rival_beside(stage: Stage, pool: ThreadPoolExecutor) -> tuple[Callable[[], None], list[Future[CommandResult]]]:
    """A rival that waits for nobody, and what comes of it each time."""
    months, acts = cycle((2, 3)), list[Future[CommandResult]]()

    def act() -> None:
        acts.append(pool.submit(copy_context().run, stage.platform.agree_modalities, stage.formed, next(months)))
        wait(acts, PAUSE)

    return act, acts


def test_a_command_is_overtaken_once(stage: Stage, overtaken: Overtaken, pool: ThreadPoolExecutor) -> None:
    """Then it has the turn, and its rival waits until it is recorded."""
    before = last_position(stage.platform)
    overtaken.rival, acts = rival_beside(stage, pool)
    overtaken.times = 2

    with by(COORDINATOR):
        outcome = overtaken.dissolve_pole(stage.formed, "Fin.")

    [won, lost] = acts
    assert (won.result().position, outcome.position) == (before + 1, before + 2)
    assert isinstance(lost.exception(), PoleIsDissolved)


@pytest.mark.parametrize("still", [True, False], ids=["others write on", "others have ceased"])
def test_what_others_keep_writing_is_decided_on_in_the_turn_at_once(
    stage: Stage, overtaken: Overtaken, pool: ThreadPoolExecutor, *, still: bool
) -> None:
    overtaken.rival, acts = rival_beside(stage, pool)
    with by(COORDINATOR):
        overtaken.designate_member(stage.formed, SPARE)
        if still:
            stage.platform.agree_modalities(stage.formed, 4)
        before, overtaken.times = last_position(stage.platform), 1

        outcome = overtaken.end_membership(stage.formed, SPARE, "Départ.")

    won, lost = sorted((outcome.position, acts[-1].result().position))
    assert (won, lost) == (before + 1, before + 2)
    assert (outcome.position == won) == still


def test_in_the_turn_only_what_is_new_is_read(stage: Stage, overtaken: Overtaken) -> None:
    overtaken.rival = lambda: stage.platform.agree_modalities(stage.formed, 3)

    with by(COORDINATOR):
        overtaken.designate_member(stage.formed, SPARE)

    assert overtaken.read_in_the_turn
    assert sum(overtaken.read_in_the_turn) == 0


def test_a_command_that_loses_its_turn_each_time_tells_the_version_of_now(
    stage: Stage, overtaken: Overtaken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("efe_infra.ledger.append_call.MAX_LOCK_IDLE_S", PAUSE)
    months = cycle((2, 3))
    overtaken.times = MAX_ATTEMPTS
    overtaken.rival = lambda: stage.platform.agree_modalities(stage.formed, next(months))
    before = last_position(stage.platform)

    with by(COORDINATOR), pytest.raises(VersionConflict) as conflict:
        overtaken.dissolve_pole(stage.formed, "Fin.")

    assert conflict.value.current_version == 4 + MAX_ATTEMPTS
    assert last_position(stage.platform) == before + MAX_ATTEMPTS
