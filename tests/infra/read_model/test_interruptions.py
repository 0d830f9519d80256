"""A projector may die at any moment: nothing is lost, nothing is doubled."""

import random
import signal
import time
from contextlib import closing
from itertools import count
from uuid import uuid4

import psycopg
import pytest

from efe_infra.read_model.folding.ledger_source import read_page
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.projector import LostRace, Projector
from efe_infra.read_model.rebuild import rebuild
from efe_infra.read_model.runner import APPLICATION, LEADER_LOCK, Runner
from tests.infra.ledger.given import racing, until
from tests.infra.ledger.relay import Relay
from tests.infra.read_model.given import a_life, following
from tests.infra.read_model.mortal import mortal
from tests.infra.read_model.sample import SAMPLE
from tests.infra.read_model.world import World


@pytest.mark.parametrize("long", [1, 50])
@pytest.mark.parametrize(("lives", "least"), [(1, 4), (5, 10)])
def test_a_projector_that_dies_between_any_two_statements_loses_and_doubles_nothing(
    world: World, lives: int, least: int, long: int
) -> None:
    for _ in range(lives):
        world.record(*a_life(uuid4(), bassins=("liege", "namur")))
    world.project()
    expected = world.dump()

    for statements in count(1):
        world.forget()
        world.project(page_size=3, pages=1)
        survived = survives(world, statements, long)
        world.project()
        assert world.dump() == expected
        if survived:
            break

    assert statements > least


def survives(world: World, statements: int, long: int) -> bool:
    """Tells whether a projector with that many statements left takes the rest of the ledger, in two pages."""
    with (
        closing(mortal(world.database, statements)) as writing,
        closing(world.connect()) as reading,
    ):
        try:
            with Projector(writing, reading, SAMPLE, long=long) as projector:
                after = projector.resume()
                projector.project(read_page(reading, after=after, limit=2))
                projector.project(read_page(reading, after=after + 2, limit=100))
                projector.settle()
        except psycopg.OperationalError:
            return False
        return True


def test_two_projectors_that_both_believe_they_lead_take_every_event_once(world: World) -> None:
    for _ in range(40):
        world.record(*a_life(uuid4()))

    taken = racing(*[lambda: sum(pages_taken(world)) for _ in range(3)])

    together = world.dump()
    rebuild(world.database, SAMPLE)
    assert [each for each in taken if isinstance(each, BaseException)] == []
    assert sum(each for each in taken if isinstance(each, int)) == 320
    assert world.dump() == together


def pages_taken(world: World) -> list[int]:
    """Returns the number of events in each page of this projector."""
    pages = []
    with world.connect() as writing, world.connect() as reading, Projector(writing, reading, SAMPLE) as projector:
        while page := read_page(reading, after=projector.resume(), limit=3):
            try:
                projector.project(page)
                projector.settle()
            except LostRace:
                continue
            pages.append(len(page))
    return pages


def test_a_runner_whose_connections_are_ended_again_and_again_comes_through(world: World) -> None:
    watch = PositionWatch()
    interrupted: list[int] = []
    ended: list[int] = []
    recorded = [0]

    with Runner(world.database, SAMPLE, watch, page_size=1):
        for _ in range(5):
            before = recorded[-1]
            recorded += [world.record(*a_life(uuid4())) for _ in range(20)]
            until(lambda: watch.position > before)  # noqa: B023 - is asked in this round only
            time.sleep(random.uniform(0, 0.05))
            interrupted.append(watch.position)
            ended.append(end_all_connections(world))
        watch.wait(recorded[-1], timeout=20)
    live = world.dump()

    rebuild(world.database, SAMPLE)
    assert len(set(interrupted)) == len(ended)
    assert all(ended)
    assert world.dump() == live


def end_all_connections(world: World) -> int:
    """Ends all connections, and returns their number."""
    with psycopg.connect(world.database.admin, autocommit=True) as admin:
        return admin.execute(
            "select pg_terminate_backend(pid, 20000) from pg_stat_activity where datname = current_database()"
            " and pid <> pg_backend_pid() and (application_name = %s or query ~ 'ledger.event')",
            [APPLICATION],
        ).rowcount


def test_a_process_killed_again_and_again_comes_through(world: World) -> None:
    last = [world.record(*a_life(uuid4())) for _ in range(25)][-1]

    while (before := position(world)) < last:
        with following(world.database, page_size=5):
            until(lambda: position(world) > before)
            time.sleep(random.uniform(0, 0.05))
    live = world.dump()

    rebuild(world.database, SAMPLE)
    assert world.dump() == live


def position(world: World) -> int:
    with world.connect() as connection:
        [(found,)] = connection.execute("select position from read.position").fetchall()
    return int(found)


