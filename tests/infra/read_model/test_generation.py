"""Versions of the code on one database: the read tables go forward only, unless somebody means it."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from threading import Thread

import psycopg
import pytest
from msgspec.structs import replace

from efe_infra.postgres.database import Database
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.rebuild import rebuild
from efe_infra.read_model.runner import Runner
from efe_infra.read_model.tables.fingerprint import stored_fingerprints
from efe_infra.read_model.tables.generation import (
    GENERATION,
    REFUSE_IF_NEWER,
    REFUSE_NEVER,
    REFUSE_UNLESS_DUE,
    Precedence,
    RebuildRefused,
)
from efe_infra.read_model.tables.schema import create_read_tables
from efe_infra.read_model.tables.status import status
from efe_projections.engine.audit_fold import Projections
from tests.infra.ledger.given import until
from tests.infra.read_model.given import opened
from tests.infra.read_model.sample import DAYS, GARDENERS, GARDENS, SAMPLE, sample
from tests.infra.read_model.world import World

type Code = tuple[Projections, int]

BEFORE, NOW, LATER = GENERATION - 1, GENERATION, GENERATION + 1
OLD: Code = SAMPLE, BEFORE
NEW: Code = (sample(GARDENS, GARDENERS, replace(DAYS, topics=frozenset({*DAYS.topics, "garden.visited.v1"}))), NOW)
FIXED: Code = (sample(GARDENS, GARDENERS), NOW)


@pytest.fixture
def world(world: World) -> World:
    """Makes read tables of the old code."""
    rebuild(world.database, SAMPLE, generation=BEFORE)
    world.record(opened())
    world.project()
    return world


def precedence(world: World, code: Code) -> Precedence:
    projections, generation = code
    return status(world.database, projections, generation=generation).tables.precedence


def started(world: World, code: Code) -> bool:
    """Starts a process, and returns whether it has rebuilt."""
    projections, generation = code
    create_read_tables(world.database, projections, generation=generation)
    return rebuilt(world, code, REFUSE_UNLESS_DUE)


def rebuilt(world: World, code: Code, refused: frozenset[Precedence]) -> bool:
    projections, generation = code
    try:
        rebuild(world.database, projections, generation=generation, refused=refused)
    except RebuildRefused:
        return False
    return True


def tables(database: Database) -> tuple[object, ...]:
    with psycopg.connect(database.admin) as admin:
        columns = admin.execute(
            "select table_name, column_name from information_schema.columns where table_schema = 'read'"
        ).fetchall()
        return (
            sorted(columns),
            stored_fingerprints(admin),
            admin.execute("select * from projection.position").fetchall(),
        )


def test_a_newer_process_takes_over_once_and_an_older_one_never_back_however_often_they_start(world: World) -> None:
    took_over = [started(world, code) for code in (OLD, NEW, OLD, NEW, OLD, OLD, NEW)]

    assert took_over == [False, True, False, False, False, False, False]
    assert (precedence(world, OLD), precedence(world, NEW)) == (Precedence.OLDER, Precedence.CURRENT)


def test_an_older_process_that_was_never_here_takes_nothing_over(world: World) -> None:
    rebuild(world.database, FIXED[0], generation=LATER)
    before = tables(world.database)

    assert started(world, NEW) is False
    assert tables(world.database) == before


def test_two_versions_of_one_generation_do_not_take_turns(world: World) -> None:
    one, other = (SAMPLE, GENERATION), (NEW[0], GENERATION)

    took_over = [started(world, code) for code in (one, other, one, other, one)]

    assert took_over == [False, True, False, False, False]
    assert precedence(world, one) is Precedence.REPLACED


def test_tables_of_which_nobody_recorded_a_generation_are_older(world: World) -> None:
    with psycopg.connect(world.database.admin) as admin:
        admin.execute("drop table projection.built")

    assert started(world, (NEW[0], 1)) is True
    assert status(world.database, NEW[0], generation=1).tables.stored == 1


def test_a_release_whose_tables_are_the_same_raises_their_generation(world: World) -> None:
    assert started(world, (SAMPLE, LATER)) is False

    assert status(world.database, SAMPLE, generation=LATER).tables.stored == LATER
    assert precedence(world, NEW) is Precedence.OLDER


def test_a_way_back_is_taken_only_when_asked_for_and_then_holds(world: World) -> None:
    started(world, NEW)

    refused, went_back = rebuilt(world, OLD, REFUSE_IF_NEWER), rebuilt(world, OLD, REFUSE_NEVER)

    assert (refused, went_back) == (False, True)
    assert [started(world, code) for code in (NEW, OLD, NEW)] == [False, False, False]
    assert (precedence(world, OLD), precedence(world, NEW)) == (Precedence.CURRENT, Precedence.REPLACED)


def test_after_a_way_back_a_mended_release_takes_over_and_the_broken_one_only_when_asked_for(world: World) -> None:
    started(world, NEW)
    rebuilt(world, OLD, REFUSE_NEVER)

    assert started(world, FIXED) is True
    assert started(world, NEW) is False
    assert rebuilt(world, NEW, REFUSE_IF_NEWER) is True


def test_a_rebuild_that_a_newer_one_overtakes_leaves_it_in_place(world: World) -> None:
    """The lock of rebuilds is lost with its connection; the work may go on for a moment."""
    newest = FIXED[0], LATER

    def overtaken(_position: int, _head: int) -> None:
        with psycopg.connect(world.database.admin) as admin:
            admin.execute("insert into projection.built values ('of-newer-code', %s)", [LATER])
            admin.execute("update projection.position set definition = 'of-newer-code'")

    with pytest.raises(RebuildRefused):
        rebuild(world.database, NEW[0], overtaken, generation=NOW, refused=REFUSE_UNLESS_DUE)

    assert precedence(world, NEW) is Precedence.OLDER
    assert precedence(world, newest) is Precedence.DUE


END = """
    select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where application_name = 'efe-rebuild' and datname = current_database()
