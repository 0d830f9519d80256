"""The port for reads: typed rows, and the second wall around dossiers."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import psycopg
import pytest

from efe_infra.postgres.database import DatabaseRole
from efe_infra.read_model.reads.read_pool import LONG_QUERY_CHARACTERS, MAX_CONNECTIONS_FOR_LONG
from efe_infra.read_model.reads.reads import PooledReads
from efe_infra.read_model.rebuild import rebuild
from efe_infra.web_application import READ_ERRORS
from efe_projections.audit.rows import AuditEntryRow, RecordedEventRow, TrailRow
from efe_projections.engine.batch import by
from efe_projections.engine.errors import Timeout
from efe_projections.engine.query import ReadQuery, alive, viewing, visible
from efe_projections.engine.row import Row
from efe_projections.engine.viewer import VISITOR, Viewer
from tests.infra.read_model.given import TODAY, a_life, opened
from tests.infra.read_model.histories import in_order
from tests.infra.read_model.sample import SAMPLE, GardenerRow, GardenRenamed, GardenRow, Soil
from tests.infra.read_model.world import World
from tests.plans.explained import Explainer, Mode

LIEGE, NAMUR = Viewer(bassins=("liege",)), Viewer(bassins=("namur", "verviers"))
GARDEN = UUID(int=1)


def reading[T](world: World, work: Callable[[PooledReads], Awaitable[T]]) -> T:
    async def run() -> T:
        async with PooledReads(world.database, connections=2, statement_timeout=0.5, errors=READ_ERRORS) as reads:
            return await work(reads)

    return asyncio.run(run())


def fetch[T: msgspec.Struct](world: World, *queries: ReadQuery[T]) -> list[list[T]]:
    async def all_of(reads: PooledReads) -> list[list[T]]:
        return [await reads.fetch(query) for query in queries]

    return reading(world, all_of)


def held[R: Row](row: type[R], at: int, viewer: Viewer) -> ReadQuery[R]:
    columns = ", ".join(reversed([column.name for column in row.TABLE.columns]))
    where = f"{alive()} and {visible(row.TABLE)}"
    return ReadQuery(f"select {columns} from read.{row.TABLE.name} where {where}", {"at": at, **viewing(viewer)}, row)


def unguarded[R: Row](row: type[R], viewer: Viewer) -> ReadQuery[R]:
    """A query whose author forgot who looks."""
    columns = ", ".join(column.name for column in row.TABLE.columns)
    return ReadQuery(f"select {columns} from read.{row.TABLE.name}", viewing(viewer), row)


def test_rows_come_back_as_they_were_folded(world: World) -> None:
    last = world.record(*a_life(GARDEN)[:4])
    world.project()

    [[garden]] = fetch(world, held(GardenRow, last, LIEGE))
    [gardeners] = fetch(world, held(GardenerRow, last, LIEGE))

    assert {(garden.id,): garden} == world.rows_at(last)["garden"]
    assert {(each.garden, each.gardener): each for each in gardeners} == world.rows_at(last)["gardener"]
    assert (garden.soil, garden.bassins, garden.opened_on) == (Soil.SAND, ("liege",), TODAY)


def test_the_past_is_read_as_it_was(world: World) -> None:
    world.record(*a_life(GARDEN))
    world.project()

    before, opening, renamed, closed, again = fetch(
        world, *(held(GardenRow, position, LIEGE) for position in (0, 1, 3, 7, 8))
    )

    assert before == closed == []
    assert [garden.name for garden in (*opening, *renamed, *again)] == [
        "Le Clos",
        "Le Grand Clos",
        "Le Clos retrouvé",
    ]


def test_a_dossier_is_seen_by_those_whom_it_concerns(world: World) -> None:
    last = world.record(*a_life(GARDEN, bassins=("liege", "verviers"))[:2])
    world.project()

    seen = fetch(world, *(held(GardenerRow, last, viewer) for viewer in (LIEGE, NAMUR, VISITOR)))

    assert [len(rows) for rows in seen] == [1, 1, 0]


@pytest.mark.parametrize("row", [GardenRow, GardenerRow])
def test_a_query_that_forgets_who_looks_shows_nothing_private(world: World, row: type[Any]) -> None:
    world.record(opened(GARDEN, soil=Soil.CLAY), *a_life(GARDEN)[1:2])
    world.project()

    liege, namur, nobody = fetch(world, unguarded(row, LIEGE), unguarded(row, NAMUR), unguarded(row, VISITOR))

    assert liege != []
    assert namur == nobody == []


def test_what_one_reader_may_see_is_not_left_to_the_next(world: World) -> None:
    world.record(opened(soil=Soil.CLAY))
    world.project()

    async def in_turn(reads: PooledReads) -> Sequence[int]:
        viewers = (LIEGE, VISITOR, NAMUR) * 20
        found = await asyncio.gather(*(reads.fetch(unguarded(GardenRow, viewer)) for viewer in viewers))
        return [len(rows) for rows in found]

    assert reading(world, in_turn) == [1, 0, 0] * 20


@pytest.mark.parametrize("row", [AuditEntryRow, RecordedEventRow, TrailRow])
def test_a_trail_is_seen_by_the_instance_it_is_of(world: World, row: type[Any]) -> None:
    world.record(opened(bassins=("liege",)), opened(bassins=("liege", "verviers")))
    world.project()

    liege, namur, nobody = fetch(world, unguarded(row, LIEGE), unguarded(row, NAMUR), unguarded(row, VISITOR))

    assert [each.position for each in liege] == [1, 2]
    assert [each.position for each in namur] == [2]
    assert nobody == []


def test_what_is_published_is_seen_by_everybody(world: World) -> None:
    last = world.record(opened(soil=Soil.SAND))
    world.project()

    seen = fetch(world, held(GardenRow, last, NAMUR), held(GardenRow, last, VISITOR), unguarded(GardenRow, VISITOR))

    assert [len(rows) for rows in seen] == [1, 1, 1]


class Named(msgspec.Struct, frozen=True):
    name: str
    since: date


@pytest.mark.parametrize("sql", ["select 'x' as name", "select 'x' as name, current_date as since, 1 as more"])
def test_columns_that_are_not_the_fields_are_an_error(world: World, sql: str) -> None:
    with pytest.raises(TypeError, match="Named"):
        fetch(world, ReadQuery(sql, {}, Named))


def test_a_value_that_the_field_cannot_hold_is_an_error(world: World) -> None:
    with pytest.raises(msgspec.ValidationError, match="since"):
        fetch(world, ReadQuery("select 'x' as name, null::date as since", {}, Named))


def test_a_statement_that_takes_too_long_is_ended_and_the_next_one_served(world: World) -> None:
    async def both(reads: PooledReads) -> int:
        with pytest.raises(Timeout):
            await reads.fetch(ReadQuery("select 'x' as name, current_date as since from pg_sleep(5)", {}, Named))
        return len(await reads.fetch(ReadQuery("select 'x' as name, current_date as since", {}, Named)))

    assert reading(world, both) == 1


def test_an_instant_is_the_last_position_at_or_before_it(world: World) -> None:
    for _ in range(3):
        world.record(opened())
    world.project()
    instants = [recorded.recorded_at for recorded in world.recorded()]
    tick = timedelta(microseconds=1)

    async def positions(reads: PooledReads) -> list[int]:
        asked = [*instants, *(instant - tick for instant in instants), datetime.max.replace(tzinfo=UTC)]
        return [await reads.position_at(instant) for instant in asked]

    assert reading(world, positions) == [1, 2, 3, 0, 1, 2, 3]


def test_the_position_is_that_of_the_read_model_not_of_the_ledger(world: World) -> None:
    last = world.record(opened())
    world.project()
    world.record(opened())

    assert reading(world, lambda reads: reads.position()) == last


def test_rows_of_several_queries_come_together_and_with_the_position_reached(world: World) -> None:
    last = world.record(opened())
    world.project()
    names = [
        ReadQuery("select %(name)s as name, current_date as since", {"name": each}, Named) for each in ("a", "b")
    ]

    async def together(reads: PooledReads) -> tuple[list[str], int, int]:
        found, reached = await reads.together(*names)
        nothing, alone = await reads.together()
        assert nothing == []
        return [row.name for rows in found for row in rows], reached, alone

    assert reading(world, together) == (["a", "b"], last, last)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("at", [1, 2, 1_000])
def test_who_reads_a_key_looks_at_nothing_that_came_later(world: World, mode: Mode, at: int) -> None:
    other = world.record(opened())
    often = (
        GardenRenamed(originator_id=GARDEN, name=f"Le Clos {number}", bassins=("liege",)) for number in range(1_500)
    )
    world.record(*in_order([opened(GARDEN), *often]))
    rebuild(world.database, SAMPLE)  # and analyzed

    with Explainer(world.database) as explainer:
        found = explainer.explain(by(GardenRow, "id").read([(GARDEN,)], at, LIEGE), mode)

    assert found.rows == (at > other)
    assert (found.touched, found.pages < 10) == (1, True)


def test_the_position_is_that_before_the_queries(world: World) -> None:
    """Rows are never older than the position that is returned with them."""
    first = world.record(opened())
    world.project()
    slow = ReadQuery("select 'slow' as name, current_date as since from pg_sleep(0.3)", {}, Named)

    async def overtaken(reads: PooledReads) -> tuple[int, int]:
        asked = asyncio.create_task(reads.together(slow))
        await asyncio.sleep(0.1)
        await asyncio.to_thread(world.record, opened())
        await asyncio.to_thread(world.project)
        return (await asked)[1], await reads.position()

    before, after = reading(world, overtaken)

    assert before == first
    assert after > first


def test_queries_that_travel_together_are_each_of_their_own_viewer(world: World) -> None:
    """Also of one after whom comes one who sees less, or nobody."""
    sql = """
        select current_setting('efe.viewer_bassins', true) as name, current_date as since
        where %(viewer_bassins)s::text[] is not null and %(viewer_poles)s::uuid[] is not null
    """
    viewers = [Viewer(bassins=bassins) for bassins in (("liege", "namur"), ("liege",), (), ("namur",))]

    async def declared(reads: PooledReads) -> list[str]:
        found, _ = await reads.together(*(ReadQuery(sql, viewing(viewer), Named) for viewer in viewers))
        return [row.name for [row] in found]

    assert reading(world, declared) == ["liege,namur", "liege", "", "namur"]


@pytest.mark.parametrize(
    "statement",
    [
        "select from ledger.event",
        "select from projection.position",
        "update read.position set position = 0",
        "delete from read.garden",
        "create table read.more (id uuid)",
    ],
)
def test_who_reads_can_do_nothing_else(world: World, statement: str) -> None:
    with (
        psycopg.connect(world.database.conninfo(DatabaseRole.READ)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


class Backend(msgspec.Struct, frozen=True):
    """Process of the server that answered."""

    pid: int


def test_long_queries_have_few_connections_of_their_own(world: World) -> None:
    short = "select pg_backend_pid() as pid, pg_sleep(0.05)::text as slept"
    pids = f"select pid from ({short}) as answered"
    queries = [ReadQuery(sql, {}, Backend) for sql in (pids, pids + " " * LONG_QUERY_CHARACTERS)]

    async def at_once(reads: PooledReads) -> list[set[int]]:
        answers = [await asyncio.gather(*(reads.fetch(query) for _ in range(6))) for query in queries]
        return [{row.pid for rows in found for row in rows} for found in answers]

    async def run() -> list[set[int]]:
        async with PooledReads(world.database, connections=4, errors=READ_ERRORS) as reads:
            return await at_once(reads)

    usual, long = asyncio.run(run())

    assert not usual & long
    assert 1 <= len(long) <= MAX_CONNECTIONS_FOR_LONG < len(usual) <= 4
