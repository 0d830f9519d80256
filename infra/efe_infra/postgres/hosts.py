"""Connecting to an address that names several servers: the first one that fits is taken, however the others hang.

libpq and psycopg ask one server after the other, and wait for each: one that is frozen, or whose machine vanished,
keeps whoever connects from the one that took its place.
"""

from asyncio import Queue, Task, create_task, sleep, wait_for
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from math import inf
from queue import Empty, SimpleQueue
from random import shuffle
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import ConnStatus
from psycopg.pq.abc import PGconn

HEAD_START_S: Final = 0.25
"""Seconds that one server has to answer before the next one is asked too."""
RETRY_DELAY_S: Final = 0.5
"""Seconds after which one that refused is asked again, as long as another one keeps us waiting: it may have become
the one that we look for.
"""
SERVER_KEYS: Final = ("host", "hostaddr", "port")
ORDERED_BY_LIBRARY: Final = "prefer-standby"
"""Which of the servers fits depends on all of them: the library finds it."""
AT_MOST_ONE_FITS: Final = frozenset({"read-write", "primary"})
"""One server at most fits: in which order they are asked decides only how long it takes."""

_last_connected_at: Final[dict[tuple[str, ...], float]] = {}
"""The servers that were taken, and when, by the monotonic clock."""


def server_addresses(conninfo: str) -> Sequence[str]:
    """An address for each server, in the order in which they are asked: where one alone fits, the one that was taken
    last is the first.
    """
    found = conninfo_to_dict(conninfo)
    lists = {name: str(found[name]).split(",") for name in SERVER_KEYS if found.get(name)}
    count = max(map(len, lists.values()), default=1)
    if count == 1 or found.get("target_session_attrs") == ORDERED_BY_LIBRARY:
        return [conninfo]
    addresses = list(
        dict.fromkeys(
            make_conninfo(conninfo, **{name: each[at % len(each)] for name, each in lists.items()})
            for at in range(count)
        )
    )
    if found.get("load_balance_hosts") == "random":
        shuffle(addresses)
    if found.get("target_session_attrs") in AT_MOST_ONE_FITS:
        addresses.sort(key=lambda each: _last_connected_at.get(_server(each), -inf), reverse=True)
    return addresses


def _server(address: str) -> tuple[str, ...]:
    found = conninfo_to_dict(address)
    return tuple(str(found.get(name, "")) for name in SERVER_KEYS)


class _Servers[C]:
    """Those that are not asked yet, and those that have refused."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._waiting, self._refused, self._count = deque(addresses), set[str](), len(addresses)

    def next(self) -> str | None:
        return self._waiting.popleft() if self._waiting else None

    @property
    def patience(self) -> float | None:
        return HEAD_START_S if self._waiting else None

    def judge(self, address: str, found: C | BaseException) -> C | None:
        """Raises `psycopg.Error` when the last one has refused, or what else went wrong."""
        if not isinstance(found, BaseException):
            _last_connected_at[_server(address)] = monotonic()
            return found
        self._refused.add(address)
        if len(self._refused) == self._count or not isinstance(found, psycopg.Error):
            raise found
        return None


def first_to_connect[C: psycopg.Connection[Any]](conninfo: str, connect: Callable[[str], C]) -> C:
    """Raises `psycopg.Error` once each server has refused, or has kept us waiting for too long."""
    addresses = server_addresses(conninfo)
    return connect(conninfo) if len(addresses) == 1 else _Race(connect).run(_Servers[C](addresses))


class _Race[C: psycopg.Connection[Any]]:
    """A thread for each server; one that comes too late closes what it has."""

    def __init__(self, connect: Callable[[str], C]) -> None:
        self._connect = connect
        self._arrived: SimpleQueue[tuple[str, C | BaseException]] = SimpleQueue()
        self._decided, self._lock = Event(), Lock()

    def run(self, servers: _Servers[C]) -> C:
        try:
            return self._first(servers)
        finally:
            with self._lock:
                self._decided.set()
            while not self._arrived.empty():
                _close(self._arrived.get()[1])

    def _first(self, servers: _Servers[C]) -> C:
        while True:
            if address := servers.next():
                Thread(target=self._insist, args=[address], name="connecting", daemon=True).start()
            with suppress(Empty):
                if found := servers.judge(*self._arrived.get(timeout=servers.patience)):
                    return found

    def _insist(self, address: str) -> None:
        while not self._decided.is_set():
            found = self._tried(address)
            with self._lock:
                if self._decided.is_set():
                    _close(found)
                else:
                    self._arrived.put((address, found))
            if not isinstance(found, psycopg.Error):
                return
            self._decided.wait(RETRY_DELAY_S)

    def _tried(self, address: str) -> C | BaseException:
        try:
            return self._connect(address)
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            return error


def _close(found: psycopg.Connection[Any] | BaseException) -> None:
    if not isinstance(found, BaseException):
        found.close()


async def first_to_connect_async[C: psycopg.AsyncConnection[Any]](
    conninfo: str, connect: Callable[[str], Awaitable[C]]
) -> C:
    """The same, in tasks of the event loop."""
    addresses = server_addresses(conninfo)
    if len(addresses) == 1:
        return await connect(conninfo)
    servers, arrived, tasks = _Servers[C](addresses), Queue[tuple[str, C | BaseException]](), list[Task[None]]()
    try:
        while True:
            if address := servers.next():
                tasks.append(create_task(_insist(address, connect, arrived)))
            with suppress(TimeoutError):
                if found := servers.judge(*await wait_for(arrived.get(), servers.patience)):
                    return found
    finally:
        for each in tasks:
            each.cancel()
        while not arrived.empty():
            _, late = arrived.get_nowait()
            if not isinstance(late, BaseException):
                await late.close()


async def _insist[C](
    address: str, connect: Callable[[str], Awaitable[C]], arrived: Queue[tuple[str, C | BaseException]]
) -> None:
    while True:
        try:
            arrived.put_nowait((address, await connect(address)))
        except psycopg.Error as error:
            arrived.put_nowait((address, error))
        except Exception as fault:  # noqa: BLE001 - raised where it is waited for
            arrived.put_nowait((address, fault))
            return
        else:
            return
        await sleep(RETRY_DELAY_S)


SILENCE_MESSAGE: Final = "the server says nothing"

_silent_since: Final[dict[tuple[bytes, bytes], float]] = {}
"""Since when, the last time, by host and port."""


def note_silence(pgconn: PGconn, since: float) -> None:
    """Of a connection that is given up, by the monotonic clock; what the server ended, libpq knows. One that is made
    after the silence began shows that the server lives.
    """
    if pgconn.status == ConnStatus.OK:
        _silent_since[pgconn.host, pgconn.port] = since


def was_silent_since(pgconn: PGconn, made: float) -> bool:
    return bool(_silent_since) and _silent_since.get((pgconn.host, pgconn.port), 0.0) > made