"""


@pytest.mark.parametrize("at_the_swap", [False, True])
def test_a_rebuild_that_dies_on_the_way_changes_nothing_and_the_next_one_takes_over(
    world: World, *, at_the_swap: bool
) -> None:
    before = tables(world.database)

    def die(_position: int, _head: int) -> None:
        with psycopg.connect(world.database.admin, autocommit=True) as admin:
            admin.execute(END)

    with ended_at_the_swap(world.database) if at_the_swap else nullcontext(), pytest.raises(psycopg.Error):
        rebuild(world.database, NEW[0], None if at_the_swap else die, generation=NOW, refused=REFUSE_UNLESS_DUE)

    assert tables(world.database) == before
    assert [started(world, code) for code in (OLD, NEW, OLD)] == [False, True, False]


@contextmanager
def ended_at_the_swap(database: Database) -> Iterator[None]:
    """The read position is held, for which the swap waits; and the rebuild is ended there."""

    def end() -> None:
        with psycopg.connect(database.admin, autocommit=True) as admin:
            until(lambda: admin.execute(f"{END} and wait_event_type = 'Lock'").fetchall())

    with psycopg.connect(database.admin) as holding:
        # Held before the rebuild begins: it must not come to the swap first.
        holding.execute("select from projection.position for update")
        ending = Thread(target=end)
        ending.start()
        yield
        ending.join()


def test_a_runner_of_older_code_leaves_the_lead_and_takes_it_up_when_its_tables_are_back(world: World) -> None:
    with Runner(world.database, SAMPLE, watch := PositionWatch()) as runner:
        watch.wait(world.record(opened()), timeout=20)
        rebuild(world.database, NEW[0], generation=NOW)
        last = world.record(opened())
        with Runner(world.database, NEW[0], newer := PositionWatch()):
            newer.wait(last, timeout=20)
        behind = watch.position < last
        rebuild(world.database, SAMPLE, generation=BEFORE, refused=REFUSE_NEVER)
        watch.wait(world.record(opened()), timeout=20)

    assert behind
    assert runner.worker.restarts == 0
