"""The worker that compares the read tables: how often it does, how soon it wakes, and what waits for it."""

import asyncio
import time
from typing import Final

import psycopg
import pytest

from efe_infra.postgres.database import Database
from efe_infra.read_model import tables_watch
from efe_infra.read_model.tables.generation import GENERATION, Precedence
from efe_infra.read_model.tables_watch import TablesWatch
from efe_projections.catalogue import PROJECTIONS
from tests.infra.ledger.given import until

AN_HOUR_S: Final = 3600.0


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the worker compare once an hour, unless it is woken."""
    monkeypatch.setattr(tables_watch, "INTERVAL_S", AN_HOUR_S)


def test_a_watch_rests_between_two_comparisons(module_database: Database) -> None:
    with TablesWatch(module_database, PROJECTIONS, Precedence.DUE) as watch:
        until(lambda: watch.are_current, within=20)
        began, first = time.monotonic(), watch._begun
        until(lambda: watch._begun > first + 2, within=20)

        compared, passed_s = watch._begun - first, time.monotonic() - began

    assert compared <= 1 + passed_s / tables_watch.INTERVAL_S


@pytest.mark.usefixtures("patient")
def test_who_asks_wakes_the_watch_and_learns_of_other_tables(database: Database) -> None:
    with TablesWatch(database, PROJECTIONS, Precedence.DUE) as watch:
        until(lambda: watch.are_current, within=20)
        with psycopg.connect(database.admin) as admin:
            admin.execute("insert into projection.built values ('other', %s)", [GENERATION + 1])
            admin.execute("update projection.position set definition = 'other'")

        asyncio.run(watch.compare())

        assert watch.precedence is Precedence.OLDER


@pytest.mark.usefixtures("patient")
def test_a_watch_that_rests_ends_at_once(module_database: Database) -> None:
    with TablesWatch(module_database, PROJECTIONS, Precedence.DUE) as watch:
        until(lambda: watch.are_current, within=20)

    assert not watch._thread.is_alive()


def test_a_request_that_waits_for_a_comparison_blocks_no_other_and_not_for_ever(module_database: Database) -> None:
    watch = TablesWatch(module_database, PROJECTIONS, Precedence.DUE)  # it does not run

    async def wait() -> int:
        turns, waiting = 0, asyncio.create_task(watch.compare())
        while not waiting.done():
            await asyncio.sleep(tables_watch.POLL_S)
            turns += 1
        return turns

    assert asyncio.run(wait()) > 5
