"""One prepared platform for the whole sweep, and copies of it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

import psycopg
import pytest
from anyio.from_thread import BlockingPortal

from efe_infra.postgres.database import Database
from tests.api.sweep.examples import Example, examples
from tests.api.sweep.prepared import Prepared
from tests.api.sweep.world import NOON, World, opened
from tests.conftest import Cloning
from tests.running import event_loop


class Copying(Protocol):
    def __call__(self) -> AbstractContextManager[World]: ...


@pytest.fixture(scope="module")
def portal() -> Iterator[BlockingPortal]:
    with event_loop() as running:
        yield running


@pytest.fixture(scope="session")
def prepared_database(cloning: Cloning) -> Iterator[Database]:
    """A database without open connections: all files here begin with copies of it."""
    with cloning() as database:
        yield database


@pytest.fixture(scope="session")
def prepared(prepared_database: Database) -> Prepared:
    """Recorded on the day of the world too: a command is of the past once a later one is recorded."""
    ready = Prepared(prepared_database)
    with psycopg.connect(prepared_database.admin) as admin:
        admin.execute("alter table ledger.event disable trigger append_only")
        admin.execute("update ledger.event set recorded_at = %s", [NOON])
        admin.execute("alter table ledger.event enable always trigger append_only")
    return ready


@pytest.fixture(scope="module")
def copying(cloning: Cloning, prepared_database: Database, prepared: Prepared, portal: BlockingPortal) -> Copying:
    """Copies of the prepared platform, to which nobody stays connected."""
    assert prepared

    @contextmanager
    def copied() -> Iterator[World]:
        with cloning(prepared_database) as database, opened(database, portal) as world:
            yield world

    return copied


@pytest.fixture(scope="module")
def world(copying: Copying) -> Iterator[World]:
    """A copy on which nothing is recorded."""
    with copying() as unchanged:
        yield unchanged


@pytest.fixture(scope="session")
def every(prepared: Prepared) -> dict[str, list[Example]]:
    return examples(prepared)
