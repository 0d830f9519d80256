"""Waiting for the read position: pushed, in one process and across processes."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from efe_infra.read_model import position_watch as listener
from efe_infra.read_model.position_watch import APPLICATION, PositionListener, PositionWatch
from efe_infra.read_model.runner import Runner
from efe_infra.read_model.tables.position import CHANNEL
from tests.infra.ledger.given import until
from tests.infra.read_model.given import a_life, following, opened
from tests.infra.read_model.sample import SAMPLE
from tests.infra.read_model.world import World


def test_a_position_that_is_reached_is_not_waited_for() -> None:
    watch = PositionWatch()
    watch.reached(7)

    watch.wait(7, timeout=0)
    asyncio.run(watch.wait_async(7, timeout=0))

    assert watch.position == 7


def test_a_position_that_is_not_reached_in_time_is_a_timeout() -> None:
    watch = PositionWatch()
    watch.reached(6)

    with pytest.raises(TimeoutError):
        watch.wait(7, timeout=0.01)
    with pytest.raises(TimeoutError):
        asyncio.run(watch.wait_async(7, timeout=0.01))

    assert watch.waiting == 0


def test_only_those_are_woken_whose_position_is_reached() -> None:
    watch = PositionWatch()

    with ThreadPoolExecutor(6) as pool:
        waits = {position: pool.submit(watch.wait, position, 20) for position in (1, 2, 3, 8, 9)}
        until(lambda: watch.waiting == 5)
        watch.reached(3)
        for position in (1, 2, 3):
            waits[position].result(timeout=20)
        still = watch.waiting, waits[8].done(), waits[9].done()
        watch.reached(9)

    assert still == (2, False, False)
    assert watch.waiting == 0


def test_tasks_of_a_loop_are_woken_from_another_thread() -> None:
    watch = PositionWatch()

    async def many() -> int:
        tasks = [asyncio.create_task(watch.wait_async(position, timeout=20)) for position in range(1, 101)]
        await asyncio.sleep(0)
        threading.Thread(target=watch.reached, args=[100]).start()
        await asyncio.gather(*tasks)
        return len(tasks)

    assert asyncio.run(many()) == 100


def test_a_position_heard_of_late_takes_nothing_back() -> None:
    watch = PositionWatch()
    watch.reached(9)

    watch.reached(3)

    assert watch.position == 9


def test_who_follows_tells_those_who_wait_in_the_same_process(world: World) -> None:
    watch = PositionWatch()

    with Runner(world.database, SAMPLE, watch):
        last = world.record(*a_life(uuid4()))
        watch.wait(last, timeout=20)

    assert watch.position == last


def test_what_one_process_projects_is_waited_for_in_another(world: World) -> None:
    watch = PositionWatch()

    with following(world.database), PositionListener(world.database, watch):
        first = world.record(*a_life(uuid4()))
        watch.wait(first, timeout=20)
        second = world.record(*a_life(uuid4()))
        asyncio.run(watch.wait_async(second, timeout=20))

    assert watch.position == second


def test_a_listener_knows_what_was_reached_before_it_listened(world: World) -> None:
    last = world.record(opened())
    world.project()
    watch = PositionWatch()

    with PositionListener(world.database, watch):
        watch.wait(last, timeout=20)

    assert watch.position == last


def test_a_listener_whose_connection_is_lost_listens_again(world: World) -> None:
    watch = PositionWatch()

    with PositionListener(world.database, watch):
        watch.wait(project_one(world), timeout=20)
        with psycopg.connect(world.database.admin, autocommit=True) as admin:
            ended = admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and application_name = %s",
                [APPLICATION],
            ).fetchall()
        watch.wait(project_one(world), timeout=20)

    assert ended == [(True,)]


def test_a_listener_that_waits_ends_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "READ_INTERVAL_S", 60.0)
    watch = PositionWatch()

    with PositionListener(world.database, watch) as listening:
        watch.wait(project_one(world), timeout=20)
        began = time.monotonic()

    assert time.monotonic() - began < listening.worker.limit / 2
    assert not listening._thread.is_alive()


def test_a_listener_passes_on_what_comes_while_it_reads(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next read is a minute away: a lost notification would be waited for in vain."""
    positions, read = iter([1, 2]), listener._read

    def read_after_a_notification(connection: psycopg.Connection[Any]) -> int:
        announce(world, next(positions))
        time.sleep(0.1)  # the notification is there: it comes with the answer
        return read(connection)

    monkeypatch.setattr(listener, "READ_INTERVAL_S", 60.0)
    monkeypatch.setattr(listener, "_read", read_after_a_notification)
    watch = PositionWatch()

    with PositionListener(world.database, watch):
        watch.wait(2, timeout=20)

    assert watch.position == 2


def test_a_listener_passes_every_notification_of_many_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "READ_INTERVAL_S", 60.0)
    watch = PositionWatch()

    first = project_one(world)

    with PositionListener(world.database, watch):
        watch.wait(first, timeout=20)
        for position in range(2, 302):
            announce(world, position)
            watch.wait(position, timeout=20)

    assert watch.position == 301


def announce(world: World, position: int) -> None:
    with psycopg.connect(world.database.admin, autocommit=True) as other:
        other.execute("select pg_notify(%s, %s)", [CHANNEL, str(position)])


def project_one(world: World) -> int:
    position = world.record(opened())
    world.project()
    return position
