"""Databases whose read tables are those of the sample."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
import pytest

from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from efe_infra.read_model.rebuild import rebuild
from tests.infra.read_model.sample import SAMPLE
from tests.infra.read_model.world import World


@contextmanager
def world_of(database: Database) -> Iterator[World]:
    with psycopg.connect(database.admin) as admin:
        admin.execute(f"alter database {admin.info.dbname} set timezone = 'Asia/Kolkata'")
    rebuild(database, SAMPLE)
    with closing(LedgerRecorder(database)) as recorder:
        yield World(database, recorder)


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    """Makes an empty ledger and the empty tables of the sample; the server's time zone is a distant one."""
    with world_of(database) as made:
        yield made


@pytest.fixture(scope="module")
def shared_world(module_database: Database) -> Iterator[World]:
    """The same for the examples of a property, which begin by emptying it."""
    with world_of(module_database) as made:
        yield made
