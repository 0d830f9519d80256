"""Many act on one entity at once, through several processes: nobody who expects no version is refused for it."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from uuid import uuid4

from efe_domain.access.grants import Role
from efe_domain.platform import Platform
from efe_domain.shared.axis import AxisKind, axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_domain.shared.errors import VersionConflict
from efe_infra.ledger.factory import ledger_env
from efe_infra.postgres.database import Database
from tests.api.given import LONG_AGO, TODAY

PROCESSES, THREADS = 2, 4
LASTS = 3.0
"""Seconds: with twelve attempts, one command in twenty-five was refused."""


def test_a_race_is_entered_again_until_it_is_won(database: Database) -> None:
    coordinator, outcomes = uuid4(), Counter[str]()
    with ExitStack() as stack:
        platforms = [stack.enter_context(Platform(env=ledger_env(database))) for _ in range(PROCESSES)]
        with in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)):
            platforms[0].establish_instance(Bassin.LIEGE, on=LONG_AGO)
            platforms[0].grant_access(Bassin.LIEGE, coordinator, Role.COORDINATOR, on=LONG_AGO)
        until = time.monotonic() + LASTS

        def act(platform: Platform, name: str) -> None:
            while time.monotonic() < until:
                trade = axis(AxisKind.METIER, f"{name} {outcomes[name]}")
                with in_context(CommandContext(actor=str(coordinator), today=TODAY)):
                    outcomes[outcome(partial(platform.identify_axis, Bassin.LIEGE, trade))] += 1
                outcomes[name] += 1

        threads = [
            threading.Thread(target=act, args=(platform, f"Métier {number} {nth}"))
            for number, platform in enumerate(platforms)
            for nth in range(THREADS)
        ]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

    assert outcomes["refused"] == 0
    assert outcomes["recorded"] > 50


def outcome(command: Callable[[], object]) -> str:
    try:
        command()
    except VersionConflict:
        return "refused"
    return "recorded"
