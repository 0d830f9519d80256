"""A replica that dies, hangs, returns or is no copy any more: it is noticed, and nobody who reads is told."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Event

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from efe_infra.operations.prometheus import _replicas
from efe_infra.postgres.database import Database
from efe_infra.postgres.embedded import EmbeddedServer
from efe_infra.postgres.migrations import migrate
from efe_infra.read_model.reads import reads as module
from efe_infra.read_model.reads.reads import PooledReads
from efe_infra.read_model.reads.replica import Replica, ReplicaState
from efe_infra.read_model.tables.schema import create_read_tables
from efe_infra.web_application import READ_ERRORS
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.errors import ServiceUnavailable
from efe_projections.engine.instants import LedgerPositionRow
from efe_projections.engine.query import ReadQuery
from tests.api.given import Api, Client
from tests.infra.ledger.given import until
from tests.infra.ledger.standby import Standby, run, standbys_of
from tests.infra.replicas.watched import NOTICED, becomes, counting

TRAIL = "{ auditTrail(bassin: LIEGE, last: 1) { edges { node { position } } } }"
LONGEST = 5.0
"""Seconds within which every read is answered, while a replica is found to be gone: a server that hangs has seven."""
PUT = "update projection.position set position = %s"


READERS = 4


@contextmanager
def reading(client: Client) -> Iterator[list[int]]:
    """Several read all the while: how many answers each has had. None may be an error, nor take long."""
    left, answers = Event(), [0] * READERS

    def read(number: int) -> float:
        longest = 0.0
        while not left.is_set():
            began = time.monotonic()
            assert client.ask(TRAIL)["auditTrail"]["edges"]
            longest = max(longest, time.monotonic() - began)
            answers[number] += 1
        return longest

    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(read, number) for number in range(READERS)]
        try:
            yield answers
        finally:
            left.set()
        assert max(each.result() for each in readers) < LONGEST


def test_the_death_and_the_return_of_a_replica_are_noticed_and_no_read_fails(
    api: Api, liege: Client, standbys: list[Standby]
) -> None:
    with reading(liege):
        standbys[0].stop()
        becomes(0, ReplicaState.AWAY)
        with counting() as answered:
            liege.ask(TRAIL)
        shown = standings(api)
        standbys[0].start()
        becomes(0, ReplicaState.UP)

    assert answered.by_replicas > 0
    assert shown == {"1": "away", "2": "up"}
    assert exported() == {"1": "up", "2": "up"}
    assert standings(api) == {"1": "up", "2": "up"}


def exported() -> dict[str, str]:
    """As Prometheus is told."""
    states, *_ = _replicas()
    return {each.labels["replica"]: each.labels["state"] for each in states.samples if each.value}


def standings(api: Api) -> dict[str, str]:
    """As readiness tells, which is 200 without any of them."""
    response = api.http.portal.call(api.http.client.get, "/health/ready")
    assert response.status_code == 200
    return {each["name"]: each["state"] for each in response.json()["replicas"]}


def test_reads_of_a_replica_that_hangs_are_given_up_and_asked_of_the_primary(
    api: Api, liege: Client, standbys: list[Standby]
) -> None:
    with reading(liege) as answers:
        standbys[0].freeze()
        try:
            becomes(0, ReplicaState.AWAY)
            before = list(answers)
            until(lambda: all(now > then for now, then in zip(answers, before, strict=True)), within=NOTICED)
        finally:
            standbys[0].thaw()
        becomes(0, ReplicaState.UP)


def test_without_any_replica_the_primary_answers_at_once(api: Api, liege: Client, standbys: list[Standby]) -> None:
    for standby in standbys:
        standby.stop()
    try:
        becomes(0, ReplicaState.AWAY)
        becomes(1, ReplicaState.AWAY)
        began = time.monotonic()
        with counting() as answered:
            assert liege.ask(TRAIL)["auditTrail"]["edges"]
        assert time.monotonic() - began < LONGEST
        assert (answered.by_replicas, answered.by_primary > 0) == (0, True)
    finally:
        for standby in standbys:
            standby.start()


@pytest.fixture
def other(database: Database, standbys: list[Standby]) -> Iterator[Database]:
    """Another database of the same servers, which nothing moves."""
    with psycopg.connect(database.admin, autocommit=True) as admin:
        admin.execute("create database other")
    other = database.named("other")
    migrate(other)
    create_read_tables(other, PROJECTIONS)
    put(other, 7)
    yield other
    with psycopg.connect(database.admin, autocommit=True) as admin:
        admin.execute("drop database other with (force)")


def put(database: Database, position: int) -> None:
    with psycopg.connect(database.admin, autocommit=True) as admin:
        admin.execute(PUT, [position])


type Scene = Callable[[PooledReads, Replica], Awaitable[None]]


def played(database: Database, replica: Database, scene: Scene) -> None:
    async def play() -> None:
        async with PooledReads(database, replicas=[replica], errors=READ_ERRORS) as reads, asyncio.timeout(60):
            assert reads._replicas
            [watched] = reads._replicas._replicas
            await reads.position()
            await scene(reads, watched)

    asyncio.run(play())


async def turns(replica: Replica, state: ReplicaState) -> None:
    await asyncio.to_thread(until, lambda: replica.state is state)


def shown(at: int, *, sleep: float = 0) -> ReadQuery[LedgerPositionRow]:
    """The position that the answering server has come to, in a read as of another one."""
    sql = "select position from read.position, pg_sleep(%(sleep)s::float8) where %(at)s::bigint > 0"
    return ReadQuery(sql, {"at": at, "sleep": sleep}, LedgerPositionRow)


@pytest.fixture(scope="module")
def third(primary: tuple[EmbeddedServer, Path], standbys: list[Standby]) -> Iterator[Standby]:
    """One that ends a read at once which is in the way of what it receives."""
    with standbys_of(*primary, 1, "third", "-c max_standby_streaming_delay=0") as [third]:
        yield third


def test_a_read_that_a_replica_ends_for_what_it_receives_is_asked_of_the_primary(
    third: Standby, other: Database
) -> None:
    there = other.at(third.url)

    async def scene(reads: PooledReads, replica: Replica) -> None:
        await turns(replica, ReplicaState.UP)
        asked = asyncio.create_task(reads.fetch(shown(7, sleep=1)))
        await asyncio.to_thread(until, lambda: is_asleep(there))
        with counting() as answered:
            await asyncio.to_thread(locked, other)
            [found] = await asked

        assert found.position == 7
        assert (answered.by_replicas, answered.by_primary) == (0, 1)
        assert replica.state is ReplicaState.UP

    played(other, there, scene)


def is_asleep(database: Database) -> bool:
    with psycopg.connect(database.admin) as admin:
        return admin.execute("select from pg_stat_activity where wait_event = 'PgSleep'").fetchone() is not None


def locked(database: Database) -> None:
    """Locks the rows for a moment, which a replica repeats."""
    with psycopg.connect(database.admin) as admin:
        admin.execute("lock table projection.position in access exclusive mode")


def test_what_was_promoted_is_not_read_from_that_moment_on(third: Standby, other: Database) -> None:
    async def scene(reads: PooledReads, replica: Replica) -> None:
        await turns(replica, ReplicaState.UP)
        await reads.fetch(shown(7))
        await asyncio.to_thread(third.promote)
        put(Database(make_conninfo(third.database.admin, dbname="other")), 99)

        [found] = await reads.fetch(shown(7))

        assert found.position == 7
        await turns(replica, ReplicaState.PRIMARY)

    played(other, other.at(third.url), scene)


def test_of_several_replicas_at_one_address_each_connection_is_asked_how_far_it_is(
    other: Database, standbys: list[Standby]
) -> None:
    late, prompt = standbys
    there = other.at(late.url + "," + prompt.url.partition("=")[2])

    async def scene(reads: PooledReads, replica: Replica) -> None:
        await turns(replica, ReplicaState.UP)
        await asyncio.to_thread(put, other, 8)
        assert await reads.position() == 8
        hidden.close()

        found = await asyncio.gather(*(reads.fetch(shown(8, sleep=0.1)) for _ in range(READERS)))

        assert {reached.position for [reached] in found} == {8}
        assert replica.state is ReplicaState.UP

    with late.paused(), ExitStack() as hidden:
        hidden.enter_context(late.hidden())
        played(other, there, scene)


def test_the_primary_is_no_replica_of_itself(database: Database) -> None:
    async def scene(_: PooledReads, replica: Replica) -> None:
        await turns(replica, ReplicaState.PRIMARY)

    host = conninfo_to_dict(database.admin)["host"]
    played(database, database.at(f"postgresql:///?host={host}"), scene)


def test_another_database_is_no_replica(database: Database, other: Database, standbys: list[Standby]) -> None:
    async def scene(_: PooledReads, replica: Replica) -> None:
        await turns(replica, ReplicaState.UNFIT)

    played(database, database.at(standbys[0].url.replace("/?", "/other?")), scene)


def test_what_a_lost_primary_had_is_not_read_of_a_replica(
    primary: tuple[EmbeddedServer, Path], other: Database, standbys: list[Standby], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The primary returns with fewer events: the replica then has another history."""
    monkeypatch.setattr(module, "CALLER_TIMEOUT_S", 0.1)

    async def scene(reads: PooledReads, replica: Replica) -> None:
        await turns(replica, ReplicaState.UP)
        with standbys[0].paused():
            put(other, 6)
            await asyncio.to_thread(crash, primary)
            assert await position(reads) == 6
            await turns(replica, ReplicaState.UNFIT)
            assert await reads.fetch(shown(6)) == [LedgerPositionRow(6)]
        await turns(replica, ReplicaState.UP)

    played(other, other.at(standbys[0].url), scene)


async def position(reads: PooledReads) -> int:
    """Once the primary answers again."""
    for _ in range(100):
        with suppress(ServiceUnavailable):
            return await reads.position()
        await asyncio.sleep(0.05)
    raise TimeoutError


def crash(primary: tuple[EmbeddedServer, Path]) -> None:
    """Crashes the server; the caller starts it again."""
    server, home = primary
    run("pg_ctl", "-w", "-D", home / "postgres", "-m", "immediate", "stop", user=server._server.system_user)
