"""A rebuild beside what is in use: readers and runners go on, and never see a gap nor an error."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest
from msgspec.structs import replace

from efe_domain.shared.event import Event
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.folding.fold import Fold
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.rebuild import RETIRED, SHADOW, RebuildRunning, rebuild
from efe_infra.read_model.runner import Runner
from efe_infra.read_model.tables.fingerprint import rebuild_due
from efe_projections.engine.projection import RecordedEvent
from tests.infra.ledger.given import until
from tests.infra.read_model.given import a_life, following, opened
from tests.infra.read_model.sample import DAYS, GARDENERS, GARDENS, SAMPLE, Soil, sample
from tests.infra.read_model.world import World

HOLDING = "day.day = garden.opened_on and garden.to_position is null and day.to_position is null"
FROM_BOTH_SIDES = (
    f"select count(*) from read.garden join read.day on {HOLDING}",
    f"select count(*) from read.day join read.garden on {HOLDING}",
)
LAST_CHANGES = "select position from read.table_change where name in ('day', 'garden')"


def test_readers_see_no_gap_and_no_error_while_tables_are_swapped(world: World) -> None:
    world.record(*(opened() for _ in range(50)))
    world.project()
    done = threading.Event()

    with ThreadPoolExecutor(4) as pool:
        readings = [pool.submit(counted, world.database, query, done) for query in FROM_BOTH_SIDES * 2]
        try:
            for _ in range(8):
                rebuild(world.database, SAMPLE)
        finally:
            done.set()

    assert {count for reading in readings for count in reading.result()} == {50}


def counted(database: Database, query: str, done: threading.Event) -> set[int]:
    """Every answer that one reader got, by a prepared statement."""
    answers = set()
    with psycopg.connect(database.conninfo(DatabaseRole.READ), autocommit=True) as connection:
        while not done.is_set():
            [(answer,)] = connection.execute(query, prepare=True).fetchall()
            answers.add(answer)
    return answers


def test_a_rebuild_goes_on_beside_the_runner_of_another_process(world: World) -> None:
    with following(world.database) as leader, ThreadPoolExecutor(1) as pool:
        first = world.record(opened())
        until(lambda: position(world) == first)
        stop = threading.Event()
        writing = pool.submit(keep_recording, world, stop)
        for _ in range(5):
            rebuild(world.database, SAMPLE)
        stop.set()
        last = writing.result()
        until(lambda: position(world) == last)
        assert leader.poll() is None
    live = world.dump()

    rebuild(world.database, SAMPLE)
    assert world.dump() == live


def keep_recording(world: World, stop: threading.Event) -> int:
    last = 0
    while not stop.wait(0.01):
        last = world.record(*a_life(uuid4()))
    return last


def position(world: World) -> int:
    with world.connect() as connection:
        [(found,)] = connection.execute("select position from read.position").fetchall()
    return int(found)


def test_a_long_reader_delays_no_rebuild_and_is_not_disturbed(world: World) -> None:
    world.record(opened())
    world.project()

    with psycopg.connect(world.database.conninfo(DatabaseRole.READ)) as reader:
        before = reader.execute("select count(*) from read.garden").fetchall()
        rebuild(world.database, SAMPLE)
        again = reader.execute("select count(*) from read.garden").fetchall()
        left = tables_of(world, RETIRED)
    rebuild(world.database, SAMPLE)

    assert before == again == [(1,)]
    assert "garden" in left
    assert tables_of(world, RETIRED) == set()


def test_what_a_rebuild_caught_up_with_has_changed_every_table(world: World) -> None:
    """An answer may be read of the new tables by a request that began before them, and be remembered."""
    before = world.record(opened())
    world.project()
    last = world.record(opened())
    rebuild(world.database, SAMPLE)

    with world.connect() as connection:
        changes = connection.execute(LAST_CHANGES).fetchall()

    assert (set(changes), last > before) == ({(last,)}, True)


def tables_of(world: World, schema: str) -> set[str]:
    with world.connect() as connection:
        found = connection.execute("select tablename from pg_tables where schemaname = %s", [schema])
        return {name for (name,) in found.fetchall()}


def test_a_runner_of_other_code_leaves_rebuilt_tables_alone(world: World) -> None:
    with Runner(world.database, SAMPLE, watch := PositionWatch()):
        watch.wait(world.record(opened()), timeout=20)
        rebuild(world.database, sample(GARDENS, GARDENERS))
        last = world.record(opened())
        with Runner(world.database, sample(GARDENS, GARDENERS), newer := PositionWatch()):
            newer.wait(last, timeout=20)

    assert watch.position < last
    assert position(world) == last


def test_projections_that_are_gone_leave_no_table(world: World) -> None:
    rebuild(world.database, sample(GARDENS, GARDENERS))

    with world.connect() as connection:
        [(table,)] = connection.execute("select to_regclass('read.day')").fetchall()
    assert table is None


def test_a_rebuild_is_due_when_the_code_is_not_the_one_that_built_the_tables(world: World) -> None:
    other = replace(DAYS, topics=frozenset({*DAYS.topics, "garden.visited.v1"}))

    assert rebuild_due(world.database, SAMPLE) == []
    assert rebuild_due(world.database, sample(GARDENS, GARDENERS, other)) == ["day", "recorded_event"]
    assert rebuild_due(world.database, sample(GARDENS, GARDENERS)) == ["day", "recorded_event"]


def test_what_an_interrupted_rebuild_left_is_in_nobodys_way(world: World) -> None:
    world.record(opened(soil=Soil.CLAY))
    with psycopg.connect(world.database.admin) as admin:
        admin.execute(f"create schema {SHADOW} authorization efe_projector")
        admin.execute("set local role efe_projector")
        admin.execute(f"create table {SHADOW}.garden (id uuid)")
        admin.execute(f"create table {SHADOW}.of_other_code (id uuid)")

    rebuild(world.database, SAMPLE)

    assert tables_of(world, SHADOW) == set()
    assert position(world) == 1


def test_two_rebuilds_at_once_are_one(world: World) -> None:
    world.record(opened())

    def another(_position: int, _head: int) -> None:
        with pytest.raises(RebuildRunning):
            rebuild(world.database, SAMPLE)

    assert rebuild(world.database, SAMPLE, another) == 1


def test_tables_that_were_just_built_are_vacuumed(world: World) -> None:
    """Otherwise readers find out, page by page, that their rows are visible to all."""
    world.record(*(opened() for _ in range(50)))

    rebuild(world.database, SAMPLE)

    with psycopg.connect(world.database.admin) as connection:
        [(tables, vacuumed, analyzed)] = connection.execute(
            "select count(*), sum(vacuum_count), sum(analyze_count) from pg_stat_user_tables"
            " where schemaname = 'read'"
        ).fetchall()
        [(own_settings,)] = connection.execute(
            "select count(*) from pg_class where relnamespace = 'read'::regnamespace and reloptions is not null"
            " and relkind = 'r'"
        ).fetchall()
    assert tables == vacuumed == analyzed > 0
    assert own_settings == 0


def test_a_rebuild_tells_how_far_it_is(world: World) -> None:
    world.record(*(opened() for _ in range(6000)))
    told: list[tuple[int, int]] = []
    tell: Callable[[int, int], None] = lambda position, head: told.append((position, head))  # noqa: E731

    rebuild(world.database, SAMPLE, tell)

    assert told == [(5000, 6000), (6000, 6000)]


def test_a_rebuild_holds_no_more_rows_than_it_may(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the history; what it was made to forget is loaded again, and nothing of it is lost."""
    held: list[int] = []
    take_in = Fold.take_in

    def noted(fold: Fold, page: Sequence[RecordedEvent[Event]]) -> None:
        held.append(len(fold))
        take_in(fold, page)

    for _ in range(30):
        world.record(*a_life(uuid4()))
    rebuild(world.database, SAMPLE)
    whole = world.dump()
    monkeypatch.setattr(Fold, "take_in", noted)

    world.rebuild(page_size=5, memory=12)

    assert len(held) >= 30
    assert max(held) <= 12
    assert world.dump() == whole
