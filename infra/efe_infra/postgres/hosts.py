"""Connections to an address with several servers: the first suitable one wins, even if others hang.

libpq and psycopg try one server after the other: a frozen one would delay the connection to its successor.
"""

from asyncio import Queue, Task, create_task, sleep, wait_for
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from math import inf
from queue import Empty, SimpleQueue
from random import shuffle
from threading import Event, Lock, Thread
from time import monotonic
from traceback import clear_frames
from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import ConnStatus
from psycopg.pq.abc import PGconn

HEAD_START_S: Final = 0.25
"""Time before the next server is tried too."""
RETRY_DELAY_S: Final = 0.5
"""Delay before a server that refused is tried again, while another one hangs: it may have been promoted."""
SERVER_KEYS: Final = ("host", "hostaddr", "port")
ORDERED_BY_LIBRARY: Final = "prefer-standby"
"""Mode in which the choice depends on all servers; it is left to libpq."""
AT_MOST_ONE_FITS: Final = frozenset({"read-write", "primary"})
"""Modes that at most one server fulfils; the order of attempts only affects the time."""

_last_connected_at: Final[dict[tuple[str, ...], float]] = {}
"""Time of the last connection to each server, by the monotonic clock."""


def server_addresses(conninfo: str) -> Sequence[str]:
    """Returns an address for each server, in the order of attempts: the last primary first, if only one can fit."""
    parameters = conninfo_to_dict(conninfo)
    lists = {name: str(parameters[name]).split(",") for name in SERVER_KEYS if parameters.get(name)}
    count = max(map(len, lists.values()), default=1)
    if count == 1 or parameters.get("target_session_attrs") == ORDERED_BY_LIBRARY:
        return [conninfo]
    addresses = list(
        dict.fromkeys(
            make_conninfo(conninfo, **{name: each[at % len(each)] for name, each in lists.items()})
            for at in range(count)
        )
    )
    if parameters.get("load_balance_hosts") == "random":
        shuffle(addresses)
    if parameters.get("target_session_attrs") in AT_MOST_ONE_FITS:
        addresses.sort(key=lambda each: _last_connected_at.get(_server(each), -inf), reverse=True)
    return addresses


def _server(address: str) -> tuple[str, ...]:
    parameters = conninfo_to_dict(address)
    return tuple(str(parameters.get(name, "")) for name in SERVER_KEYS)


class _Servers[C]:
    """Servers that are not tried yet, and those that have refused."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._waiting, self._refused, self._count = deque(addresses), set[str](), len(addresses)

    def next(self) -> str | None:
        return self._waiting.popleft() if self._waiting else None

    @property
    def timeout_s(self) -> float | None:
        return HEAD_START_S if self._waiting else None

    def judge(self, address: str, result: C | BaseException) -> C | None:
        """Returns a connection. Raises `psycopg.Error` when the last server has refused, or any other error."""
        if not isinstance(result, BaseException):
            _last_connected_at[_server(address)] = monotonic()
            return result
        self._refused.add(address)
        if len(self._refused) == self._count or not isinstance(result, psycopg.Error):
            raise result
        return None


def first_to_connect[C: psycopg.Connection[Any]](conninfo: str, connect: Callable[[str], C]) -> C:
    """Connects to the first suitable server. Raises `psycopg.Error` once each has refused or timed out."""
    addresses = server_addresses(conninfo)
    if len(addresses) == 1:
        return _attempt(connect, conninfo)
    return _Race(partial(_attempt, connect)).run(_Servers[C](addresses))


def _attempt[C](connect: Callable[[str], C], address: str) -> C:
    """Connects. Closes the socket of an attempt that failed: psycopg's error refers to a frame with it, and the frame
    to the error, so that it would stay open until a garbage collection.
    """
    try:
        return connect(address)
    except psycopg.Error as error:
        clear_frames(error.__traceback__)
        raise


class _Race[C: psycopg.Connection[Any]]:
    """Connection attempts on one thread for each server. A late thread closes its connection."""

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
                if connection := servers.judge(*self._arrived.get(timeout=servers.timeout_s)):
                    return connection

    def _insist(self, address: str) -> None:
        while not self._decided.is_set():
            result = self._try(address)
            with self._lock:
                if self._decided.is_set():
                    _close(result)
                else:
                    self._arrived.put((address, result))
            if not isinstance(result, psycopg.Error):
                return
            self._decided.wait(RETRY_DELAY_S)

    def _try(self, address: str) -> C | BaseException:
        try:
            return self._connect(address)
        except BaseException as error:  # noqa: BLE001 - raised in the waiting thread
            return error


def _close(result: psycopg.Connection[Any] | BaseException) -> None:
    if not isinstance(result, BaseException):
        result.close()


async def first_to_connect_async[C: psycopg.AsyncConnection[Any]](
    conninfo: str, connect: Callable[[str], Awaitable[C]]
) -> C:
    """Connects as `first_to_connect`, in tasks of the event loop."""
    addresses = server_addresses(conninfo)
    if len(addresses) == 1:
        return await _attempt_async(connect, conninfo)
    servers, arrived, tasks = _Servers[C](addresses), Queue[tuple[str, C | BaseException]](), list[Task[None]]()
    try:
        while True:
            if address := servers.next():
                tasks.append(create_task(_insist(address, connect, arrived)))
            with suppress(TimeoutError):
                if connection := servers.judge(*await wait_for(arrived.get(), servers.timeout_s)):
                    return connection
    finally:
        for each in tasks:
            each.cancel()
        while not arrived.empty():
            _, late = arrived.get_nowait()
            if not isinstance(late, BaseException):
                await late.close()


async def _attempt_async[C](connect: Callable[[str], Awaitable[C]], address: str) -> C:
    """Connects as `_attempt`."""
    try:
        return await connect(address)
    except psycopg.Error as error:
        clear_frames(error.__traceback__)
        raise


async def _insist[C](
    address: str, connect: Callable[[str], Awaitable[C]], arrived: Queue[tuple[str, C | BaseException]]
) -> None:
    while True:
        try:
            arrived.put_nowait((address, await _attempt_async(connect, address)))
        except psycopg.Error as error:
            arrived.put_nowait((address, error))
        except Exception as fault:  # noqa: BLE001 - raised in the waiting thread
            arrived.put_nowait((address, fault))
            return
        else:
            return
        await sleep(RETRY_DELAY_S)


SILENCE_MESSAGE: Final = "the server says nothing"

_silent_since: Final[dict[tuple[bytes, bytes], float]] = {}
"""Start of the last silence of each server, by host and port."""


def note_silence(pgconn: PGconn, since: float) -> None:
    """Notes that a server was silent, so that older connections to it are not reused.

    A connection to a frozen or vanished server still looks open. A connection made after `since` shows that the
    server lives. libpq itself notices a connection that the server has closed.
    """
    if pgconn.status == ConnStatus.OK:
        _silent_since[pgconn.host, pgconn.port] = since


def was_silent_since(pgconn: PGconn, connected_at: float) -> bool:
    return bool(_silent_since) and _silent_since.get((pgconn.host, pgconn.port), 0.0) > connected_at
