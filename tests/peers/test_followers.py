"""The clients that browsers use follow an audit trail: graphql-ws, graphql-sse, urql."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.composition import projecting, watching
from efe_infra.postgres.database import Database
from tests.api.given import AXIS, Api, Client, a_pole, day
from tests.peers.node import HERE, NODE
from tests.running import installation, on_the_network

CLIENTS = ("ws", "sse", "urql")


class Follower:
    """A client in a process of its own, and what it prints."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def line(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def lines(self, count: int) -> list[str]:
        return [self.line() for _ in range(count)]

    def complaint(self) -> str:
        assert self._process.stderr
        return self._process.stderr.read()


@contextmanager
def follower(peers: Path, client: str, by: Client, *, count: int, after: str = "0") -> Iterator[Follower]:
    with subprocess.Popen(
        [NODE, "--input-type=module", "-", client, f"{by.http.url}/graphql", by.token, after, str(count)],
        cwd=peers,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        process.stdin.write((HERE / "follow.mjs").read_text())
        process.stdin.close()
        try:
            yield Follower(process)
        finally:
            process.kill()


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_hears_what_was_recorded_then_what_is(peers: Path, platform: Api, client: str) -> None:
    liege = platform.coordinator(Bassin.LIEGE)

    with follower(peers, client, liege, count=4) as following:
        past = following.lines(2)
        a_pole(liege)
        live = following.lines(3)

    assert (past, live) == (["1", "2"], ["3", "4", "done"])


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_of_another_instance_hears_why_it_is_refused(peers: Path, platform: Api, client: str) -> None:
    namur = platform.coordinator(Bassin.NAMUR)

    with follower(peers, client, namur, count=1) as following:
        assert following.line() == "FORBIDDEN"


@pytest.mark.parametrize("client", ["sse", "urql"])
def test_a_client_of_an_event_stream_hears_that_the_server_goes(
    peers: Path, database: Database, tmp_path: Path, client: str
) -> None:
    with (
        installation(database, tmp_path) as running,
        watching(running) as watch,
        projecting(running, watch),
    ):
        with on_the_network(running, watch) as api:
            liege = api.coordinator(Bassin.LIEGE)
            opened = follower(peers, client, liege, count=9)
            following = opened.__enter__()
            seen = following.lines(2)
        reason = following.line()
        opened.__exit__(None, None, None)

    assert (seen, reason) == (["1", "2"], "GOING_AWAY")


def test_a_websocket_client_misses_nothing_while_the_server_restarts(
    peers: Path, database: Database, tmp_path: Path
) -> None:
    with (
        installation(database, tmp_path) as running,
        watching(running) as watch,
        projecting(running, watch),
    ):
        with on_the_network(running, watch) as first:
            liege = first.coordinator(Bassin.LIEGE)
            port = first.http.client.base_url.port
            opened = follower(peers, "ws", liege, count=5)
            following = opened.__enter__()
            past = following.lines(2)
        assert port
        with on_the_network(running, watch, port=port) as second:
            again = Client(second.http, liege.headers)
            again.do("identifyAxis", bassin="LIEGE", axis=AXIS, effectiveOn=day(-2000))
            a_pole(again, "Bois")
            a_pole(again, "Zinc")
            live = following.lines(4)
        opened.__exit__(None, None, None)

    assert (past, live) == (["1", "2"], ["3", "4", "5", "done"])
