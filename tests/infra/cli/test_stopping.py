"""A server that is told to stop: the real process, with a command that the ledger keeps waiting."""

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.frames import Close
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from efe_infra.postgres.database import Database
from tests.infra.cli.given import ESTABLISH, token_of_all_roles
from tests.infra.cli.process import EFE, environment, is_caught_up
from tests.infra.ledger.given import until

HELD = 2.0
"""Seconds for which the ledger keeps a command waiting: longer than a subscription is given."""
FOLLOW = 'subscription { auditEntries(bassin: LIEGE, after: "0") { seq } }'
COUNT = "select count(*) from ledger.event where topic = 'instance.established.v1'"
WAITING = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"


@dataclass
class Serving:
    """A process that serves, and who may establish an Instance there."""

    process: subprocess.Popen[str]
    url: str
    bearer: dict[str, str]

    def told_to_stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def command(self) -> dict[str, Any]:
        answer = httpx.post(self.url, json=command(), headers=self.bearer, timeout=30)
        found: dict[str, Any] = answer.json()
        return found


def command() -> dict[str, Any]:
    return {"query": ESTABLISH, "variables": {"input": {"commandId": str(uuid4()), "bassin": "NAMUR"}}}


@contextmanager
def serving(database: Database, home: Path, **settings: str) -> Iterator[Serving]:
    env = {**environment(home, database), **settings}
    token = token_of_all_roles(database, home)
    with subprocess.Popen([*EFE, "serve", "--port", "0"], env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split(" : ")[1].strip()
        try:
            until(lambda: is_caught_up(url))
            yield Serving(process, url, {"Authorization": f"Bearer {token}"})
        finally:
            process.kill()


@contextmanager
def ledger_held(database: Database) -> Iterator[psycopg.Connection]:
    """Holds the ledger lock, so that no process appends."""
    with psycopg.connect(database.admin) as holding:
        holding.execute("select from ledger.turn for update")
        yield holding


def asked(database: Database, query: str) -> int:
    with psycopg.connect(database.admin, autocommit=True) as connection:
        return int(connection.execute(query.encode()).fetchall()[0][0])


@contextmanager
def socket_to(server: Serving) -> Iterator[ClientConnection]:
    url = server.url.replace("http", "ws")
    with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")], additional_headers=server.bearer) as socket:
        say(socket, type="connection_init")
        assert hear(socket)["type"] == "connection_ack"
        yield socket


def say(socket: ClientConnection, **message: Any) -> None:
    socket.send(json.dumps(message))


def hear(socket: ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(socket.recv(timeout=20))
    return message


def test_a_command_under_way_is_answered_and_recorded_once(database: Database, tmp_path: Path) -> None:
    with serving(database, tmp_path) as server, ThreadPoolExecutor(1) as pool:
        with ledger_held(database):
            answering = pool.submit(server.command)
            until(lambda: asked(database, WAITING) == 1)
            server.told_to_stop()
            until(lambda: refuses(server.url))
            time.sleep(HELD)
            assert server.process.poll() is None
        answer = answering.result()
        status = server.process.wait(20)

    assert answer["data"]["establishInstance"]["userErrors"] == []
    assert answer["data"]["establishInstance"]["position"] == "3"
    assert asked(database, COUNT) == 1
    assert status == 0


def refuses(url: str) -> bool:
    """Tells whether no process listens there any more."""
    try:
        httpx.get(url.replace("/graphql", "/health/live"), timeout=1)
    except httpx.TransportError:
        return True
    return False


def test_sockets_are_told_why_they_end_but_only_after_a_command_under_way(database: Database, tmp_path: Path) -> None:
    with (
        serving(database, tmp_path) as server,
        socket_to(server) as commanding,
        socket_to(server) as following,
    ):
        say(following, type="subscribe", id="1", payload={"query": FOLLOW})
        began = [hear(following)["type"] for _ in range(2)]
        with ledger_held(database):
            say(commanding, type="subscribe", id="1", payload=command())
            until(lambda: asked(database, WAITING) == 1)
            server.told_to_stop()
            told = time.monotonic()
            followed = closing_of(following)
            waited = time.monotonic() - told
            time.sleep(HELD)
        answer, done = hear(commanding), hear(commanding)
        answered = closing_of(commanding)
        status = server.process.wait(20)

    assert began == ["next", "next"]
    assert (followed.code, answered.code, status) == (1001, 1001, 0)
    assert followed.reason.startswith("Le serveur s'arrête")
    assert waited < 14  # the time of grace is not for subscriptions
    assert answer["payload"]["data"]["establishInstance"]["userErrors"] == []
    assert done == {"type": "complete", "id": "1"}
    assert asked(database, COUNT) == 1


def closing_of(socket: ClientConnection) -> Close:
    with pytest.raises(ConnectionClosed) as closed:
        socket.recv(timeout=20)
    assert closed.value.rcvd
    return closed.value.rcvd


def test_a_command_that_outlasts_the_time_of_grace_keeps_no_server(database: Database, tmp_path: Path) -> None:
    with (
        serving(database, tmp_path, EFE_GRACE="1") as server,
        ThreadPoolExecutor(1) as pool,
        ledger_held(database),
    ):
        answering = pool.submit(server.command)
        until(lambda: asked(database, WAITING) == 1)
        server.told_to_stop()
        failure = answering.exception(timeout=30)

        status = server.process.wait(30)

    assert isinstance(failure, httpx.TransportError | ValueError)  # nothing, or a status without a body
    assert status == 0


def test_a_second_signal_does_not_wait(database: Database, tmp_path: Path) -> None:
    with (
        serving(database, tmp_path, EFE_GRACE="600") as server,
        ThreadPoolExecutor(1) as pool,
        ledger_held(database),
    ):
        answering = pool.submit(server.command)
        until(lambda: asked(database, WAITING) == 1)
        server.told_to_stop()
        until(lambda: refuses(server.url))
        server.told_to_stop()
        status = server.process.wait(20)

        assert isinstance(answering.exception(timeout=20), httpx.TransportError)
    assert status == 128 + signal.SIGTERM
