"""An address that names several servers: the one that fits is found, however the others hang or refuse."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.sql import SQL, Identifier

from efe_infra.postgres import hosts
from efe_infra.postgres.connection import PatientConnection, connect_without_timeout
from efe_infra.postgres.database import Database
from efe_infra.postgres.hosts import HEAD_START_S, RETRY_DELAY_S, server_addresses
from efe_infra.postgres.pipeline import AsyncPipelineConnection, PipelineConnection
from efe_infra.postgres.pools import Pool, open_pool
from efe_infra.postgres.reconnecting_connection import ReconnectingConnection
from tests.conftest import name_of
from tests.infra.ledger.given import until
from tests.infra.ledger.relay import Relay

AT_MOST = 2.0
"""Seconds. One that waits for a server that hangs waits for five."""


def several(database: Database, *first: tuple[str, int], **options: str) -> str:
    """Addresses before that of the server, which listens at a socket in a folder."""
    own = conninfo_to_dict(database.admin)
    places = [*first, (str(own["host"]), int(own["port"] or 5432))]
    hosts, ports = (",".join(str(place[at]) for place in places) for at in (0, 1))
    return make_conninfo(database.admin, host=hosts, port=ports, **options)


@pytest.fixture(autouse=True)
def nobody_was_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "_last_connected_at", {})


@pytest.fixture
def hangs() -> Iterator[tuple[str, int]]:
    """The system takes connections for it, as for a process that is frozen."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()


@pytest.fixture
def closed() -> tuple[str, int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        found: tuple[str, int] = listener.getsockname()
        return found


def by_pool(conninfo: str) -> None:
    with Pool(conninfo, PatientConnection, name="several", least=0, most=1, patience=AT_MOST) as pool, pool.lent():
        pass


def by_line(conninfo: str) -> None:
    line = ReconnectingConnection(conninfo, lambda _: None)
    line.cursor(time.monotonic() + AT_MOST).execute("select 1")
    line.close()


def by_loop(conninfo: str) -> None:
    async def configure(_: AsyncPipelineConnection) -> None:
        pass

    async def connected() -> None:
        pool = await open_pool(conninfo, AsyncPipelineConnection, "several", connections=1, configure=configure)
        try:
            async with pool.connection(timeout=AT_MOST):
                pass
        finally:
            await pool.close()

    asyncio.run(connected())


WAYS: dict[str, Callable[[str], AbstractContextManager[Any] | None]] = {
    "a patient connection": PatientConnection.connect,
    "one that sends statements together": PipelineConnection.connect,
    "a long session": connect_without_timeout,
    "the line of the ledger": by_line,
    "a pool of threads": by_pool,
    "a pool of an event loop": by_loop,
}


def connected(way: str, conninfo: str) -> AbstractContextManager[Any]:
    return WAYS[way](conninfo) or nullcontext()


@pytest.mark.parametrize("way", WAYS)
def test_a_server_that_hangs_keeps_nobody_from_the_next_one(
    database: Database, hangs: tuple[str, int], way: str
) -> None:
    began = time.monotonic()

    with connected(way, several(database, hangs)):
        pass

    assert time.monotonic() < began + AT_MOST


@contextmanager
def only_read(database: Database) -> Iterator[Callable[[], object]]:
    """New sessions are told that nothing can be written, until what it gives is called."""
    name = Identifier(name_of(database))
    with psycopg.connect(database.admin, autocommit=True) as admin:
        admin.execute(SQL("alter database {} set default_transaction_read_only = on").format(name))
        yield lambda: admin.execute(SQL("alter database {} reset default_transaction_read_only").format(name))


@pytest.mark.parametrize("way", WAYS)
def test_a_standby_that_becomes_the_leader_is_found_while_the_old_one_hangs(
    database: Database, hangs: tuple[str, int], way: str
) -> None:
    conninfo = several(database, hangs, target_session_attrs="read-write")
    with only_read(database) as promote:
        timer = threading.Timer(HEAD_START_S + RETRY_DELAY_S, promote)
        timer.start()
        began = time.monotonic()

        with connected(way, conninfo):
            took = time.monotonic() - began
        timer.join()

    assert HEAD_START_S + RETRY_DELAY_S < took < HEAD_START_S + 2 * RETRY_DELAY_S + 1.0


@pytest.mark.parametrize("way", ["a patient connection", "a long session"])
def test_servers_that_all_refuse_are_not_waited_for(database: Database, closed: tuple[str, int], way: str) -> None:
    conninfo = several(database, closed, closed, dbname="nothing_of_that_name")
    began = time.monotonic()

    with pytest.raises(psycopg.OperationalError):
        WAYS[way](conninfo)

    assert time.monotonic() < began + AT_MOST


def test_a_server_that_comes_too_late_is_left(database: Database) -> None:
    theirs = "select count(*) from pg_stat_activity where application_name = 'late'"
    with Relay(database) as relay, psycopg.connect(database.admin, autocommit=True) as admin:
        with relay.silent(), PatientConnection.connect(make_conninfo(relay.both.admin, application_name="late")):
            until(lambda: admin.execute(theirs).fetchone() == (2,))

        until(lambda: admin.execute(theirs).fetchone() == (0,))


def test_an_address_that_names_one_server_is_as_it_was_given() -> None:
    for address in ("", "host=a user=x", "postgresql://x@a:1/b?target_session_attrs=read-write"):
        assert server_addresses(address) == [address]


def test_an_order_of_the_library_is_left_to_it() -> None:
    assert len(server_addresses("host=a,b target_session_attrs=prefer-standby")) == 1
    assert [conninfo_to_dict(each)["host"] for each in server_addresses("host=a,b port=1,2")] == ["a", "b"]
    assert [conninfo_to_dict(each)["port"] for each in server_addresses("host=a,b port=1")] == ["1", "1"]
    assert {conninfo_to_dict(each)["host"] for each in server_addresses("host=a,b load_balance_hosts=random")} == {
        "a",
        "b",
    }


@pytest.mark.parametrize("way", WAYS)
def test_the_server_that_was_taken_is_asked_first_where_one_alone_fits(
    database: Database, hangs: tuple[str, int], way: str
) -> None:
    conninfo = several(database, hangs, target_session_attrs="read-write")
    own = conninfo_to_dict(database.admin)["host"]
    assert conninfo_to_dict(server_addresses(conninfo)[0])["host"] == hangs[0]

    with connected(way, conninfo):
        pass

    assert conninfo_to_dict(server_addresses(conninfo)[0])["host"] == own
    assert conninfo_to_dict(server_addresses(several(database, hangs))[0])["host"] == hangs[0]
