"""Processes that are killed at any boundary: no delivery is lost, and a repetition has its id."""

import os
import signal
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from efe_infra.hooks.leader import leading
from efe_infra.hooks.office import hook_office
from efe_infra.hooks.sending import REQUESTS_PER_HOOK, HookStep
from efe_infra.postgres.database import Database
from efe_infra.settings import Settings
from tests.infra.hooks.conftest import Hooked
from tests.infra.ledger.given import until
from tests.infra.notices.killed_processes import WITHIN_S, importable, started

__all__ = ["importable"]


def lead_until(database: Database, settings: Settings, last: HookStep) -> None:
    """Leads in a process of its own, which kills itself at the step."""

    def at_step(step: HookStep) -> None:
        if step is last:
            os.kill(os.getpid(), signal.SIGKILL)

    office = replace(hook_office(settings), at_step=at_step)
    with leading(database, office) as leader:
        assert leader
        leader.run(lambda: False, until_idle=True)


@pytest.mark.parametrize("step", HookStep)
def test_a_process_killed_at_a_boundary_loses_no_delivery(hooked: Hooked, step: HookStep) -> None:
    hooked.create()
    hooked.record()
    hooked.seal()

    with started(lead_until, hooked.database, hooked.api.installation.settings, step) as process:
        process.join(WITHIN_S)
        assert process.exitcode == -signal.SIGKILL
    hooked.clock.now = datetime.now(UTC)
    hooked.clock.pass_by(minutes=3)
    until(lambda: finished(hooked), within=WITHIN_S)

    ids = [each.id for each in hooked.receiver.kept]
    assert set(hooked.rows()) == {"sent"}
    assert len(set(ids)) == len(hooked.rows())
    repeated = len(ids) - len(set(ids))
    assert repeated <= REQUESTS_PER_HOOK
    assert repeated or step is not HookStep.SENT


def finished(hooked: Hooked) -> bool:
    """Leads once the server has noticed the end of the process that led before."""
    with leading(hooked.database, hooked.office) as leader:
        if leader:
            leader.run(lambda: False, until_idle=True)
        return leader is not None
