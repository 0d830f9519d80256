"""Servers that say nothing any more, though their connections stay: nobody waits longer than is said."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Iterator

import psycopg
import pytest
import uvloop

from efe_graphql.limits.deadline import ending_in
from efe_infra.postgres.connection import PatientConnection
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.pipeline import AsyncPipelineConnection, PipelineConnection
from efe_infra.postgres.pools import BorrowedConnection, Pool, open_pool
from efe_infra.postgres.prepared import PreparedStatement
from efe_infra.read_model.reads.reads import PooledReads
from efe_infra.web_application import OF_OPERATIONS, READ_ERRORS
from efe_projections.engine.errors import Timeout
from tests.infra.ledger.given import until
from tests.infra.ledger.relay import Relay

LIMIT = 20
"""Seconds after which a test says that it waits for ever."""
OTHER_SESSIONS = """
    select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
"""
ONE = PreparedStatement("select 1 as one", {})


@pytest.fixture
def relay(database: Database) -> Iterator[Relay]:
    with Relay(database) as relay:
        yield relay


@pytest.mark.parametrize("ask", [lambda each: each.ask([ONE]), lambda each: each.execute("select 1")])
def test_a_task_waits_no_longer_than_its_connection_is_patient(
    relay: Relay, ask: Callable[[AsyncPipelineConnection], Awaitable[object]]
) -> None:
    async def asked() -> bool:
        connection = await AsyncPipelineConnection.connect(relay.database.admin, autocommit=True)
        connection.patience = 0.5
        with relay.silent(), pytest.raises(psycopg.OperationalError):
            await asyncio.wait_for(ask(connection), LIMIT)
        return connection.closed

    assert uvloop.run(asked())


@pytest.mark.parametrize("ask", [lambda each: each.ask([ONE]), lambda each: each.execute("select 1")])
def test_a_thread_waits_no_longer_than_its_connection_is_patient(
    relay: Relay, ask: Callable[[PipelineConnection], object]
) -> None:
    connection = PipelineConnection.connect(relay.database.admin, autocommit=True)
    connection.patience = 0.5

    with relay.silent(), pytest.raises(psycopg.OperationalError):
        ask(connection)

    assert connection.closed


def test_a_pool_of_threads_makes_its_connections_anew(relay: Relay) -> None:
    with Pool(relay.database.admin, PatientConnection, name="one", least=1, most=1, patience=1) as pool:
        with pool.lent() as before, relay.silent(), pytest.raises(psycopg.OperationalError):
            before.execute("select 1")
        with pool.lent() as connection:
            assert connection.execute("select 1").fetchall() == [(1,)]


def test_what_waits_in_a_pool_is_not_used_when_its_server_was_silent_to_another_connection(relay: Relay) -> None:
    with Pool(relay.database.admin, PatientConnection, name="two", least=2, most=2, patience=1) as pool:
        with pool.lent() as one, pool.lent() as other:
            before = {each.info.backend_pid for each in (one, other)}
        with pool.lent() as asked, relay.silent(), pytest.raises(psycopg.OperationalError):
            asked.execute("select 1")

        with pool.lent() as connection:
            assert connection.info.backend_pid not in before


async def connect_async(conninfo: str) -> None:
    await AsyncPipelineConnection.connect(conninfo, connect_timeout=2)


@pytest.mark.parametrize(
    "connect",
    [
        lambda conninfo: PatientConnection.connect(conninfo, connect_timeout=2),
        lambda conninfo: uvloop.run(connect_async(conninfo)),
    ],
    ids=["thread", "task"],
)
def test_an_attempt_that_timed_out_leaves_no_session(
    relay: Relay, database: Database, connect: Callable[[str], object]
) -> None:
    """Without a garbage collection, which may be far off in a process that only waits."""
    gc.disable()
    try:
        with relay.silent(), pytest.raises(psycopg.OperationalError, match="timeout"):
            connect(relay.database.admin)
        with psycopg.connect(database.admin, autocommit=True) as admin:
            until(lambda: admin.execute(OTHER_SESSIONS).fetchall() == [(0,)])
    finally:
        gc.enable()


def test_reads_go_on_when_the_server_speaks_again(relay: Relay) -> None:
    async def positions() -> list[int]:
        async with PooledReads(
            relay.database, connections=2, statement_timeout=0.2, limits=OF_OPERATIONS, errors=READ_ERRORS
        ) as reads:
            await reads.position()
            with relay.silent(), ending_in(0.5):
                lost = await asyncio.wait_for(
                    asyncio.gather(*[reads.position() for _ in range(4)], return_exceptions=True), LIMIT
                )
            assert all(isinstance(each, Timeout) for each in lost)
            return await asyncio.wait_for(asyncio.gather(*[reads.position() for _ in range(4)]), LIMIT)

    assert uvloop.run(positions()) == [0] * 4


def test_whoever_ceases_to_wait_gives_the_connection_back(database: Database) -> None:
    async def lent_again() -> int:
        async def nothing(_: AsyncPipelineConnection) -> None:
            """Leaves the server as it is."""

        pool = await open_pool(
            database.conninfo(DatabaseRole.READ), AsyncPipelineConnection, "one", connections=1, configure=nothing
        )
        async with pool, asyncio.timeout(LIMIT):
            borrowed = BorrowedConnection(pool)
            await borrowed.__aenter__()
            async with pool._lock:
                giving = asyncio.ensure_future(borrowed.__aexit__())
                await asyncio.sleep(0)
                giving.cancel()
                await asyncio.wait([giving])
            async with BorrowedConnection(pool) as connection:
                return len(await connection.ask([ONE]))

    assert uvloop.run(lent_again()) == 1
