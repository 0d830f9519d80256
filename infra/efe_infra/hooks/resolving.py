"""Names of receivers, resolved by the system on threads that a silent name server may hold."""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future
from functools import partial
from threading import BoundedSemaphore
from typing import Final

import anyio

from efe_infra.hooks.special_purpose import Address
from efe_infra.process.background import on_daemon_thread

MAX_LOOKUPS: Final = 16
PATIENCE_S: Final = 5.0
"""Time for which a person waits for the answer of a name server."""

type Resolve = Callable[[str, int], Awaitable[Sequence[Address]]]


def look_up(host: str, port: int) -> Future[Sequence[Address]]:
    """Begins a lookup. Its thread holds neither its caller nor the end of the process."""
    return on_daemon_thread(partial(_addresses, host, port), "lookup")


def _addresses(host: str, port: int) -> Sequence[Address]:
    """Raises `OSError` for a name without an address, and `ValueError` for an impossible one."""
    results = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in results))


class Resolver:
    """Resolver of an event loop: a bounded number of lookups at once. A timeout abandons the thread of a lookup."""

    def __init__(self) -> None:
        self._limiter = anyio.CapacityLimiter(MAX_LOOKUPS)

    async def __call__(self, host: str, port: int) -> Sequence[Address]:
        async with self._limiter:
            return await asyncio.wrap_future(look_up(host, port))


class PatientLookups:
    """Lookups for persons who wait, a bounded number at once: a silent name server fills no more threads."""

    def __init__(self) -> None:
        self._room = BoundedSemaphore(MAX_LOOKUPS)

    def addresses(self, host: str, port: int) -> Sequence[Address]:
        """Returns the addresses of a name; none for an unknown name, or if the answer takes too long."""
        if not self._room.acquire(blocking=False):
            return []
        answer = look_up(host, port)
        answer.add_done_callback(lambda _: self._room.release())
        try:
            return answer.result(PATIENCE_S)
        except (OSError, ValueError):
            return []
