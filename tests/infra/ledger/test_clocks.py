"""A clock that goes back is seen, and what was recorded before stays in the past."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest

from efe_domain.platform import Platform
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_domain.shared.days import InTheFuture
from efe_infra.ledger.factory import ledger_env
from efe_infra.ledger.pages import LedgerPages
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.process.metrics import CLOCK_BEHIND
from efe_infra.read_model.tables.status import status
from efe_infra.transparency.sealing.log_head import seal_lag
from efe_projections.catalogue import PROJECTIONS
from tests.domain.given import TODAY

AHEAD = """
    insert into ledger.event
    select position + 1, clock_timestamp() + %s, gen_random_uuid(), 1, 'pole.created.v1', '{}', sha256('')
    from ledger.head
"""


@pytest.fixture
def ahead(database: Database) -> Database:
    """Its last event was recorded before the clock went back, by a day and a half."""
    with psycopg.connect(database.admin) as admin:
        admin.execute(AHEAD, [timedelta(days=1, hours=12)])
    return database


@contextmanager
def by_a_slow_clock(database: Database) -> Iterator[Platform]:
    with (
        Platform(env=ledger_env(database)) as platform,
        in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY, by_clock=True)),
    ):
        yield platform


def test_a_clock_behind_the_ledger_is_told(ahead: Database, caplog: pytest.LogCaptureFixture) -> None:
    with LedgerPages(ahead, DatabaseRole.PROJECTOR) as pages:
        for _ in pages:
            pages.stop()

    assert "behind the last event of the ledger" in caplog.text
    assert next(iter(CLOCK_BEHIND.collect())).samples[0].value > 86_400


def test_no_lag_is_negative(ahead: Database) -> None:
    assert status(ahead, PROJECTIONS).lag_seconds == 0
    assert seal_lag(ahead).lag_seconds == 0


def test_what_is_past_by_either_clock_is_not_in_the_future(database: Database) -> None:
    tomorrow = TODAY + timedelta(days=1)
    with by_a_slow_clock(database) as platform:
        with pytest.raises(InTheFuture):
            platform.establish_instance(Bassin.LIEGE, on=tomorrow)

        with psycopg.connect(database.admin) as admin:
            admin.execute(AHEAD, [tomorrow - TODAY])
            [(last,)] = admin.execute("select recorded_at::date from ledger.head").fetchall()
        with in_context(CommandContext(actor=SYSTEM_CLI, today=last - timedelta(days=1), by_clock=True)):
            assert platform.establish_instance(Bassin.LIEGE, on=last).position == 2
            with pytest.raises(InTheFuture):
                platform.establish_instance(Bassin.NAMUR, on=last + timedelta(days=2))
