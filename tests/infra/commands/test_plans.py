"""A plan decides as the command and records nothing: the same events, without the lock of the ledger."""

import threading
from typing import cast

import pytest

from efe_domain.platform import Platform
from efe_domain.shared.errors import Forbidden
from efe_domain.shared.event import Event
from efe_domain.shared.ledger import LockableLedger
from tests.domain.given import some_id
from tests.infra.commands.conftest import Opening
from tests.infra.commands.every_command import COMMANDS, who_may
from tests.infra.commands.stage import COORDINATOR, NOBODY, Stage, by, events_of, last_position


@pytest.mark.parametrize("command", sorted(COMMANDS)[::8])
def test_a_plan_has_the_events_of_the_command(stage: Stage, command: str) -> None:
    before = last_position(stage.platform)

    with by(who_may(command)[0], command_id=some_id("command")):
        plan = stage.platform.plan([lambda: COMMANDS[command](stage)])
        plan.check()
        left = last_position(stage.platform)
        done = COMMANDS[command](stage)
        again = stage.platform.plan([lambda: COMMANDS[command](stage)])

    assert (left, plan.position) == (before, before)
    assert plan.events == events_of(stage.platform)[before:]
    assert [each.entity for each in plan.results] == [done.entity]
    assert list[Event](again.events) == []


def test_a_plan_is_made_while_another_process_holds_the_lock(stage: Stage, opening: Opening) -> None:
    holder, done = cast("LockableLedger", opening(Platform).recorder), threading.Event()

    def plan() -> None:
        with by(COORDINATOR):
            stage.platform.plan([lambda: stage.platform.dissolve_pole(stage.formed, "Fin.")]).check()
        done.set()

    with holder.exclusive_lock(lambda: None):
        planning = threading.Thread(target=plan)
        planning.start()
        in_time = done.wait(0.8)
    planning.join()

    assert in_time


def test_a_plan_is_refused_in_the_words_of_the_command(still_stage: Stage) -> None:
    platform = still_stage.platform

    with by(NOBODY), pytest.raises(Forbidden) as command:
        platform.dissolve_pole(still_stage.formed, "Fin.")
    with by(NOBODY), pytest.raises(Forbidden) as plan:
        platform.plan([lambda: platform.dissolve_pole(still_stage.formed, "Fin.")]).check()

    assert str(plan.value) == str(command.value)
    assert "coordinateur" in str(plan.value)
