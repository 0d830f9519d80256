"""The network between nodes is cut between those that are meant, and nobody is told."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.cluster.network import Network

ECHO = """
import socket, sys
with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as there:
    for line in sys.stdin.buffer:
        there.sendall(line)
        sys.stdout.buffer.write(there.recv(100))
        sys.stdout.buffer.flush()
"""
SILENT = 0.5
"""Seconds after which nothing is taken to come."""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the system is asked in /proc which node calls")


@pytest.fixture
def port() -> Iterator[int]:
    """At which everything is sent back."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=echo, args=[listener], daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def echo(listener: socket.socket) -> None:
    with suppress(OSError):
        while True:
            there, _ = listener.accept()
            threading.Thread(target=send_back, args=[there], daemon=True).start()


def send_back(there: socket.socket) -> None:
    with suppress(OSError), there:
        while data := there.recv(100):
            there.sendall(data)


class Caller:
    """A process of a node."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._heard = threading.Semaphore(0)
        threading.Thread(target=self._listen, daemon=True).start()

    def say(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(b"well?\n")
        self._process.stdin.flush()

    def hears(self, within: float = 20.0) -> bool:
        return self._heard.acquire(timeout=within)

    def _listen(self) -> None:
        assert self._process.stdout is not None
        while self._process.stdout.readline():
            self._heard.release()


@contextmanager
def calling(folder: Path, port: int) -> Iterator[Caller]:
    folder.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", ECHO, str(port)], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            yield Caller(process)
        finally:
            process.kill()


def test_who_is_parted_hears_nothing_until_it_is_healed_and_then_everything(tmp_path: Path, port: int) -> None:
    network = Network({name: tmp_path / name for name in ("one", "two", "three")})
    with network.running():
        front = network.front("three", port)
        with calling(tmp_path / "one", front) as one, calling(tmp_path / "two", front) as two:
            for each in (one, two):
                each.say()
                assert each.hears()

            network.part("one")
            for each in (one, two):
                each.say()
            assert two.hears()
            assert not one.hears(SILENT)

            network.heal()
            assert one.hears()


def test_a_stranger_is_not_let_through(tmp_path: Path, port: int) -> None:
    network = Network({"one": tmp_path / "one"})
    with network.running(), calling(tmp_path / "stranger", network.front("one", port)) as stranger:
        stranger.say()

        assert not stranger.hears(SILENT)
