"""Databases whose read tables are those of the sample."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from efe_infra.read_model.rebuild import rebuild
from tests.infra.read_model.sample import SAMPLE
from tests.infra.read_model.world import World


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    """For one test: an empty ledger, and the empty tables of the sample."""
    rebuild(database, SAMPLE)
    with closing(LedgerRecorder(database)) as recorder:
        yield World(database, recorder)


@pytest.fixture(scope="module")
def shared_world(module_database: Database) -> Iterator[World]:
    """For the examples of a property, which begin by emptying it."""
    rebuild(module_database, SAMPLE)
    with closing(LedgerRecorder(module_database)) as recorder:
        yield World(module_database, recorder)