def test_a_standby_takes_over_from_a_leader_that_is_frozen_and_that_thaws_later(world: World) -> None:
    with following(world.database, lease=1.0) as leader:
        first = world.record(*a_life(uuid4()))
        until(lambda: position(world) == first)
        leader.send_signal(signal.SIGSTOP)
        with Runner(world.database, SAMPLE, watch := PositionWatch(), lease=1.0):
            watch.wait(world.record(*a_life(uuid4())), timeout=20)
            leader.send_signal(signal.SIGCONT)
            watch.wait(world.record(*a_life(uuid4())), timeout=20)
        last = world.record(*a_life(uuid4()))
        until(lambda: position(world) == last)
        assert leader.poll() is None


def test_an_idle_leader_whose_connection_is_ended_leads_again_before_there_is_anything_to_do(world: World) -> None:
    with Runner(world.database, SAMPLE, watch := PositionWatch()) as runner:
        watch.wait(world.record(*a_life(uuid4())), timeout=20)
        with psycopg.connect(world.database.admin, autocommit=True) as admin:
            admin.execute(f"select pg_terminate_backend(pid) {LEADERS}")
        until(lambda: runner.worker.restarts == 1)
        until(lambda: leaders(world) == 1)


def test_a_leader_whose_server_says_nothing_any_more_goes_on_at_another_one(world: World) -> None:
    """Which is the same one here, where it has the lead until the lease ends."""

    class Impatient(Runner):
        patience = 1.0

    with Relay(world.database) as relay, Impatient(relay.both, SAMPLE, watch := PositionWatch(), lease=1.0):
        watch.wait(world.record(*a_life(uuid4())), timeout=20)
        with relay.silent():
            watch.wait(world.record(*a_life(uuid4())), timeout=8)


@pytest.mark.parametrize("connections", [1, 2])
def test_a_process_that_has_not_all_connections_that_it_needs_keeps_nobody_from_leading(
    world: World, connections: int
) -> None:
    with Relay(world.database) as relay:
        relay.room = connections
        with Runner(relay.database, SAMPLE, PositionWatch()):
            until(lambda: relay.waiting)
            with Runner(world.database, SAMPLE, watch := PositionWatch()):
                watch.wait(world.record(*a_life(uuid4())), timeout=3)


def test_a_standby_that_has_lost_a_connection_makes_it_again_before_it_leads(world: World) -> None:
    spare = "from pg_stat_activity where application_name = %s and query = 'select current_user'"
    asking = "select from pg_stat_activity where application_name = %s and query ~ 'advisory_lock'"
    with psycopg.connect(world.database.admin, autocommit=True) as admin:
        admin.execute("select pg_advisory_lock(%s)", [LEADER_LOCK])
        with Runner(world.database, SAMPLE, watch := PositionWatch()) as runner:
            until(lambda: admin.execute(asking, [APPLICATION]).fetchall())
            ended = admin.execute(f"select pg_terminate_backend(pid, 20000) {spare}", [APPLICATION]).fetchall()
            until(lambda: runner.worker.restarts == 1)
            until(lambda: admin.execute(asking, [APPLICATION]).fetchall())
            admin.execute("select pg_advisory_unlock(%s)", [LEADER_LOCK])
            watch.wait(world.record(*a_life(uuid4())), timeout=20)

    assert ended == [(True,)]
    assert runner.worker.restarts == 1


LEADERS = f"from pg_locks where locktype = 'advisory' and objid = {LEADER_LOCK} and granted"


def leaders(world: World) -> int:
    with world.connect() as connection:
        [(found,)] = connection.execute(f"select count(*) {LEADERS}").fetchall()
    return int(found)


def test_a_standby_takes_over_from_a_leader_that_is_killed(world: World) -> None:
    watch = PositionWatch()
    with following(world.database) as leader:
        first = world.record(*a_life(uuid4()))
        until(lambda: position(world) == first)
        with Runner(world.database, SAMPLE, watch):
            second = world.record(*a_life(uuid4()))
            until(lambda: position(world) == second)
            stood_by = watch.position == 0
            leader.kill()
            third = world.record(*a_life(uuid4()))

            watch.wait(third, timeout=10)

    assert stood_by


@pytest.mark.parametrize("moment", [0.0, 0.01])
def test_a_runner_that_is_stopped_at_once_leaves_nothing_half_done(world: World, moment: float) -> None:
    world.record(*a_life(uuid4()))

    with Runner(world.database, SAMPLE, PositionWatch(), page_size=1):
        time.sleep(moment)
    world.project()
    live = world.dump()

    rebuild(world.database, SAMPLE)
    assert world.dump() == live
