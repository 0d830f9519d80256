"""Recorders that are closed whatever the test did."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest

from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database

type Opening = Callable[[], LedgerRecorder]


@pytest.fixture
def opening(database: Database) -> Iterator[Opening]:
    """Opens recorders on one database, each with connections of its own, as separate processes have."""
    with ExitStack() as recorders:
        yield lambda: recorders.enter_context(closing(LedgerRecorder(database)))


@pytest.fixture
def recorder(opening: Opening) -> LedgerRecorder:
    return opening()
